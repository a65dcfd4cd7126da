import type { CaptureSummary } from '../../capture/packet.ts';
import { type FailureData, failureData, TierwallError } from '../../diagnostics/errors.ts';
import { loadKernels } from '../../kernels/load.ts';
import { Arena } from './arena.ts';
import { PageToucher, type SlotMemory } from './page-toucher.ts';
import { type RingAddresses, RingWriter } from './ring.ts';
import { RowClaims } from './row-claims.ts';
import { RowReader } from './row-reader.ts';
import { readBytesAhead } from './row-writer.ts';

export interface ReaderTask {
  readonly memory: WebAssembly.Memory;
  /** Of the kernels; undefined: they are portable. */
  readonly module: WebAssembly.Module | undefined;
  readonly ring: RingAddresses;
  readonly control: number;
  /** Rows of the flow table that have their pages. */
  readonly rowsTouched: number;
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

export interface ReaderResult {
  /** Of the files that were read to their end. */
  readonly summaries: readonly CaptureSummary[];
  /** Why the next one was not. Some of its packets may have gone through the ring, so nobody may read it again. */
  readonly failure: FailureData | undefined;
}

/** The work of the thread that reads: it runs under piscina, and its rows go through the ring. */
export default async function readFiles(task: ReaderTask): Promise<ReaderResult> {
  const { memory, module, ring, control, table, memo, files, leave, portable } = task;
  const arena = new Arena(memory);
  const pages = new PageToucher(arena, table, task.rowsTouched, task.slotMemories);
  const sink = new RingWriter(arena, ring, () => pages.advance());
  const kernels = loadKernels(memory, { portable, module });
  const claims = new RowClaims(kernels);
  const parts = { arena, kernels, control, table, memo, readBytes: readBytesAhead, leave, claims };
  const reader = new RowReader(parts, sink);
  const summaries: CaptureSummary[] = [];
  let failure: FailureData | undefined;
  try {
    for (const file of files) {
      const before = sink.bytesRead;
      const onProgress = (bytes: number) => {
        sink.bytesRead = before + bytes;
      };
      summaries.push(await reader.read(file, { onProgress }));
    }
  } catch (error) {
    if (!(error instanceof TierwallError)) throw error;
    failure = failureData(error);
  } finally {
    sink.end();
  }
  return { summaries, failure };
}
