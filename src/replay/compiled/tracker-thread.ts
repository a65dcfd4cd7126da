import { loadKernels } from '../../kernels/load.ts';
import { Arena } from './arena.ts';
import { trackBatch } from './track-batch.ts';
import { type QueueAddresses, TrackerEnd } from './track-queue.ts';

export interface TrackerTask {
  readonly memory: WebAssembly.Memory;
  /** Of the kernels; undefined: they are portable. */
  readonly module: WebAssembly.Module | undefined;
  readonly queue: QueueAddresses;
  /** Address of the flow table. */
  readonly table: number;
  readonly portable: boolean;
}

/** The work of the thread that tracks connections ahead of whoever judges them: it runs under piscina. */
export default function trackBatches({ memory, module, queue, table, portable }: TrackerTask): void {
  const kernels = loadKernels(memory, { portable, module });
  const end = new TrackerEnd(new Arena(memory), queue);
  for (let batch = end.next(); batch !== undefined; batch = end.next()) {
    end.give(trackBatch(kernels, batch, table), batch.count);
  }
}
