/** The index of IPv6 prefixes: a hash that is asked for one length after the other. */
import {
  imageAsked6,
  imageDefault6,
  imageLengths6,
  imageMask6,
  imageMultipliers6,
  imagePrefixes6,
  prefix6Bytes,
  prefix6Length,
  prefix6Place,
} from './image-layout.ts';
import { ld32, mul32 } from './mem.ts';
import { mixWord } from './mix.ts';

/** The place of an address: four words at `at`. */
export function place6(image: u32, at: u32): u32 {
  const asked: u32 = ld32(askedAt(image, ld32(at)));
  let lengths: u32 = image + ld32(image + imageLengths6);
  let length: u32 = ld32(lengths);
  while (length !== 0) {
    if (isAsked(asked, length)) {
      const found: u32 = findPrefix6(image, at, length);
      if (found !== 0) return ld32(found + prefix6Place);
    }
    lengths = lengths + 4;
    length = ld32(lengths);
  }
  return ld32(image + imageDefault6);
}

/** The cell that place6 reads first; the image itself if it reads none. */
export function firstCell6(image: u32, at: u32): u32 {
  const asked: u32 = ld32(askedAt(image, ld32(at)));
  const length: u32 = ld32(image + ld32(image + imageLengths6));
  return asked === 0 || !isAsked(asked, length) ? image : homeOf(image, at, length);
}

/** Where it stands which lengths there may be of prefixes with this first word. */
function askedAt(image: u32, word: u32): u32 {
  return image + ld32(image + imageAsked6) + (askedIndex(word) << 2);
}

export function askedIndex(word: u32): u32 {
  return mul32(word, 0x9e3779b1) >>> 22;
}

/** Four lengths share a bit. */
export function askedBit(length: u32): u32 {
  return (length - 1) >>> 2;
}

function isAsked(asked: u32, length: u32): boolean {
  return ((asked >>> askedBit(length)) & 1) !== 0;
}

/** Where the address's prefix of this length is looked for first. */
function homeOf(image: u32, at: u32, length: u32): u32 {
  const w0: u32 = (ld32(at) & maskOf(length, 0)) >>> 0;
  const w1: u32 = (ld32(at + 4) & maskOf(length, 32)) >>> 0;
  const w2: u32 = (ld32(at + 8) & maskOf(length, 64)) >>> 0;
  const w3: u32 = (ld32(at + 12) & maskOf(length, 96)) >>> 0;
  const number: u32 = hashIn(image, w0, w1, w2, w3, length) & ld32(image + imageMask6);
  return image + ld32(image + imagePrefixes6) + mul32(number, prefix6Bytes);
}

function hashIn(image: u32, w0: u32, w1: u32, w2: u32, w3: u32, length: u32): u32 {
  const by: u32 = image + imageMultipliers6;
  return hash6(w0, w1, w2, w3, length, ld32(by), ld32(by + 4), ld32(by + 8), ld32(by + 12));
}

/** The cell of the address's prefix of this length; 0 if there is none. */
function findPrefix6(image: u32, at: u32, length: u32): u32 {
  const w0: u32 = (ld32(at) & maskOf(length, 0)) >>> 0;
  const w1: u32 = (ld32(at + 4) & maskOf(length, 32)) >>> 0;
  const w2: u32 = (ld32(at + 8) & maskOf(length, 64)) >>> 0;
  const w3: u32 = (ld32(at + 12) & maskOf(length, 96)) >>> 0;
  const cells: u32 = image + ld32(image + imagePrefixes6);
  const end: u32 = cells + mul32(ld32(image + imageMask6) + 1, prefix6Bytes);
  let cell: u32 = homeOf(image, at, length);
  while (ld32(cell + prefix6Length) !== 0) {
    if (ld32(cell + prefix6Length) === length) {
      if (isAddress(cell, w0, w1, w2, w3) !== 0) return cell;
    }
    cell += prefix6Bytes;
    if (cell === end) cell = cells;
  }
  return 0;
}

/** 1: the four words are at `at`. */
function isAddress(at: u32, w0: u32, w1: u32, w2: u32, w3: u32): u32 {
  if (ld32(at + 12) !== w3) return 0;
  if (ld32(at + 8) !== w2) return 0;
  if (ld32(at + 4) !== w1) return 0;
  return ld32(at) === w0 ? 1 : 0;
}

/** Mask of the word that begins at bit `from`, for a prefix of this length. */
function maskOf(length: u32, from: u32): u32 {
  if (length <= from) return 0;
  if (length >= from + 32) return 0xffffffff;
  return (0xffffffff << (32 - (length - from))) >>> 0;
}

/**
 * Of a prefix: its words times odd numbers, summed (multilinear hashing; D. Lemire, O. Kaser, "Strongly universal string
 * hashing is fast", 2014), then mixed. Sets of prefixes that collide under some multipliers are spread by others.
 */
export function hash6(
  w0: u32,
  w1: u32,
  w2: u32,
  w3: u32,
  length: u32,
  m0: u32,
  m1: u32,
  m2: u32,
  m3: u32,
): u32 {
  const left: u32 = (mul32(w0, m0) + mul32(w1, m1)) >>> 0;
  const right: u32 = (mul32(w2, m2) + mul32(w3, m3)) >>> 0;
  return mixWord(left + right + mul32(length, 0x9e3779b1));
}
