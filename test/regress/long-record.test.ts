import { describe, expect, it } from 'vitest';
import { maximumPacketLength } from '../../src/capture/format.ts';
import { readBytesAhead, readBytesAlone } from '../../src/replay/compiled/row-writer.ts';
import { pcap } from '../capture/build.ts';
import { run } from '../cli/run.ts';
import { Scratch, shop } from '../cli/scratch.ts';

const scratch = new Scratch();
/** The header of a file and that of a record take so many bytes. */
const fileHeader = 24;
const recordHeader = 16;

/** A capture of which the record of the greatest length stands at this place of the file. */
function capture(place: number): string {
  const before: number[] = [];
  for (let left = place - fileHeader; left > 0; ) {
    const length = left > 200_000 ? 130_000 : left - recordHeader;
    before.push(length);
    left -= recordHeader + length;
  }
  const records = [...before, maximumPacketLength, 60].map((length) => ({ data: new Uint8Array(length) }));
  return scratch.file(`long${place}.pcap`, pcap({}, records));
}

/** Where one began with a read, the compiled cores waited for ever for the few bytes behind what was read. */
describe('a record of the greatest length', () => {
  const places = [-17, -16, -15, -1, 0, 1];

  it.each([
    { workers: '1', place: readBytesAlone },
    // So that a read ends where the record ends.
    { workers: '2', place: readBytesAhead - maximumPacketLength },
  ])('is read wherever it begins, with $workers workers', async ({ workers, place }) => {
    for (const behind of places) {
      const file = capture(place + behind);
      const argv = ['replay', '-r', file, '-c', shop.cluster, '-p', shop.today, '-o', 'json'];
      const [said, expected] = await Promise.all([
        run([...argv, '--workers', workers]),
        run([...argv, '--engine-core', 'reference']),
      ]);
      expect(said.code).toBe(0);
      const { packets, checksum } = JSON.parse(expected.stdout);
      expect(JSON.parse(said.stdout)).toMatchObject({ packets, checksum });
      expect(packets).toBeGreaterThan(3);
    }
  });
});
