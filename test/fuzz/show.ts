import { dump } from 'js-yaml';
import type { FuzzCase } from './case.ts';
import type { Difference } from './check.ts';

/** The case for a person to read: what differs, who is who, the policies, the question or the packets. */
export function showCase(one: FuzzCase, { at, set, text, question }: Difference, command: string): string {
  const { policies, cluster, traffic, names, options, engine } = one;
  const { packets, ...how } = traffic;
  const sections: readonly (readonly [string, unknown])[] = [
    ['options', options],
    ['stages', engine === 'ir' ? one.stages : {}],
    ['cluster', cluster],
    ['policies', policies[0]],
    ['other policies', policies[1]],
    ['names', names],
    ['question', question ?? {}],
    ['replayed', packets.length > 0 ? how : {}],
  ];
  return [
    `case ${one.id} (${engine}), ${at}${set < 0 ? '' : ` of set ${set}`}: ${text}`,
    ...sections
      .filter(([, value]) => Object.keys(value as object).length > 0)
      .map(([name, value]) => `${name}:\n${indented(value)}`),
    ...packets.map(({ time, data, original, about }, index) =>
      [
        `packet ${index}`,
        time,
        about,
        ...(original === undefined ? [] : [`of ${original}`]),
        Buffer.from(data).toString('hex'),
      ].join(' '),
    ),
    `repeat it: ${command}`,
  ].join('\n');
}

function indented(value: unknown): string {
  const plain: unknown = JSON.parse(
    JSON.stringify(value, (key, one) => (key === 'source' ? undefined : one)),
  );
  return dump(plain, { lineWidth: 110, flowLevel: 4 }).replace(/^/gm, '  ').trimEnd();
}
