import { touchVictims } from './ahead.ts';
import { flowAt, tagOf } from './flow-find.ts';
import {
  bucketShift,
  flowRowBytes,
  tableCapacity,
  tableCells,
  tableCounts,
  tableFreeCount,
  tableMask,
  tableMayEnd,
  tableUsed,
} from './flow-layout.ts';
import { rowBytes, rowFlags, rowHash, rowHash2, rowHint, rowKind } from './layout.ts';
import { ld32, min32, mul32, orWhereEqual8, st32 } from './mem.ts';
import { flagAck, flagSyn } from './segment.ts';

const openFlags: u32 = flagSyn | flagAck;
/** The second cache line of a row is read ahead too for what counts its flows, and for IPv6: bit 9 of the kind. */
const lineShift: u32 = 6;
const family6Shift: u32 = 9;

/**
 * Reads what the packets of the rows `from`..`to` will need, so that the cache misses overlap: first their buckets,
 * then the flows. Leaves each row a hint where its flow stands. Changes no result: a hint is verified when it is
 * used. Returns a number without meaning, so that no compiler leaves the reads out.
 */
export function touchRows(rows: u32, from: u32, to: u32, table: u32): u32 {
  const first: u32 = rows + mul32(from, rowBytes);
  const end: u32 = rows + mul32(to, rowBytes);
  const cells: u32 = table + ld32(table + tableCells);
  const mask: u32 = ld32(table + tableMask);
  let sum: u32 = 0;
  for (let row: u32 = first; row < end; row += rowBytes) {
    sum = (sum + ld32(cells + ((ld32(row + rowHash) & mask) << bucketShift))) >>> 0;
    // Who opens a flow will look in vain, so in the second bucket too.
    if ((ld32(row + rowFlags) & openFlags) !== flagSyn) continue;
    sum = (sum + ld32(cells + ((ld32(row + rowHash2) & mask) << bucketShift))) >>> 0;
  }
  for (let row: u32 = first; row < end; row += rowBytes) {
    const tag: u32 = tagOf(row);
    let hint: u32 = orWhereEqual8(cells + ((ld32(row + rowHash) & mask) << bucketShift), tag);
    if (hint === 0) hint = orWhereEqual8(cells + ((ld32(row + rowHash2) & mask) << bucketShift), tag);
    st32(row + rowHint, hint);
  }
  return (sum + touchFlows(first, end, table)) >>> 0;
}

/** In a loop of its own, which is so short that a processor sees many rows, and their misses, at once. */
function touchFlows(first: u32, end: u32, table: u32): u32 {
  const used: u32 = ld32(table + tableUsed);
  const counts: u32 = ld32(table + tableCounts);
  let openers: u32 = 0;
  let sum: u32 = 0;
  for (let row: u32 = first; row < end; row += rowBytes) {
    // Cells that share a tag give a senseless hint.
    const hint: u32 = min32(ld32(row + rowHint), used);
    if (hint === 0) openers++;
    const flow: u32 = flowAt(table, hint) - flowRowBytes;
    const second: u32 = ((ld32(row + rowKind) >>> family6Shift) & 1) | counts;
    sum = (sum + ld32(flow) + ld32(flow + (second << lineShift))) >>> 0;
  }
  return isFull(table) ? (sum + touchVictims(table, openers)) >>> 0 : sum;
}

/** Who opens a flow now takes the place of another. */
function isFull(table: u32): boolean {
  if (ld32(table + tableMayEnd) === 0) return false;
  if (ld32(table + tableFreeCount) !== 0) return false;
  return ld32(table + tableUsed) === ld32(table + tableCapacity);
}
