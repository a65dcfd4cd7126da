import { describe, expect, it } from 'vitest';
import { maximumPacketLength } from '../../src/capture/format.ts';
import { pcap } from '../capture/build.ts';
import { run } from '../cli/run.ts';
import { Scratch, shop } from '../cli/scratch.ts';

const scratch = new Scratch();
/** The compiled cores read so many bytes at once, and the header of a file and that of a record take so many. */
const readBytes = 256 * 1024;
const fileHeader = 24;
const recordHeader = 16;

/** A capture of which the record of the greatest length stands so many bytes behind where a read begins. */
function capture(behind: number): string {
  const first = readBytes - fileHeader - recordHeader + behind;
  const lengths = [first - 60_000 - recordHeader, 60_000, maximumPacketLength, 60];
  const records = lengths.map((length) => ({ data: new Uint8Array(length) }));
  return scratch.file(`long${behind}.pcap`, pcap({}, records));
}

/** Where one began with a read, the compiled cores waited for ever for the few bytes behind what was read. */
describe('a record of the greatest length', () => {
  const places = [-17, -16, -15, -1, 0, 1];

  it.each(['1', '2'])('is read wherever it begins, with %s workers', async (workers) => {
    for (const behind of places) {
      const argv = ['replay', '-r', capture(behind), '-c', shop.cluster, '-p', shop.today, '-o', 'json'];
      const [said, expected] = await Promise.all([
        run([...argv, '--workers', workers]),
        run([...argv, '--engine-core', 'reference']),
      ]);
      expect(said.code).toBe(0);
      expect(JSON.parse(said.stdout)).toMatchObject({
        packets: 4,
        checksum: JSON.parse(expected.stdout).checksum,
      });
    }
  });
});
