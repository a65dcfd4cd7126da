import { mul32 } from './mem.ts';

/** Of four words, each times an odd number: the products do not wait for each other. */
export function keyHash(k0: u32, k1: u32, k2: u32, k3: u32): u32 {
  const left: u32 = (mul32(k0, 0x9e3779b1) + mul32(k1, 0x85ebca77)) >>> 0;
  const right: u32 = (mul32(k2, 0xc2b2ae3d) + mul32(k3, 0x27d4eb2f)) >>> 0;
  return mixWord(left + right);
}

/** The finaliser of MurmurHash3 (A. Appleby, public domain). */
export function mixWord(word: u32): u32 {
  let h: u32 = word >>> 0;
  h = mul32(h ^ (h >>> 16), 0x85ebca6b);
  h = mul32(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
