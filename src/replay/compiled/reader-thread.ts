import type { CaptureSummary } from '../../capture/packet.ts';
import { loadKernels } from '../../kernels/load.ts';
import type { HashSeed } from '../../net/hash-seed.ts';
import { Arena } from './arena.ts';
import { type RingAddresses, RingWriter } from './ring.ts';
import { RowReader } from './row-reader.ts';

export interface ReaderTask {
  readonly memory: WebAssembly.Memory;
  /** Of the kernels; undefined: they are portable. */
  readonly module: WebAssembly.Module | undefined;
  readonly ring: RingAddresses;
  readonly control: number;
  /** Key of the hash: that of the flow table. */
  readonly seed: HashSeed;
  readonly files: readonly string[];
  /** What the parse kernel leaves to the plain parser: bits of kernels/layout.ts. */
  readonly leave: number;
  readonly portable: boolean;
}

/** Summaries of the files that were read; fewer than there are files if one could not be read at all. */
export type ReaderResult = readonly CaptureSummary[];

/** The work of the thread that reads: it runs under piscina, and its rows go through the ring. */
export default async function readFiles(task: ReaderTask): Promise<ReaderResult> {
  const { memory, module, ring, control, seed, files, leave, portable } = task;
  const arena = new Arena(memory);
  const sink = new RingWriter(arena, ring);
  const reader = new RowReader(
    { arena, kernels: loadKernels(memory, { portable, module }), control, seed, leave },
    sink,
  );
  const summaries: CaptureSummary[] = [];
  try {
    for (const file of files) {
      const before = sink.bytesRead;
      const onProgress = (bytes: number) => {
        sink.bytesRead = before + bytes;
      };
      summaries.push(await reader.read(file, { onProgress }));
    }
  } catch {
    // Whoever judges reads this file itself, and says what is wrong with it in its own thread.
  }
  sink.end();
  return summaries;
}
