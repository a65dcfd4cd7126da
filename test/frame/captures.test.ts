import { describe, expect, it } from 'vitest';
import { createFrame } from '../../src/frame/create.ts';
import { parseFrame } from '../../src/frame/parse.ts';
import { addSeen, type Counts, haveCaptures, packetsOf, readTable, type TableRow } from './captures.ts';

/** Files for which neither column of the table is what the headers say. */
const exceptions = new Map<string, { counts: readonly number[]; why: string }>([
  [
    'malformed/PcapPlusPlus-ipv4-malformed.pcap.gz',
    {
      counts: [2, 0, 1, 0, 0, 0, 0, 0, 0],
      why: 'a packet with protocol 6 and total length 11: counted by its protocol field, as the BPF words do in the other files; the dissector stops at the length and BPF could not open the file',
    },
  ],
]);

async function count(row: TableRow, decap: boolean): Promise<number[]> {
  const frame = createFrame();
  const counts = new Array<number>(9).fill(0);
  for (const packet of await packetsOf(row.path)) {
    parseFrame(frame, packet.data, packet.originalLength, packet.linkType, { decap });
    addSeen(counts, frame.headersSeen);
  }
  return counts;
}

function agrees(counts: readonly number[], column: Counts): boolean {
  return column.some((n) => n !== null) && column.every((n, i) => n === null || n === counts[i]);
}

describe.skipIf(!haveCaptures)('header counts (skipped where the shared captures are missing)', () => {
  const rows = readTable();

  it('finds the table', () => {
    expect(rows.length).toBeGreaterThan(100);
  });

  it.each(rows)('of $file are those of one of the two oracles', async (row) => {
    const counts = await count(row, false);
    const exception = exceptions.get(row.file);
    if (exception !== undefined) expect(counts).toEqual(exception.counts);
    else
      expect(
        [row.outer, row.any].some((column) => agrees(counts, column)),
        `${counts}`,
      ).toBe(true);
  });

  it('do not change when tunnels are taken off', async () => {
    for (const row of rows.filter((r) => /^(overlay|ip6|malformed)\//.test(r.file))) {
      expect(await count(row, true), row.file).toEqual(await count(row, false));
    }
  });

  it('lists no exception that has become needless', () => {
    const files = new Set(rows.map((row) => row.file));
    expect([...exceptions.keys()].filter((file) => !files.has(file))).toEqual([]);
  });
});
