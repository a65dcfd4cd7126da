// The part of src/kernels/mem.ts that is not the same with SIMD and without: without it, for generated JavaScript.
// Loads that need no alignment say so, or are imported: scripts/javascript/access.mjs makes accesses to a DataView of them.
import { ld32, st32 } from './mem.ts';

declare function load32be(at: u32): u32;

export function ld16be(at: u32): u32 {
  return (load<u8>(at) << 8) | load<u8>(at, 1);
}

export function ld16le(at: u32): u32 {
  return load<u8>(at) | (load<u8>(at, 1) << 8);
}

export function ld32be(at: u32): u32 {
  return load32be(at);
}

export function ld32le(at: u32): u32 {
  return load<u32>(at, 0, 1);
}

export function copyWords2be(to: u32, from: u32): void {
  st32(to, ld32be(from));
  st32(to + 4, ld32be(from + 4));
}

export function copyWords4be(to: u32, from: u32): void {
  copyWords2be(to, from);
  copyWords2be(to + 8, from + 8);
}

export function copyAddress4(to: u32, from: u32): void {
  st32(to, 0);
  st32(to + 4, 0);
  st32(to + 8, 0);
  st32(to + 12, ld32be(from));
}

export function setAddress4(to: u32, word: u32): void {
  st32(to, 0);
  st32(to + 4, 0);
  st32(to + 8, 0);
  st32(to + 12, word);
}

export function copyTcp(to: u32, from: u32): u32 {
  copyWords2be(to, from + 4);
  st32(to + 12, ld16be(from + 14));
  return ld32be(from);
}

export function microseconds(seconds: u32, micro: u32): f64 {
  return (seconds as f64) * 1e6 + (micro as f64);
}

/**
 * Of several equal words the first counts. One load for all eight, and for none: V8 throws a function's machine code away
 * when it first comes to an operation that it has not seen.
 */
export function orWhereEqual8(at: u32, value: u32): u32 {
  const offset: u32 = firstEqual(at, value);
  return ld32(at + noneEqual + (offset & 28)) & ((offset >> 5) - 1);
}

const noneEqual: u32 = 32;

/** Offset of the first of eight words that has this value. */
function firstEqual(at: u32, value: u32): u32 {
  if (ld32(at) === value) return 0;
  if (ld32(at + 4) === value) return 4;
  if (ld32(at + 8) === value) return 8;
  if (ld32(at + 12) === value) return 12;
  if (ld32(at + 16) === value) return 16;
  if (ld32(at + 20) === value) return 20;
  if (ld32(at + 24) === value) return 24;
  return ld32(at + 28) === value ? 28 : noneEqual;
}

export function whereEqual8(at: u32, value: u32): u32 {
  let mask: u32 = 0;
  for (let i: u32 = 0; i < 8; i++) mask |= u32(ld32(at + (i << 2)) === value) << i;
  return mask;
}

export function count8(bits: u32): u32 {
  const pairs: u32 = bits - ((bits >>> 1) & 0x55);
  const fours: u32 = (pairs & 0x33) + ((pairs >>> 2) & 0x33);
  return (fours + (fours >>> 4)) & 15;
}

export function lowest32(bits: u32): u32 {
  return 31 - clz<u32>(bits & (0 - bits));
}

export function firstAround(boxes: u32, count: u32, point: u32): u32 {
  const own: u32 = ld32(point);
  const other: u32 = ld32(point + 4);
  const source: u32 = ld32(point + 8);
  const destination: u32 = ld32(point + 12);
  for (let n: u32 = 0; n < count; n++) {
    const box: u32 = boxes + (n << 5);
    if (own - ld32(box) > ld32(box + 16)) continue;
    if (other - ld32(box + 4) > ld32(box + 20)) continue;
    if (source - ld32(box + 8) > ld32(box + 24)) continue;
    if (destination - ld32(box + 12) <= ld32(box + 28)) return n;
  }
  return count;
}
