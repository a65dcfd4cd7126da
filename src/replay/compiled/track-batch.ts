import type { Kernels } from '../../kernels/load.ts';
import { touchedRows } from '../../kernels/touch.ts';
import type { TrackedBatch } from './track-queue.ts';

/** Tracks the rows of a batch as far as the kernel goes. Returns the row that it leaves; `count` for none. */
export function trackBatch(
  kernels: Kernels,
  { rows, count, tracked }: Omit<TrackedBatch, 'reached'>,
  table: number,
): number {
  for (let from = 0; from < count; from += touchedRows) {
    const end = Math.min(count, from + touchedRows);
    kernels.touchRows(rows, from, end, table);
    const reached = kernels.track(rows, from, end, tracked, table);
    if (reached < end) return reached;
  }
  return count;
}
