import { mul32 } from './mem.ts';

/** The finaliser of MurmurHash3 (A. Appleby, public domain) after each word. */
export function keyHash(k0: u32, k1: u32, k2: u32, k3: u32): u32 {
  return mixWord(k3 ^ mixWord(k2 ^ mixWord(k1 ^ mixWord(k0))));
}

export function mixWord(word: u32): u32 {
  let h: u32 = word >>> 0;
  h = mul32(h ^ (h >>> 16), 0x85ebca6b);
  h = mul32(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
