import type { CaptureSummary } from '../../capture/packet.ts';
import { loadKernels } from '../../kernels/load.ts';
import { Arena } from './arena.ts';
import { PageToucher, type SlotMemory } from './page-toucher.ts';
import { type RingAddresses, RingWriter } from './ring.ts';
import { RowClaims } from './row-claims.ts';
import { RowReader } from './row-reader.ts';

export interface ReaderTask {
  readonly memory: WebAssembly.Memory;
  /** Of the kernels; undefined: they are portable. */
  readonly module: WebAssembly.Module | undefined;
  readonly ring: RingAddresses;
  readonly control: number;
  /** What stands beside the flow table, and grows with it. */
  readonly slotMemories: readonly SlotMemory[];
  /** Addresses of the flow table and the memo: see RowReader. */
  readonly table: number;
  readonly memo: number;
  readonly files: readonly string[];
  /** What the parse kernel leaves to the plain parser: bits of kernels/layout.ts. */
  readonly leave: number;
  readonly portable: boolean;
}

/** Summaries of the files that were read; fewer than there are files if one could not be read at all. */
export type ReaderResult = readonly CaptureSummary[];

/** The work of the thread that reads: it runs under piscina, and its rows go through the ring. */
export default async function readFiles(task: ReaderTask): Promise<ReaderResult> {
  const { memory, module, ring, control, table, memo, files, leave, portable } = task;
  const arena = new Arena(memory);
  const pages = new PageToucher(arena, table, task.slotMemories);
  const sink = new RingWriter(arena, ring, () => pages.advance());
  const kernels = loadKernels(memory, { portable, module });
  const claims = new RowClaims(kernels);
  const reader = new RowReader({ arena, kernels, control, table, memo, leave, claims }, sink);
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
