/** The list of the rows of a batch that open flows. */
import { ld32, st32 } from './mem.ts';

/**
 * A list of rows: how many there are, the numbers of those that were looked after and of those that were hinted again, the
 * row of the batch before which flows were read ahead, then the addresses. hintRows makes it, of the rows without a hint;
 * of these nearly all open a flow.
 */
const listDone: u32 = 4;
const listHinted: u32 = 8;
const listTouched: u32 = 12;
export const listRows: u32 = 16;

export function clearOpeners(openers: u32): void {
  st32(openers, 0);
  st32(openers + listDone, 0);
  st32(openers + listHinted, 0);
  st32(openers + listTouched, 0);
}

export function addOpener(openers: u32, row: u32): void {
  const count: u32 = ld32(openers);
  st32(openers, count + 1);
  st32(openers + listRows + (count << 2), row);
}

export function touchedBefore(openers: u32): u32 {
  return ld32(openers + listTouched);
}

export function setTouchedBefore(openers: u32, row: u32): void {
  st32(openers + listTouched, row);
}

/** The next row of the list that was not hinted again, if it stands before `end`; else 0. */
export function nextToHint(end: u32, openers: u32): u32 {
  const next: u32 = ld32(openers + listHinted);
  if (next === ld32(openers)) return 0;
  const row: u32 = ld32(openers + listRows + (next << 2));
  if (row >= end) return 0;
  st32(openers + listHinted, next + 1);
  return row;
}

/** Rows that are looked after at once: what is read for them stays in a first-level cache. */
export const openersAtOnce: u32 = 32;
/** In place of a number in the list. */
export const noOpeners: u32 = 0xffffffff;

/** The number of the first of the next rows to be looked after, if it stands before `end`; else noOpeners. */
export function nextOpeners(end: u32, openers: u32): u32 {
  const next: u32 = ld32(openers + listDone);
  if (next >= ld32(openers)) return noOpeners;
  if (ld32(openers + listRows + (next << 2)) >= end) return noOpeners;
  st32(openers + listDone, next + openersAtOnce);
  return next;
}
