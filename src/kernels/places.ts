import {
  imageBlocks4,
  imageDefault6,
  imageLengths6,
  imageMask6,
  imagePlaces,
  imagePrefixes6,
  imageRoot4,
  indexGoesOn,
  placeShift,
  prefix6Bytes,
  prefix6Length,
  prefix6Place,
} from './image-layout.ts';
import { ld32, mul32 } from './mem.ts';

/** The record of the place of an address: four words at `at`, an IPv4 address in the last. */
export function placeOf(image: u32, family: u32, at: u32): u32 {
  const number: u32 = family === 4 ? place4(image, ld32(at + 12)) : place6(image, at);
  return image + ld32(image + imagePlaces) + (number << placeShift);
}

function place4(image: u32, address: u32): u32 {
  const root: u32 = image + ld32(image + imageRoot4);
  let value: u32 = ld32(root + ((address >>> 16) << 2));
  if (value < indexGoesOn) return value;
  const blocks: u32 = image + ld32(image + imageBlocks4);
  value = ld32(blocks + ((value & 0x7fffffff) << 10) + (((address >>> 8) & 255) << 2));
  if (value < indexGoesOn) return value;
  return ld32(blocks + ((value & 0x7fffffff) << 10) + ((address & 255) << 2));
}

function place6(image: u32, at: u32): u32 {
  const w0: u32 = ld32(at);
  const w1: u32 = ld32(at + 4);
  const w2: u32 = ld32(at + 8);
  const w3: u32 = ld32(at + 12);
  const cells: u32 = image + ld32(image + imagePrefixes6);
  const mask: u32 = ld32(image + imageMask6);
  let lengths: u32 = image + ld32(image + imageLengths6);
  let length: u32 = ld32(lengths);
  while (length !== 0) {
    const m0: u32 = w0 & maskOf(length, 0);
    const m1: u32 = w1 & maskOf(length, 32);
    const m2: u32 = w2 & maskOf(length, 64);
    const m3: u32 = w3 & maskOf(length, 96);
    let cell: u32 = hash6(m0, m1, m2, m3, length) & mask;
    let found: u32 = ld32(cells + cell * prefix6Bytes + prefix6Length);
    while (found !== 0) {
      const base: u32 = cells + cell * prefix6Bytes;
      if (found === length) {
        if (ld32(base + 12) === m3 >>> 0) {
          if (ld32(base + 8) === m2 >>> 0) {
            if (ld32(base + 4) === m1 >>> 0) {
              if (ld32(base) === m0 >>> 0) return ld32(base + prefix6Place);
            }
          }
        }
      }
      cell = (cell + 1) & mask;
      found = ld32(cells + cell * prefix6Bytes + prefix6Length);
    }
    lengths = lengths + 4;
    length = ld32(lengths);
  }
  return ld32(image + imageDefault6);
}

/** Mask of the word that begins at bit `from`, for a prefix of this length. */
export function maskOf(length: u32, from: u32): u32 {
  if (length <= from) return 0;
  if (length >= from + 32) return 0xffffffff;
  return (0xffffffff << (32 - (length - from))) >>> 0;
}

/** The finaliser of MurmurHash3 (A. Appleby, public domain) after each word. */
export function hash6(w0: u32, w1: u32, w2: u32, w3: u32, length: u32): u32 {
  return mixWord(w3 ^ mixWord(w2 ^ mixWord(w1 ^ mixWord(w0 ^ mixWord(length)))));
}

export function mixWord(word: u32): u32 {
  let h: u32 = word >>> 0;
  h = mul32(h ^ (h >>> 16), 0x85ebca6b);
  h = mul32(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
