/** The shared captures and the table of counts that stands beside them. Tests skip where they are missing. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCapture } from '../../src/capture/read.ts';
import { HeaderSeen } from '../../src/frame/frame.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'shared', 'captures');
const table = join(folder, 'README.md');

export const haveCaptures = existsSync(table);

/** Counts in the order ip ip6 tcp udp icmp icmp6 sctp arp vlan; null where the tool could not say. */
export type Counts = readonly (number | null)[];

export interface TableRow {
  readonly file: string;
  readonly path: string;
  /** Size before compression, bytes. */
  readonly bytes: number;
  readonly packets: number;
  readonly any: Counts;
  readonly outer: Counts;
}

const columns = { file: 1, bytes: 3, packets: 8, any: 10, outer: 11 } as const;

export function readTable(): TableRow[] {
  if (!haveCaptures) return [];
  return readFileSync(table, 'utf8')
    .split('\n')
    .filter((line) => /^\| [\w./-]+\.gz \|/.test(line))
    .map(parseRow);
}

function parseRow(line: string): TableRow {
  const cells = line.split('|').map((cell) => cell.trim());
  return {
    file: cells[columns.file],
    path: join(folder, cells[columns.file]),
    bytes: Number(cells[columns.bytes]),
    packets: Number.parseInt(cells[columns.packets], 10),
    any: parseCounts(cells[columns.any]),
    outer: parseCounts(cells[columns.outer]),
  };
}

function parseCounts(cell: string): Counts {
  return cell.split(' ').map((word) => (word === '-' ? null : Number(word)));
}

const bitsInOrder = [
  HeaderSeen.ipv4,
  HeaderSeen.ipv6,
  HeaderSeen.tcp,
  HeaderSeen.udp,
  HeaderSeen.icmp,
  HeaderSeen.icmpv6,
  HeaderSeen.sctp,
  HeaderSeen.arp,
  HeaderSeen.vlan,
] as const;

/** Adds one packet to nine counters in the order of the table. */
export function addSeen(counts: number[], headersSeen: number): void {
  for (const [index, bit] of bitsInOrder.entries()) if ((headersSeen & bit) !== 0) counts[index]++;
}

export interface StoredPacket {
  readonly data: Uint8Array;
  readonly originalLength: number;
  readonly linkType: number;
}

/** All packets of a capture, copied out of the reader's buffer. */
export async function packetsOf(path: string): Promise<StoredPacket[]> {
  const packets: StoredPacket[] = [];
  await readCapture(path, ({ data, originalLength, linkType }) => {
    packets.push({ data: Uint8Array.from(data), originalLength, linkType });
    return undefined;
  });
  return packets;
}
