import { touchVictims } from './ahead.ts';
import { flowAt, tagOf } from './flow-find.ts';
import {
  bucketShift,
  flowRowBytes,
  tableCapacity,
  tableCells,
  tableFreeCount,
  tableMask,
  tableMayEnd,
  tableUsed,
} from './flow-layout.ts';
import { rowBytes, rowFlags, rowHash, rowHash2, rowHint, rowStatus, statusTracked } from './layout.ts';
import { ld32, min32, mul32, orWhereEqual8, st32 } from './mem.ts';
import { addOpener, clearOpeners } from './openers.ts';
import { flagAck, flagSyn } from './segment.ts';

const openFlags: u32 = flagSyn | flagAck;
/** The second cache line of a row. */
const secondLine: u32 = 64;

/** Rows whose memo and buckets are read before the first is looked into: they stay in a first-level cache. */
const hintedRows: u32 = 128;

/**
 * The memo: where flows stood when they were looked up last, in pairs of cells by the upper bits of their hash, the newer
 * one first. A cell is slot plus one (0: none) below the low bits of the hash. It is small enough for a second-level
 * cache, which the index is not. A cell that has become wrong makes hints that are wrong, so one line after another is
 * cleared, a line a batch.
 */
const memoShift: u32 = 17;
const pairShift: u32 = 3;
const tagShift: u32 = 23;
const memoSlot: u32 = 0x7fffff;
const memoCells: u32 = 0x40000;
const memoLine: u32 = 64;
/** Number of the line to be cleared next stands behind the cells. */
export const memoBytes: u32 = memoCells + memoLine;

/**
 * Leaves each row a hint where its flow stands in the table. Another thread may change the table meanwhile: a hint is
 * verified when it is used, and changes no result. The memo belongs to who calls; `openers` takes a list (openers.ts).
 * Returns a number without meaning, so that no compiler leaves reads out.
 */
export function hintRows(rows: u32, count: u32, table: u32, memo: u32, openers: u32): u32 {
  clearLine(memo);
  clearOpeners(openers);
  const end: u32 = rows + mul32(count, rowBytes);
  let sum: u32 = 0;
  for (let row: u32 = rows; row < end; row += mul32(hintedRows, rowBytes)) {
    sum = (sum + hintBlock(row, min32(row + mul32(hintedRows, rowBytes), end), table, memo, openers)) >>> 0;
  }
  return sum;
}

function clearLine(memo: u32): void {
  const line: u32 = ld32(memo + memoCells);
  for (let at: u32 = 0; at < memoLine; at += 4) st32(memo + line + at, 0);
  st32(memo + memoCells, (line + memoLine) & (memoCells - 1));
}

/** Each step for all rows, so that the cache misses overlap. */
function hintBlock(first: u32, end: u32, table: u32, memo: u32, openers: u32): u32 {
  let sum: u32 = 0;
  for (let row: u32 = first; row < end; row += rowBytes) {
    sum = (sum + ld32(memo + ((ld32(row + rowHash) >>> memoShift) << pairShift))) >>> 0;
  }
  for (let row: u32 = first; row < end; row += rowBytes) {
    const hash: u32 = ld32(row + rowHash);
    const pair: u32 = memo + ((hash >>> memoShift) << pairShift);
    const newer: u32 = slotIn(ld32(pair), hash);
    st32(row + rowHint, newer !== 0 ? newer : slotIn(ld32(pair + 4), hash));
  }
  return (sum + hintOthers(first, end, table, memo, openers)) >>> 0;
}

/** What a cell has for the hash. */
function slotIn(cell: u32, hash: u32): u32 {
  return (cell ^ (hash << tagShift)) >>> 0 <= memoSlot ? cell & memoSlot : 0;
}

/** Looks into the index for what the memo does not have. */
function hintOthers(first: u32, end: u32, table: u32, memo: u32, openers: u32): u32 {
  const cells: u32 = table + ld32(table + tableCells);
  const mask: u32 = ld32(table + tableMask);
  let sum: u32 = 0;
  for (let row: u32 = first; row < end; row += rowBytes) {
    if (ld32(row + rowHint) !== 0) continue;
    sum = (sum + ld32(cells + ((ld32(row + rowHash) & mask) << bucketShift))) >>> 0;
    // Who opens a flow will look in vain, so in the second bucket too.
    if ((ld32(row + rowFlags) & openFlags) !== flagSyn) continue;
    sum = (sum + ld32(cells + ((ld32(row + rowHash2) & mask) << bucketShift))) >>> 0;
  }
  for (let row: u32 = first; row < end; row += rowBytes) {
    if (ld32(row + rowHint) !== 0) continue;
    hint(row, cells, mask);
    const hash: u32 = ld32(row + rowHash);
    const pair: u32 = memo + ((hash >>> memoShift) << pairShift);
    const found: u32 = min32(ld32(row + rowHint), memoSlot);
    if (found !== 0) {
      st32(pair + 4, ld32(pair));
      st32(pair, (hash << tagShift) | found);
    } else if ((ld32(row + rowStatus) & 0xffff) === statusTracked) addOpener(openers, row);
  }
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
  let openers: u32 = 0;
  let sum: u32 = 0;
  for (let row: u32 = first; row < end; row += rowBytes) {
    // Cells that share a tag give a senseless hint.
    const hint: u32 = min32(ld32(row + rowHint), used);
    if (hint === 0) openers++;
    const flow: u32 = flowAt(table, hint) - flowRowBytes;
    sum = (sum + ld32(flow) + ld32(flow + secondLine)) >>> 0;
  }
  return isFull(table) ? (sum + touchVictims(table, openers)) >>> 0 : sum;
}

/** Who opens a flow now takes the place of another. */
function isFull(table: u32): boolean {
  if (ld32(table + tableMayEnd) === 0) return false;
  if (ld32(table + tableFreeCount) !== 0) return false;
  return ld32(table + tableUsed) === ld32(table + tableCapacity);
}
