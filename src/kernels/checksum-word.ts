import { mul32 } from './mem.ts';
import { mixWord } from './mix.ts';

/** What a packet adds to the checksum of a lane: what was decided for it, its index, and the high word of that, mixed. */
export function checksumWord(what: u32, index: u32, above: u32): u32 {
  return mixWord(mul32(index, 0x9e3779b1) ^ above ^ what);
}

/** What it adds to the high word, beside what the sum of the low ones carries over. */
export function checksumHigh(what: u32, word: u32): u32 {
  return mul32(word ^ what, 0x85ebca6b);
}
