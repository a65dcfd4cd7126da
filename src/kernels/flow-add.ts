import { bucketAt, familyOf, flowAt, tagOf } from './flow-find.ts';
import {
  bucketCells,
  crowdedCells,
  flowBytes,
  flowDestination,
  flowDestinationHigh,
  flowKind,
  flowLast,
  flowPackets,
  flowPorts,
  flowSides,
  flowSource,
  flowSourceHigh,
  flowState,
  flowTcp,
  restFirst,
  restShift,
  sideBytes,
  stateSeen,
  tableCapacity,
  tableCounts,
  tableFree,
  tableFreeCount,
  tableLive,
  tableRest,
  tableUsed,
} from './flow-layout.ts';
import { rowDestination, rowHash, rowHash2, rowIpLength, rowKind, rowPorts, rowSource } from './layout.ts';
import { count8, ld32, lowest32, st32, stf64, whereEqual8 } from './mem.ts';

const cellsBytes: u32 = bucketCells * 4;

export function hasSlot(table: u32): boolean {
  if (ld32(table + tableFreeCount) !== 0) return true;
  return ld32(table + tableUsed) < ld32(table + tableCapacity);
}

/** Address of a free cell for the row's key (see crowdedCells); 0 if both of its buckets are full. */
export function freeCell(row: u32, table: u32): u32 {
  const first: u32 = bucketAt(table, ld32(row + rowHash));
  const crowd: u32 = usedCells(first);
  if (crowd < crowdedCells) return freeCellIn(first);
  const second: u32 = bucketAt(table, ld32(row + rowHash2));
  return freeCellIn(usedCells(second) < crowd ? second : first);
}

/** 0: the bucket is full. */
export function freeCellIn(bucket: u32): u32 {
  const free: u32 = whereEqual8(bucket + cellsBytes, 0);
  return free === 0 ? 0 : bucket + (lowest32(free) << 2);
}

function usedCells(bucket: u32): u32 {
  return bucketCells - count8(whereEqual8(bucket + cellsBytes, 0));
}

/** Enters the row's key as a flow whose first packet is the row. hasSlot() must hold. Returns the slot. */
export function addFlow(row: u32, cell: u32, state: u32, table: u32, now: f64): u32 {
  const slot: u32 = takeSlot(table);
  const flow: u32 = flowAt(table, slot);
  st32(flow + flowState, state | stateSeen);
  st32(flow + flowTcp, 0);
  stf64(flow + flowLast, now);
  clear(flow + flowSides, 2 * sideBytes);
  if (ld32(table + tableCounts) !== 0) countFirst(row, flow, restAt(table, slot), now);
  storeKey(row, flow);
  st32(cell, tagOf(row));
  st32(cell + cellsBytes, slot + 1);
  st32(table + tableLive, ld32(table + tableLive) + 1);
  return slot;
}

/** The slot that became free last, or else the first that was never used. */
function takeSlot(table: u32): u32 {
  const free: u32 = ld32(table + tableFreeCount);
  if (free === 0) {
    const used: u32 = ld32(table + tableUsed);
    st32(table + tableUsed, used + 1);
    return used;
  }
  st32(table + tableFreeCount, free - 1);
  return ld32(table + ld32(table + tableFree) + ((free - 1) << 2));
}

function storeKey(row: u32, flow: u32): void {
  st32(flow + flowSource, ld32(row + rowSource + 12));
  st32(flow + flowDestination, ld32(row + rowDestination + 12));
  st32(flow + flowPorts, ld32(row + rowPorts));
  st32(flow + flowKind, ld32(row + rowKind));
  if (familyOf(row) === 4) return;
  for (let at: u32 = 0; at < 12; at += 4) {
    st32(flow + flowSourceHigh + at, ld32(row + rowSource + at));
    st32(flow + flowDestinationHigh + at, ld32(row + rowDestination + at));
  }
}

function countFirst(row: u32, flow: u32, rest: u32, now: f64): void {
  stf64(rest + restFirst, now);
  st32(flow + flowPackets, 1);
  st32(flow + flowPackets + 4, 0);
  stf64(flow + flowBytes, ld32(row + rowIpLength));
  stf64(flow + flowBytes + 8, 0);
}

function restAt(table: u32, slot: u32): u32 {
  return table + ld32(table + tableRest) + (slot << restShift);
}

function clear(at: u32, bytes: u32): void {
  for (let word: u32 = at; word < at + bytes; word += 4) st32(word, 0);
}
