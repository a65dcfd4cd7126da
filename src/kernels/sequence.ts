import { s32 } from './mem.ts';

/** Numbers on the circle of 2^32, as TCP counts (RFC 9293 section 3.4). Distances are read as signed. */
const half: u32 = 0x80000000;

/** a lies behind b in the stream. */
export function isAfter(a: u32, b: u32): boolean {
  return s32((a - b) >>> 0) > 0;
}

/** a is b, or lies behind it. */
export function isNotBefore(a: u32, b: u32): boolean {
  return s32((a - b) >>> 0) >= 0;
}

/**
 * The one that lies behind the other. Also the larger of two numbers below 2^31. Which it is changes from packet to
 * packet, so a branch would often be guessed wrong.
 */
export function later(a: u32, b: u32): u32 {
  const distance: u32 = (a - b) >>> 0;
  const isNegative: u32 = distance >>> 31;
  return (b + (distance & (isNegative - 1))) >>> 0;
}

/** b - a is at most `limit`, which is at most 2^30. Not isWithinBefore: they differ for numbers 2^31 apart. */
export function isBehindAtMost(a: u32, b: u32, limit: u32): boolean {
  return (b - a + half) >>> 0 <= half + limit;
}

/** a is no further before b than `before`, however far behind it. `before` is at most 2^30. */
export function isWithinBefore(a: u32, b: u32, before: u32): boolean {
  return (a - b + before) >>> 0 < half + before;
}

/** a is no further before b than `before`, and no further behind it than `behind`; each at most 2^30. */
export function isBetween(a: u32, b: u32, before: u32, behind: u32): boolean {
  return (a - b + before) >>> 0 <= before + behind;
}
