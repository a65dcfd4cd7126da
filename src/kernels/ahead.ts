/** Hashes of flows that may soon end, computed before the time. */
import { bucketAt, flowAt } from './flow-find.ts';
import {
  aheadBytes,
  aheadMask,
  bucketCells,
  flowDestination,
  flowDestinationHigh,
  flowKind,
  flowPorts,
  flowSource,
  flowSourceHigh,
  tableAhead,
  tableHand,
  tableSeed,
  tableUsed,
} from './flow-layout.ts';
import { hashRow } from './hash.ts';
import { hashFour } from './hash-four.ts';
import { rowDestination, rowHash, rowHash2, rowKind, rowPorts, rowSource } from './layout.ts';
import { ld32, mul32, st32 } from './mem.ts';

const cellsBytes: u32 = bucketCells * 4;
/** In the kind of an IPv6 key, and in no IPv4 one. */
const family6Bit: u32 = 2 << 8;

/**
 * Makes ready the keys and hashes of `count` flows behind the hand, and reads their buckets, so that the cache misses
 * overlap. Changes no result. Returns a number without meaning.
 */
export function touchVictims(table: u32, count: u32): u32 {
  const used: u32 = ld32(table + tableUsed);
  const seed0: u32 = ld32(table + tableSeed);
  const seed1: u32 = ld32(table + tableSeed + 4);
  let slot: u32 = ld32(table + tableHand);
  for (let n: u32 = 0; n < count; n += 4) {
    const slot0: u32 = behind(slot, used);
    const slot1: u32 = behind(slot0, used);
    const slot2: u32 = behind(slot1, used);
    slot = behind(slot2, used);
    const kinds: u32 =
      loadSlot(slot0, table) | loadSlot(slot1, table) | loadSlot(slot2, table) | loadSlot(slot, table);
    hashAhead(kinds, slot0, slot1, slot2, slot, table, seed0, seed1);
  }
  return touchBuckets(table, used, count);
}

function hashAhead(
  kinds: u32,
  slot0: u32,
  slot1: u32,
  slot2: u32,
  slot3: u32,
  table: u32,
  seed0: u32,
  seed1: u32,
): void {
  const row0: u32 = aheadAt(slot0, table);
  const row1: u32 = aheadAt(slot1, table);
  const row2: u32 = aheadAt(slot2, table);
  const row3: u32 = aheadAt(slot3, table);
  if ((kinds & family6Bit) === 0) {
    hashFour(row0, row1, row2, row3, seed0, seed1);
    return;
  }
  hashRow(row0, seed0, seed1);
  hashRow(row1, seed0, seed1);
  hashRow(row2, seed0, seed1);
  hashRow(row3, seed0, seed1);
}

function touchBuckets(table: u32, used: u32, count: u32): u32 {
  let sum: u32 = 0;
  let slot: u32 = ld32(table + tableHand);
  for (let n: u32 = 0; n < count; n++) {
    slot = behind(slot, used);
    const row: u32 = aheadAt(slot, table);
    sum = (sum + ld32(bucketAt(table, ld32(row + rowHash)) + cellsBytes)) >>> 0;
    sum = (sum + ld32(bucketAt(table, ld32(row + rowHash2)) + cellsBytes)) >>> 0;
  }
  return sum;
}

function behind(slot: u32, used: u32): u32 {
  return slot + 1 < used ? slot + 1 : 0;
}

export function aheadAt(slot: u32, table: u32): u32 {
  return table + tableAhead + mul32(slot & aheadMask, aheadBytes);
}

/** Loads the key of the slot's flow. Returns its kind. */
function loadSlot(slot: u32, table: u32): u32 {
  const flow: u32 = flowAt(table, slot);
  loadKey(aheadAt(slot, table), flow);
  return ld32(flow + flowKind);
}

/** Hashes the key of one slot's flow ahead. */
export function hashSlot(slot: u32, table: u32): void {
  loadSlot(slot, table);
  hashRow(aheadAt(slot, table), ld32(table + tableSeed), ld32(table + tableSeed + 4));
}

/** Writes the key of a flow as a row has it. */
function loadKey(row: u32, flow: u32): void {
  // The upper words of an IPv4 flow may be those of an older IPv6 flow.
  const known: u32 = ((ld32(flow + flowKind) >>> 8) & 0xff) === 4 ? 0 : 0xffffffff;
  for (let at: u32 = 0; at < 12; at += 4) {
    st32(row + rowSource + at, ld32(flow + flowSourceHigh + at) & known);
    st32(row + rowDestination + at, ld32(flow + flowDestinationHigh + at) & known);
  }
  st32(row + rowSource + 12, ld32(flow + flowSource));
  st32(row + rowDestination + 12, ld32(flow + flowDestination));
  st32(row + rowPorts, ld32(flow + flowPorts));
  st32(row + rowKind, ld32(flow + flowKind));
}
