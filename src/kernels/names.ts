/** Which addresses DNS may have names for. */
import { laneNames } from './lane-layout.ts';
import { ld8, ld32 } from './mem.ts';
import { keyHash } from './mix.ts';

/** Bits of the filter. */
export const nameBits: u32 = 0x40000;

/** Number of the bit of an address, by its four words. */
export function nameBit(w0: u32, w1: u32, w2: u32, w3: u32): u32 {
  return (keyHash(w0, w1, w2, w3) & (nameBits - 1)) >>> 0;
}

/** 0: no answer in this lane had the address, four words at `at`, nor had a fact. Some others have the bit of one that had. */
export function mayHaveName(lane: u32, at: u32): u32 {
  const filter: u32 = ld32(lane + laneNames);
  if (filter === 0) return 1;
  const bit: u32 = nameBit(ld32(at), ld32(at + 4), ld32(at + 8), ld32(at + 12));
  return (ld8(filter + (bit >>> 3)) >>> (bit & 7)) & 1;
}
