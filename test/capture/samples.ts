/**
 * A capture of 200 packets, compressed with `zstd -19`: Huffman and FSE tables, matches, and a checksum, which
 * hand-made frames do not have.
 */
const zstdBase64 = [
  'KLUv/WQcHeUlAMb3wTJQMEM687/CKAAAAAAAgVEAAAb+/////78w0X4DNw30/39oyy233BKKvp5Z+99Rqn7RAsEAsACsAHA7jOly',
  'EPtuaOCtBgYTZljQEIMCCS8kYGgBQYQVDiykYADCCQUUrhE4lDDAgxEETIUQoPVBmFQHYKxqX1HTAKyieUE926VqputalstTMlzf',
  '/Nitry9m65NvUIvPgNYXzNorkPXBp6UliPXpEcD6/gOvPu8GXM0CrZoAKzlg1cdoaAJUffHsLECqb83MwlB9sKwM7NSnZGRfpr6P',
  'jXmBlVpju5trk1uDo1vz1uze4tza6sS8wEgB8ArzCvP64tPI06jTTUZPJDHkbIPB88iLOI242FmkBZxEWOgcsuJTiApvBkkxGwiK',
  '7h8nZPswwd2jRGweJLZ3jICtQ4R2jhBvHNPrGz2lDdmyBktJI7KcsVHKgCtjKJQwrvKFd+kChCdbfJjMwkPzCjbJKjowp+AQGcWG',
  '5RMaIJvIoFwCw5nEBY9HWJhRRIWOISjIOCdw7LUYpYSNHAHGCEHjPniEDryoanOf1uuhyQVxxvvBLK6Hsl02sv3minRjhfdtqsQ9',
  'm7vdr/ngXg0V3aeZ8j0aKd7+jN00E6XLQJFknjD8mLoIL4Zu4cPMQXgwcgr/xcnhvcR58F2aTC5MessSqUUJ67PART2Wt9VfSQL1',
  'VtxUXwXJ9Xdtnv47MqkY6SlFpBQi/NsNiX8UIftDCQL/J0D0r/vxn87HP9fDuxyPr7072eE9Tgd7b5IjemeC41vvampLbnhXYsM7',
  'XI3v3t9oeE8yYwZTlKIOlUiCQsTznw7FeU+Gdr5TITjPiZDObxr0eU2CvPlMgSYmQH3pj7Tkh/uV+sQ+JT7bn7QH9iXp0X6kPO9D',
  'wuP1H92Zjux0ozqSER2WXzQnyiuSs/KJ4kB5RHBU/tCbyxty48kXajMJselBa6QgNcwPlCbyAaFZ/p8zkO/HjPL7lDmfDxmPv2fM',
  '1COm84SReMBw/J0vMd6Ol42v0wXG0+Gi8XO2PF6OFi8+TpYJB0uCaKgSQIu9xt4BAkclC23iChAChKDkOA5zTEAPB2U/xFFEWhGq',
  'csI4w4CLlFKP/HYl/trpI0WqZ5rnrKxzSVS5M0Y4kRiz6RuHKaP804VDAp+gsdyHEPRROnNzxtoSyIiy4xvZGoXJlaQogdBwIlSC',
  '1NFs+sZh4ih/slZSiHRqWBwjBH2UzuycUbVn7sny4xhNaDVzZU29Ewr5EWt2iS+nxphaPsZk9mRxraVQeo0G7xrB3tj5tKtHKLyN',
  'x5LlK3oSB2/a5oisXQ0sPJQM9/ORZZ2+9Gg/7WhnRo4QN2jY9pRCP6KTnVfqe36eMfyhO9/4ud7m90zCH93mzW/qPX/OOPzQPW/8',
  'WW/ne2bCj97yzi/1Pj/nGH7RnXf8rG/zfSbhj2755pf1nj9nDH/onjd+rbf5PZPhR3d585d6n58zDcfBDnoDN/kWjPE30FXfgqn5',
  'DprOS1DkhT+65Zr/tuFo1KrIgW3yHoxDrkCi37quR33bMVJSNGXmtbWvHlyprcDTxBoYRJWHIxYtudTgtvJ9ZNTaTpDOUSjsQlCY',
  'nPN+1uAaZt4utZRvbHWZ6mS7cXozbTFydLk=',
];

export function zstdSample(): Buffer {
  return Buffer.from(zstdBase64.join(''), 'base64');
}
