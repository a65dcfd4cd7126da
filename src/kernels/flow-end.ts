/** How flows leave the table: as FlowTable.remove has it. */
import { aheadAt, hashSlot } from './ahead.ts';
import { noteEnding } from './endings.ts';
import { bucketAt, flowAt } from './flow-find.ts';
import { bucketCells, flowState, tableEndings, tableFree, tableFreeCount, tableLive } from './flow-layout.ts';
import { rowHash, rowHash2 } from './layout.ts';
import { ld32, lowest32, st32, whereEqual8 } from './mem.ts';

const cellsBytes: u32 = bucketCells * 4;

/** Ends the flow in a slot. Its key is hashed, as a flow does not know its buckets, if that was not done ahead. */
export function endFlow(slot: u32, table: u32): void {
  const row: u32 = aheadAt(slot, table);
  if (!leaveBuckets(row, slot, table)) {
    hashSlot(slot, table);
    leaveBuckets(row, slot, table);
  }
  release(slot, table);
}

/** Ends the flow in a slot whose key is that of the row. */
export function endFlowOf(row: u32, slot: u32, table: u32): void {
  leaveBuckets(row, slot, table);
  release(slot, table);
}

function release(slot: u32, table: u32): void {
  const endings: u32 = ld32(table + tableEndings);
  if (endings !== 0) noteEnding(endings, slot, table);
  st32(flowAt(table, slot) + flowState, 0);
  const free: u32 = ld32(table + tableFreeCount);
  st32(table + ld32(table + tableFree) + (free << 2), slot);
  st32(table + tableFreeCount, free + 1);
  st32(table + tableLive, ld32(table + tableLive) - 1);
}

/** False: the hash is that of another flow. */
function leaveBuckets(row: u32, slot: u32, table: u32): boolean {
  if (leaveBucket(bucketAt(table, ld32(row + rowHash)), slot)) return true;
  return leaveBucket(bucketAt(table, ld32(row + rowHash2)), slot);
}

function leaveBucket(bucket: u32, slot: u32): boolean {
  const cell: u32 = whereEqual8(bucket + cellsBytes, slot + 1);
  if (cell === 0) return false;
  st32(bucket + cellsBytes + (lowest32(cell) << 2), 0);
  return true;
}
