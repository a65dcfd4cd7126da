/** Flows of rows that come next, read before they are needed. */
import { touchVictims } from './ahead.ts';
import { flowAt } from './flow-find.ts';
import {
  flowRowBytes,
  sweepInterval,
  sweepRows,
  tableCapacity,
  tableCells,
  tableFreeCount,
  tableMask,
  tableMayEnd,
  tableSweepAt,
  tableUsed,
} from './flow-layout.ts';
import { ensureHash, isTracked } from './hash-rows.ts';
import { hintOf } from './hint.ts';
import { rowBytes, rowHint } from './layout.ts';
import { ld32, min32, mul32, st32 } from './mem.ts';
import { nextToHint } from './openers.ts';

/** Rows of which the flows are read ahead at once: as many as stay in a first-level cache. */
export const touchedRows: u32 = 64;

/** Flows that are swept by the time when so many packets were tracked. */
const sweptRows: u32 = (touchedRows / sweepInterval) * sweepRows;

/** The second cache line of a row. */
const secondLine: u32 = 64;

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
    if (ld32(row + rowHint) !== 0) continue;
    if (!isTracked(row)) continue;
    ensureHash(row, table);
    st32(row + rowHint, hintOf(row, cells, mask));
  }
  return touchFlows(first, end, table);
}

/** The same for rows of which those without a hint are listed. */
export function touchListed(rows: u32, from: u32, to: u32, table: u32, openers: u32): u32 {
  const end: u32 = rows + mul32(to, rowBytes);
  const cells: u32 = table + ld32(table + tableCells);
  const mask: u32 = ld32(table + tableMask);
  for (let row: u32 = nextToHint(end, openers); row !== 0; row = nextToHint(end, openers)) {
    st32(row + rowHint, hintOf(row, cells, mask));
  }
  return touchFlows(rows + mul32(from, rowBytes), end, table);
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
  sum = (sum + touchSwept(table)) >>> 0;
  return isFull(table) ? (sum + touchVictims(table, openers)) >>> 0 : sum;
}

/** Reads the flows at which sweeps will look meanwhile. */
function touchSwept(table: u32): u32 {
  const used: u32 = ld32(table + tableUsed);
  let slot: u32 = ld32(table + tableSweepAt);
  let sum: u32 = 0;
  for (let left: u32 = sweptRows; left > 0; left--) {
    slot = slot + 1 < used ? slot + 1 : 0;
    sum = (sum + ld32(flowAt(table, slot))) >>> 0;
  }
  return sum;
}

/** Who opens a flow now takes the place of another. */
function isFull(table: u32): boolean {
  if (ld32(table + tableMayEnd) === 0) return false;
  if (ld32(table + tableFreeCount) !== 0) return false;
  return ld32(table + tableUsed) === ld32(table + tableCapacity);
}
