import { expect, it, vi } from 'vitest';
import { fromSystem } from '../../src/capture/source.ts';
import { failureOf } from '../../src/diagnostics/errors.ts';
import { controlBytes } from '../../src/kernels/control.ts';
import { tableControlBytes } from '../../src/kernels/flow-layout.ts';
import { memoBytes } from '../../src/kernels/memo.ts';
import { ArenaPlan } from '../../src/replay/compiled/arena.ts';
import { CaptureFile } from '../../src/replay/compiled/capture-file.ts';
import readFiles from '../../src/replay/compiled/reader-thread.ts';
import { planRing, RingReader } from '../../src/replay/compiled/ring.ts';
import { inRepository } from '../cli/scratch.ts';

/** The thread that judges read the file again from its beginning, and counted what had come through the ring twice. */
it('tells of a read that fails, and ends the ring', async () => {
  const plan = new ArenaPlan();
  const ring = planRing(plan);
  const [control, table, memo] = [controlBytes, tableControlBytes, memoBytes].map((bytes) => plan.add(bytes));
  const arena = plan.make();
  const path = inRepository('pcaps/formats/microseconds.pcap');
  const read = vi.spyOn(CaptureFile.prototype, 'read').mockImplementation(() => {
    throw fromSystem(path, { code: 'EIO' });
  });
  const parts = {
    memory: arena.memory,
    module: undefined,
    rowsTouched: 0,
    slotMemories: [],
    leave: 0,
    portable: true,
  };
  const { summaries, failure } = await readFiles({
    ...parts,
    ring,
    control,
    table,
    memo,
    files: [path, path],
  });
  expect(read).toHaveBeenCalledOnce();
  read.mockRestore();
  expect(summaries).toEqual([]);
  expect(failure && failureOf(structuredClone(failure))).toMatchObject({
    exitCode: 3,
    code: 'capture-unreadable',
    message: `cannot read the capture ${path}: EIO`,
  });
  expect(new RingReader(arena, ring).next(0)?.count).toBe(0);
});
