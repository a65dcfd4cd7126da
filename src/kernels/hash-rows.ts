/** Rows are hashed when somebody needs it: most of them belong to flows that are found without. */
import { tableSeed } from './flow-layout.ts';
import { hashRow } from './hash.ts';
import { hashEight, hashFourLong } from './hash-four.ts';
import { rowHashed, rowKind, rowStatus, statusTracked } from './layout.ts';
import { ld32, st32 } from './mem.ts';

/** Room for addresses of rows that wait until there are as many as are hashed at once, of each family, and for their keys. */
const waiting6: u32 = 32;
const keys: u32 = 48;
const family6Bit: u32 = 0x200;

export function isTracked(row: u32): boolean {
  return (ld32(row + rowStatus) & 0xffff) === statusTracked;
}

/** Hashes one row, unless that was done. */
export function ensureHash(row: u32, table: u32): void {
  if (ld32(row + rowHashed) !== 0) return;
  hashRow(row, ld32(table + tableSeed), ld32(table + tableSeed + 4));
  st32(row + rowHashed, 1);
}

/** Hashes the rows whose addresses stand from `first` on, before `end`, several at once. `scratch` is room for 208 bytes. */
export function hashRows(first: u32, end: u32, table: u32, scratch: u32): void {
  const seed0: u32 = ld32(table + tableSeed);
  const seed1: u32 = ld32(table + tableSeed + 4);
  let wait4: u32 = 0;
  let wait6: u32 = 0;
  for (let at: u32 = first; at < end; at += 4) {
    const row: u32 = ld32(at);
    st32(row + rowHashed, 1);
    if ((ld32(row + rowKind) & family6Bit) === 0) {
      st32(scratch + (wait4 << 2), row);
      wait4 = (wait4 + 1) & 7;
      if (wait4 === 0) hashEight(scratch, seed0, seed1);
    } else {
      st32(scratch + waiting6 + (wait6 << 2), row);
      wait6 = (wait6 + 1) & 3;
      if (wait6 === 0) hashFourLong(scratch + waiting6, scratch + keys, seed0, seed1);
    }
  }
  hashWaiting(scratch, wait4, seed0, seed1);
  hashWaiting(scratch + waiting6, wait6, seed0, seed1);
}

function hashWaiting(waiting: u32, count: u32, seed0: u32, seed1: u32): void {
  for (let n: u32 = 0; n < count; n++) hashRow(ld32(waiting + (n << 2)), seed0, seed1);
}
