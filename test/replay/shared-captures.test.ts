import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createCaptureParser } from '../../src/capture/parser.ts';
import { readCapture } from '../../src/capture/read.ts';
import type { ProtocolCounts } from '../../src/replay/tally.ts';
import { captureRows, haveCaptures, skipNote } from '../capture/captures.ts';
import { type Counts, readTable } from '../frame/captures.ts';
import { guarded } from './guarded.ts';
import { replay } from './replay.ts';

/** Bytes before compression that are handed over one by one: each costs a call. */
const mostByBytes = 64 * 1024;

const rows = captureRows();
const table = new Map(readTable().map((row) => [row.file, row]));

/** Where one packet is read in another way than by either tool; test/frame/captures.test.ts says why. */
const otherCounts = new Set(['malformed/PcapPlusPlus-ipv4-malformed.pcap.gz']);

/** In the order of the table. */
const protocols = ['ipv4', 'ipv6', 'tcp', 'udp', 'icmp', 'icmpv6', 'sctp', 'arp', 'vlan'] as const;

function agrees(counts: ProtocolCounts, column: Counts): boolean {
  return column.every((count, index) => count === null || count === counts[protocols[index]]);
}

/** Judged by policies that govern half of all addresses. */
async function judged(path: string): Promise<string> {
  const { pipeline, lane } = guarded();
  await readCapture(path, (packet) => {
    pipeline.packet(packet);
    return true;
  });
  await pipeline.finish();
  return lane.checksum.toString();
}

async function judgedInChunks(bytes: Uint8Array, length: number): Promise<string> {
  const { pipeline, lane } = guarded();
  const parser = createCaptureParser((packet) => {
    pipeline.packet(packet);
    return true;
  });
  for (let at = 0; at < bytes.length; at += length) parser.push(bytes.slice(at, at + length));
  parser.end();
  await pipeline.finish();
  return lane.checksum.toString();
}

describe.skipIf(!haveCaptures)(`every shared capture${skipNote}`, () => {
  it.each(rows)(
    '$file is forwarded without policies, packet for packet, and counted as other tools do',
    async (row) => {
      const { tally, lane, captures } = await replay({ read: [row.path] });
      expect(captures[0].packets).toBe(row.packets);
      const { packets, byReason } = lane.sumUp();
      expect(packets).toEqual({ forwarded: row.packets, dropped: 0, rejected: 0 });
      expect(byReason).toEqual({});
      expect(tally.malformed.total).toBeLessThanOrEqual(row.packets);
      const known = table.get(row.file);
      const agreed = [known?.outer, known?.any].some((column) => column && agrees(tally.protocols, column));
      expect(agreed || otherCounts.has(row.file), JSON.stringify(tally.protocols)).toBe(true);
    },
  );

  it.each(rows)('$file has the same verdicts in the next run, and in chunks of any size', async (row) => {
    const checksum = await judged(row.path);
    expect(await judged(row.path)).toBe(checksum);
    const bytes = gunzipSync(readFileSync(row.path));
    expect(await judgedInChunks(bytes, 4099)).toBe(checksum);
    if (bytes.length <= mostByBytes) expect(await judgedInChunks(bytes, 1)).toBe(checksum);
  });

  it('are one replay when they are read one after the other', async () => {
    const read = rows.filter(({ size }) => size < mostByBytes).map(({ path }) => path);
    const { tally, lane, captures } = await replay({ read });
    expect(tally.packets).toBe(captures.reduce((sum, { packets }) => sum + packets, 0));
    expect(lane.sumUp().packets.forwarded).toBe(tally.packets);
  });
});
