/** The index of IPv6 prefixes: a hash that is asked for one length after the other. */
import {
  asked6ByWord,
  imageAsked6,
  imageDefault6,
  imageKeys6,
  imageLengths6,
  imageMask6,
  imagePrefixes6,
  length6Bytes,
  length6Masks,
  prefix6Bytes,
  prefix6Length,
  prefix6Place,
} from './image-layout.ts';
import { ld32, mul32 } from './mem.ts';
import { mixWord } from './mix.ts';

/** The place of an address: four words at `at`. */
export function place6(image: u32, at: u32): u32 {
  const asked: u32 = askedFor(image, ld32(at));
  let entry: u32 = image + ld32(image + imageLengths6);
  let length: u32 = ld32(entry);
  while (length !== 0) {
    if (isAsked(asked, length)) {
      const found: u32 = findPrefix6(image, at, entry, length);
      if (found !== 0) return ld32(found + prefix6Place);
    }
    entry += length6Bytes;
    length = ld32(entry);
  }
  return ld32(image + imageDefault6);
}

/** The cell that place6 reads first if it asks for the longest length; else the image itself. */
export function firstCell6(image: u32, at: u32): u32 {
  const entry: u32 = image + ld32(image + imageLengths6);
  const length: u32 = ld32(entry);
  if (!isAsked(askedFor(image, ld32(at)), length)) return image;
  const w0: u32 = ld32(at) & ld32(entry + length6Masks);
  const w1: u32 = ld32(at + 4) & ld32(entry + length6Masks + 4);
  const w2: u32 = ld32(at + 8) & ld32(entry + length6Masks + 8);
  const w3: u32 = ld32(at + 12) & ld32(entry + length6Masks + 12);
  return homeOf(image, w0, w1, w2, w3, length);
}

/** Which lengths there may be of prefixes around addresses with this first word. */
function askedFor(image: u32, word: u32): u32 {
  const words: u32 = image + ld32(image + imageAsked6);
  return ld32(words + (askedByWord(word) << 2)) | ld32(words + (askedByByte(word) << 2));
}

export function askedByWord(word: u32): u32 {
  return mul32(word, 0x9e3779b1) >>> 22;
}

export function askedByByte(word: u32): u32 {
  return asked6ByWord + (word >>> 24);
}

/** Four lengths share a bit; 29 to 32 do, of which 32 is noted by first words and the others by first bytes. */
export function askedBit(length: u32): u32 {
  return (length - 1) >>> 2;
}

function isAsked(asked: u32, length: u32): boolean {
  return ((asked >>> askedBit(length)) & 1) !== 0;
}

/** The cell of the address's prefix of the length of this entry; 0 if there is none. */
function findPrefix6(image: u32, at: u32, entry: u32, length: u32): u32 {
  const w0: u32 = (ld32(at) & ld32(entry + length6Masks)) >>> 0;
  const w1: u32 = (ld32(at + 4) & ld32(entry + length6Masks + 4)) >>> 0;
  const w2: u32 = (ld32(at + 8) & ld32(entry + length6Masks + 8)) >>> 0;
  const w3: u32 = (ld32(at + 12) & ld32(entry + length6Masks + 12)) >>> 0;
  const cells: u32 = image + ld32(image + imagePrefixes6);
  const end: u32 = cells + mul32(ld32(image + imageMask6) + 1, prefix6Bytes);
  let cell: u32 = homeOf(image, w0, w1, w2, w3, length);
  while (ld32(cell + prefix6Length) !== 0) {
    if (ld32(cell + prefix6Length) === length) {
      if (isAddress(cell, w0, w1, w2, w3) !== 0) return cell;
    }
    cell += prefix6Bytes;
    if (cell === end) cell = cells;
  }
  return 0;
}

/** Where a prefix is looked for first. */
function homeOf(image: u32, w0: u32, w1: u32, w2: u32, w3: u32, length: u32): u32 {
  const keys: u32 = image + imageKeys6;
  const k0: u32 = ld32(keys);
  const k1: u32 = ld32(keys + 4);
  const k2: u32 = ld32(keys + 8);
  const k3: u32 = ld32(keys + 12);
  const hash: u32 = hash6(w0, w1, w2, w3, length, k0, k1, k2, k3);
  return image + ld32(image + imagePrefixes6) + mul32(hash & ld32(image + imageMask6), prefix6Bytes);
}

/** 1: the four words are at `at`. */
function isAddress(at: u32, w0: u32, w1: u32, w2: u32, w3: u32): u32 {
  if (ld32(at + 12) !== w3) return 0;
  if (ld32(at + 8) !== w2) return 0;
  if (ld32(at + 4) !== w1) return 0;
  return ld32(at) === w0 ? 1 : 0;
}

/**
 * Of a prefix, keyed. Each word is mixed by itself, so that they do not wait for each other, and before they are summed: a
 * sum of products would leave what differs in the upper bits of the words in the upper bits, whatever the factors.
 */
export function hash6(
  w0: u32,
  w1: u32,
  w2: u32,
  w3: u32,
  length: u32,
  k0: u32,
  k1: u32,
  k2: u32,
  k3: u32,
): u32 {
  const left: u32 = (mixWord(w0 ^ k0) + mixWord(w1 ^ k1)) >>> 0;
  const right: u32 = (mixWord(w2 ^ k2) + mixWord(w3 ^ k3)) >>> 0;
  return mixWord(left + right + mul32(length, 0x9e3779b1));
}
