import { checksumText } from '../../compile/image-file.ts';
import * as layout from '../../kernels/image-layout.ts';
import { table } from '../../terminal/table.ts';

/** Fields of the header that say where a part stands, in the order of the parts. */
const parts: readonly (readonly [name: string, field: number])[] = [
  ['IPv4 root', layout.imageRoot4],
  ['IPv4 blocks', layout.imageBlocks4],
  ['IPv4 ranges', layout.imageRanges4],
  ['IPv6 prefixes', layout.imagePrefixes6],
  ['IPv6 prefix lengths', layout.imageLengths6],
  ['IPv6 lengths to ask for', layout.imageAsked6],
  ['places', layout.imagePlaces],
  ['protocols', layout.imageProtocols],
  ['destination port intervals', layout.imageDestinations],
  ['source port intervals', layout.imageSources],
  ['traffic classes by ports', layout.imageCells],
  ['traffic classes of ICMP', layout.imageIcmp],
  ['traffic classes of ICMPv6', layout.imageIcmp6],
  ['traffic classes of others', layout.imageOthers],
  ['nodes of trees', layout.imageTreeNodes],
  ['boxes in leaves', layout.imageTreeBoxes],
  ['what boxes say', layout.imageTreeResults],
  ['roots of trees', layout.imageTreeRoots],
  ['endings of stages', layout.imageTreeEndings],
  ['tables', layout.imageTables],
  ['rows', layout.imageRows],
  ['service ports', layout.imageFrontends],
];

/** Numbers of the two answers; 0: there is none. */
function ownText(egress: number, ingress: number): string {
  if (egress === 0) return 'connections with the own address are asked about';
  return `connections with the own address: answer ${egress} on egress, ${ingress} on ingress`;
}

function formText(word: (field: number) => number): string {
  if (word(layout.imageTreeNodes) === 0) return `address classes ${word(layout.imageClasses)}`;
  return `trees of ${word(layout.imageTreeStages)} stages`;
}

/** Where the parts of the image stand, as its header has it. Rows have the lists and signatures behind them. */
export function printImage(image: Uint8Array<ArrayBuffer>): string {
  const header = new Uint32Array(image.buffer, 0, layout.imageHeaderBytes / 4);
  const word = (field: number) => header[field / 4];
  const offsets = parts.map(([name, field]) => ({ name, at: word(field) })).filter(({ at }) => at !== 0);
  const sized = offsets.map(({ name, at }, index) => ({
    name,
    at,
    bytes: (offsets[index + 1]?.at ?? image.length) - at,
  }));
  return [
    `version ${word(layout.imageVersion)}, ${image.length} bytes, checksum ${checksumText(word(layout.imageChecksum))}`,
    ownText(word(layout.imageOwnEgress), word(layout.imageOwnIngress)),
    `${formText(word)}, pairs on one node are ${word(layout.imageNodeMatters) === 1 ? 'not ' : ''}answered`,
    '',
    table(sized, [
      { heading: 'PART', cell: ({ name }) => name },
      { heading: 'OFFSET', cell: ({ at }) => at },
      { heading: 'BYTES', cell: ({ bytes }) => bytes },
    ]),
  ].join('\n');
}
