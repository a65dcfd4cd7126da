import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { replayJson } from '../cli/run.ts';
import { Scratch, shop, shopToday } from '../cli/scratch.ts';

const scratch = new Scratch();

/** The compiled cores looked at a capture and opened it anew: the writer of a named pipe had gone by then. */
it.each(['compiled', 'portable'])(
  'the %s core opens a named pipe once',
  { timeout: 20_000 },
  async (core) => {
    const pipe = scratch.path(`${core}.pipe`);
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', `cat '${shop.capture}' > '${pipe}'`]);
    const ended = once(writer, 'exit');
    const argv = ['-r', pipe, ...shopToday.slice(2), '--engine-core', core];
    const { report } = await replayJson(argv);
    expect(await ended).toEqual([0, null]);
    const { report: expected } = await replayJson([...shopToday, '--engine-core', core]);
    expect(report.checksum).toBe(expected.checksum);
  },
);
