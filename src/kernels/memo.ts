/**
 * The memo: where flows stood when they were opened or looked up last, in pairs of cells by the upper bits of a short hash, the newer
 * one first. A cell is slot plus one (0: none) below the low bits of that hash. It is far smaller than the index, and it is
 * looked into without the keyed hash. A cell that has become wrong makes hints that are wrong, so one line after another
 * is cleared, a line a batch. Threads may share a memo: whoever uses a hint verifies it.
 */
import { ld32, st32 } from './mem.ts';

const memoShift: u32 = 16;
const pairShift: u32 = 3;
const tagShift: u32 = 23;
export const memoSlot: u32 = 0x7fffff;
const memoCells: u32 = 0x80000;
const memoLine: u32 = 64;
/** Number of the line to be cleared next stands behind the cells. */
export const memoBytes: u32 = memoCells + memoLine;

export function clearLine(memo: u32): void {
  const line: u32 = ld32(memo + memoCells);
  for (let at: u32 = 0; at < memoLine; at += 4) st32(memo + line + at, 0);
  st32(memo + memoCells, (line + memoLine) & (memoCells - 1));
}

export function pairOf(memo: u32, short: u32): u32 {
  return memo + ((short >>> memoShift) << pairShift);
}

/** What a cell has for the hash. */
export function slotIn(cell: u32, short: u32): u32 {
  return (cell ^ (short << tagShift)) >>> 0 <= memoSlot ? cell & memoSlot : 0;
}

/** `found`: slot plus one. */
export function remember(memo: u32, short: u32, found: u32): void {
  const pair: u32 = pairOf(memo, short);
  const cell: u32 = ((short << tagShift) | found) >>> 0;
  const newer: u32 = ld32(pair);
  // All packets that a flow has in a batch come here.
  if (newer === cell) return;
  st32(pair + 4, newer);
  st32(pair, cell);
}
