/** Which end of a key is the higher one, as conntrack/hash.ts has it. */
import { rowDestination, rowPorts, rowSource } from './layout.ts';
import { ld32, s32 } from './mem.ts';

const sourceLower: u32 = 0;
export const sourceHigher: u32 = 1;
export const sameOrder: u32 = 2;

/** Compares the addresses only: the last words first, as signed numbers. */
export function addressOrder(row: u32): u32 {
  let word: u32 = 16;
  while (word !== 0) {
    word -= 4;
    const source: u32 = ld32(row + rowSource + word);
    const destination: u32 = ld32(row + rowDestination + word);
    if (source !== destination) return s32(source) > s32(destination) ? sourceHigher : sourceLower;
  }
  return sameOrder;
}

/** 1 if the source is higher; equal addresses compare by their ports. */
export function isSourceHigher(row: u32): u32 {
  const order: u32 = addressOrder(row);
  if (order !== sameOrder) return order;
  const ports: u32 = ld32(row + rowPorts);
  return ports >>> 16 > (ports & 0xffff) ? 1 : 0;
}
