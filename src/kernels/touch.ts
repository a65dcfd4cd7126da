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

/** Rows whose buckets are read before the first is looked into: they stay in a first-level cache. */
const hintedRows: u32 = 128;

/**
 * Leaves each row a hint where its flow stands in the table. Another thread may change the table meanwhile: a hint is
 * verified when it is used, and changes no result. Returns a number without meaning, so that no compiler leaves reads out.
 */
export function hintRows(rows: u32, count: u32, table: u32): u32 {
  const end: u32 = rows + mul32(count, rowBytes);
  let sum: u32 = 0;
  for (let row: u32 = rows; row < end; row += mul32(hintedRows, rowBytes)) {
    sum = (sum + hintBlock(row, min32(row + mul32(hintedRows, rowBytes), end), table)) >>> 0;
  }
  return sum;
}

/** First reads all buckets, so that the cache misses overlap. */
function hintBlock(first: u32, end: u32, table: u32): u32 {
  const cells: u32 = table + ld32(table + tableCells);
  const mask: u32 = ld32(table + tableMask);
  let sum: u32 = 0;
  for (let row: u32 = first; row < end; row += rowBytes) {
    sum = (sum + ld32(cells + ((ld32(row + rowHash) & mask) << bucketShift))) >>> 0;
    // Who opens a flow will look in vain, so in the second bucket too.
    if ((ld32(row + rowFlags) & openFlags) !== flagSyn) continue;
    sum = (sum + ld32(cells + ((ld32(row + rowHash2) & mask) << bucketShift))) >>> 0;
  }
  for (let row: u32 = first; row < end; row += rowBytes) hint(row, cells, mask);
  return sum;
}

function hint(row: u32, cells: u32, mask: u32): void {
  const tag: u32 = tagOf(row);
  let found: u32 = orWhereEqual8(cells + ((ld32(row + rowHash) & mask) << bucketShift), tag);
  if (found === 0) found = orWhereEqual8(cells + ((ld32(row + rowHash2) & mask) << bucketShift), tag);
  st32(row + rowHint, found);
}

/**
 * Reads the flows of the packets of the rows `from`..`to`, so that the cache misses overlap. Rows that have no hint get
 * one if there is a flow by now. Changes no result. Returns a number without meaning.
 */
export function touchRows(rows: u32, from: u32, to: u32, table: u32): u32 {
  const first: u32 = rows + mul32(from, rowBytes);
  const end: u32 = rows + mul32(to, rowBytes);
  const cells: u32 = table + ld32(table + tableCells);
  const mask: u32 = ld32(table + tableMask);
  for (let row: u32 = first; row < end; row += rowBytes) {
    if (ld32(row + rowHint) === 0) hint(row, cells, mask);
  }
  return touchFlows(first, end, table);
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
