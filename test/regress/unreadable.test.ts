import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CaptureFile } from '../../src/replay/compiled/capture-file.ts';
import { run } from '../cli/run.ts';
import { inRepository, shopToday } from '../cli/scratch.ts';

/** A regular file that opens, and of which the first page cannot be read. */
const memory = '/proc/self/mem';

/** The compiled cores called them internal errors, with the exit code 4. */
describe('a capture that opens and cannot be read', () => {
  const argv = ['replay', '-r', memory, ...shopToday.slice(2), '--engine-core'];
  it.skipIf(!existsSync(memory)).each(['compiled', 'portable'])('is said by the %s core', async (core) => {
    const said = await run([...argv, core]);
    expect(said.code).toBe(3);
    expect(said).toEqual(await run([...argv, 'reference']));
  });

  it('is said of its middle too', () => {
    const file = CaptureFile.open(inRepository('pcaps/formats/microseconds.pcap')) as CaptureFile;
    file.close();
    expect(() => file.read(new Uint8Array(16), 0, 16)).toThrow(
      /cannot read the capture .*microseconds\.pcap: bad file descriptor \(EBADF\)/,
    );
  });
});
