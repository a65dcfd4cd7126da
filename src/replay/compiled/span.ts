import { statusOther } from '../../kernels/layout.ts';
import type { RowView } from './row-view.ts';

/** Rows that the kernels have parsed. */
export interface Batch {
  /** Address of the first row. */
  readonly rows: number;
  readonly count: number;
}

/** Part of a batch of `batchEnd` rows: rows `at` to `count`; `base` is the index of row 0 in the replay. */
export interface Span extends Batch {
  /** Address of what the track kernel writes. */
  readonly tracked: number;
  readonly view: RowView;
  readonly base: number;
  readonly at: number;
  readonly batchEnd: number;
}

/** The first of the rows whose time is later; `end` if there is none. */
export function firstLater(view: RowView, at: number, end: number, time: number): number {
  let row = at;
  while (row < end && view.time(row) <= time) row++;
  return row;
}

/** The first of the rows that no kernel takes; `end` if there is none. */
export function firstPlain(view: RowView, at: number, end: number): number {
  let row = at;
  while (row < end && view.status(row) !== statusOther) row++;
  return row;
}
