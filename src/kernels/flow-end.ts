/** How flows leave the table: as FlowTable.remove has it. */
import { bucketAt, flowAt } from './flow-find.ts';
import {
  bucketCells,
  flowDestination,
  flowDestinationHigh,
  flowKind,
  flowPorts,
  flowSource,
  flowSourceHigh,
  flowState,
  tableFree,
  tableFreeCount,
  tableLive,
  tableScratch,
  tableSeed,
} from './flow-layout.ts';
import { hashRow } from './hash.ts';
import { rowDestination, rowHash, rowHash2, rowKind, rowPorts, rowSource } from './layout.ts';
import { ld32, st32 } from './mem.ts';

const cellsBytes: u32 = bucketCells * 4;

/** Ends the flow in a slot. Its key is hashed, as a flow does not know its buckets. */
export function endFlow(slot: u32, table: u32): void {
  const scratch: u32 = table + tableScratch;
  loadKey(scratch, flowAt(table, slot));
  hashRow(scratch, ld32(table + tableSeed), ld32(table + tableSeed + 4));
  endFlowOf(scratch, slot, table);
  clearScratch(scratch);
}

/** Ends the flow in a slot whose key is that of the row. */
export function endFlowOf(row: u32, slot: u32, table: u32): void {
  if (!leaveBucket(bucketAt(table, ld32(row + rowHash)), slot)) {
    leaveBucket(bucketAt(table, ld32(row + rowHash2)), slot);
  }
  st32(flowAt(table, slot) + flowState, 0);
  const free: u32 = ld32(table + tableFreeCount);
  st32(table + ld32(table + tableFree) + (free << 2), slot);
  st32(table + tableFreeCount, free + 1);
  st32(table + tableLive, ld32(table + tableLive) - 1);
}

function leaveBucket(bucket: u32, slot: u32): boolean {
  for (let cell: u32 = bucket + cellsBytes; cell < bucket + 2 * cellsBytes; cell += 4) {
    if (ld32(cell) !== slot + 1) continue;
    st32(cell, 0);
    return true;
  }
  return false;
}

/** Writes the key of a flow as a row has it. */
function loadKey(row: u32, flow: u32): void {
  for (let at: u32 = 0; at < 12; at += 4) {
    st32(row + rowSource + at, ld32(flow + flowSourceHigh + at));
    st32(row + rowDestination + at, ld32(flow + flowDestinationHigh + at));
  }
  st32(row + rowSource + 12, ld32(flow + flowSource));
  st32(row + rowDestination + 12, ld32(flow + flowDestination));
  st32(row + rowPorts, ld32(flow + flowPorts));
  st32(row + rowKind, ld32(flow + flowKind));
}

function clearScratch(scratch: u32): void {
  for (let word: u32 = scratch; word < scratch + rowHash2 + 4; word += 4) st32(word, 0);
}
