/** Room where both buckets of a key are full, as FlowIndex.displace makes it. */
import { aheadAt, hashSlot } from './ahead.ts';
import { freeCell, freeCellIn } from './flow-add.ts';
import { bucketAt } from './flow-find.ts';
import { bucketCells } from './flow-layout.ts';
import { rowHash, rowHash2 } from './layout.ts';
import { ld32, st32 } from './mem.ts';

const cellsBytes: u32 = bucketCells * 4;
const halfCells: u32 = 4;

/** Address of a free cell for the row's key; 0 if both of its buckets are full and none of eight flows there can move. */
export function makeCell(row: u32, table: u32): u32 {
  const free: u32 = freeCell(row, table);
  if (free !== 0) return free;
  for (let n: u32 = 0; n < bucketCells; n++) {
    const bucket: u32 = bucketAt(table, ld32(row + (n < halfCells ? rowHash : rowHash2)));
    const cell: u32 = bucket + (n << 2);
    if (moveAway(cell, bucket, table)) return cell;
  }
  return 0;
}

/** Moves the flow of a cell to its other bucket, if that is not full. */
function moveAway(cell: u32, bucket: u32, table: u32): boolean {
  const entry: u32 = ld32(cell + cellsBytes);
  const slot: u32 = entry - 1;
  hashSlot(slot, table);
  const row: u32 = aheadAt(slot, table);
  const first: u32 = bucketAt(table, ld32(row + rowHash));
  const free: u32 = freeCellIn(first === bucket ? bucketAt(table, ld32(row + rowHash2)) : first);
  if (free === 0) return false;
  st32(free, ld32(cell));
  st32(free + cellsBytes, entry);
  st32(cell + cellsBytes, 0);
  return true;
}
