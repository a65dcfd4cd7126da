/** Hints where the flows of rows stand. Nothing depends on them but how soon a flow is found. */
import { tagOf } from './flow-find.ts';
import { bucketShift, tableCells, tableMask } from './flow-layout.ts';
import { hashRows, isTracked } from './hash-rows.ts';
import { openersScratch, rowBytes, rowFlags, rowHash, rowHash2, rowHint, rowShort } from './layout.ts';
import { ld32, min32, mul32, orWhereEqual8, st32 } from './mem.ts';
import { clearLine, memoSlot, pairOf, remember, slotIn } from './memo.ts';
import { addOpener, clearOpeners, listRows } from './openers.ts';
import { flagAck, flagSyn } from './segment.ts';

const openFlags: u32 = flagSyn | flagAck;
/** Rows whose memo is read before the first is looked into: they stay in a first-level cache. */
const hintedRows: u32 = 128;
/** Rows unknown to the memo whose buckets are read before the first is looked into: they stay in a second-level cache. */
const othersBytes: u32 = 4 * 512;

/**
 * Leaves each row a hint where its flow stands in the table, and those without one the keyed hash. Another thread may
 * change the table meanwhile: a hint is verified when it is used. Threads may share the memo; `openers` takes a list
 * (openers.ts), and has room for what is written here meanwhile. Returns a number without meaning, so that no compiler
 * leaves reads out.
 */
export function hintRows(rows: u32, count: u32, table: u32, memo: u32, openers: u32): u32 {
  clearLine(memo);
  clearOpeners(openers);
  const end: u32 = rows + mul32(count, rowBytes);
  // The openers' place: they are some of these, in the same order.
  const others: u32 = openers + listRows;
  let endOfOthers: u32 = others;
  let sum: u32 = 0;
  for (let row: u32 = rows; row < end; row += mul32(hintedRows, rowBytes)) {
    const behind: u32 = min32(row + mul32(hintedRows, rowBytes), end);
    sum = (sum + touchMemo(row, behind, memo)) >>> 0;
    endOfOthers = askMemo(row, behind, memo, endOfOthers);
  }
  for (let at: u32 = others; at < endOfOthers; at += othersBytes) {
    const behind: u32 = min32(at + othersBytes, endOfOthers);
    hashRows(at, behind, table, openers + openersScratch);
    sum = (sum + hintOthers(at, behind, table, memo, openers)) >>> 0;
  }
  return sum;
}

/** Reads what askMemo reads, so that the cache misses overlap. */
function touchMemo(first: u32, end: u32, memo: u32): u32 {
  let sum: u32 = 0;
  for (let row: u32 = first; row < end; row += rowBytes) {
    sum = (sum + ld32(pairOf(memo, ld32(row + rowShort)))) >>> 0;
  }
  return sum;
}

/** Writes the addresses of the tracked rows of which the memo knows nothing. Returns the end of them. */
function askMemo(first: u32, end: u32, memo: u32, others: u32): u32 {
  let next: u32 = others;
  for (let row: u32 = first; row < end; row += rowBytes) {
    const short: u32 = ld32(row + rowShort);
    const pair: u32 = pairOf(memo, short);
    const newer: u32 = slotIn(ld32(pair), short);
    const hint: u32 = newer !== 0 ? newer : slotIn(ld32(pair + 4), short);
    st32(row + rowHint, hint);
    st32(next, row);
    const isOther: u32 = isTracked(row) ? (hint - 1) >>> 31 : 0;
    next += isOther << 2;
  }
  return next;
}

/** Looks into the index for rows whose addresses stand from `first` on, before `end`. */
function hintOthers(first: u32, end: u32, table: u32, memo: u32, openers: u32): u32 {
  const cells: u32 = table + ld32(table + tableCells);
  const mask: u32 = ld32(table + tableMask);
  let sum: u32 = 0;
  for (let at: u32 = first; at < end; at += 4) {
    const row: u32 = ld32(at);
    sum = (sum + ld32(cells + ((ld32(row + rowHash) & mask) << bucketShift))) >>> 0;
    // Who opens a flow will look in vain, so in the second bucket too.
    if ((ld32(row + rowFlags) & openFlags) !== flagSyn) continue;
    sum = (sum + ld32(cells + ((ld32(row + rowHash2) & mask) << bucketShift))) >>> 0;
  }
  for (let at: u32 = first; at < end; at += 4) {
    const row: u32 = ld32(at);
    const hint: u32 = hintOf(row, cells, mask);
    st32(row + rowHint, hint);
    const found: u32 = min32(hint, memoSlot);
    if (found !== 0) remember(memo, ld32(row + rowShort), found);
    else addOpener(openers, row);
  }
  return sum;
}

/** Slot plus one of what the index has for the hash of a row; 0: nothing. */
export function hintOf(row: u32, cells: u32, mask: u32): u32 {
  const tag: u32 = tagOf(row);
  const found: u32 = orWhereEqual8(cells + ((ld32(row + rowHash) & mask) << bucketShift), tag);
  if (found !== 0) return found;
  return orWhereEqual8(cells + ((ld32(row + rowHash2) & mask) << bucketShift), tag);
}
