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
import {
  rowDestination,
  rowDestinationPlace,
  rowKind,
  rowPlaceImage,
  rowSource,
  rowSourcePlace,
} from './layout.ts';
import { ld32, mul32 } from './mem.ts';

/** The records of the places of a row's ends, which may have been looked up before. */
export function sourcePlace(image: u32, row: u32): u32 {
  if (ld32(row + rowPlaceImage) === image) return ld32(row + rowSourcePlace);
  return placeOf(image, (ld32(row + rowKind) >>> 8) & 255, row + rowSource);
}

export function destinationPlace(image: u32, row: u32): u32 {
  if (ld32(row + rowPlaceImage) === image) return ld32(row + rowDestinationPlace);
  return placeOf(image, (ld32(row + rowKind) >>> 8) & 255, row + rowDestination);
}

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
  let lengths: u32 = image + ld32(image + imageLengths6);
  let length: u32 = ld32(lengths);
  while (length !== 0) {
    const found: u32 = findPrefix6(image, at, length);
    if (found !== 0) return ld32(found + prefix6Place);
    lengths = lengths + 4;
    length = ld32(lengths);
  }
  return ld32(image + imageDefault6);
}

/** The cell of the address's prefix of this length; 0 if there is none. */
function findPrefix6(image: u32, at: u32, length: u32): u32 {
  const w0: u32 = (ld32(at) & maskOf(length, 0)) >>> 0;
  const w1: u32 = (ld32(at + 4) & maskOf(length, 32)) >>> 0;
  const w2: u32 = (ld32(at + 8) & maskOf(length, 64)) >>> 0;
  const w3: u32 = (ld32(at + 12) & maskOf(length, 96)) >>> 0;
  const cells: u32 = image + ld32(image + imagePrefixes6);
  const mask: u32 = ld32(image + imageMask6);
  let number: u32 = hash6(w0, w1, w2, w3, length) & mask;
  let cell: u32 = cells + number * prefix6Bytes;
  while (ld32(cell + prefix6Length) !== 0) {
    if (ld32(cell + prefix6Length) === length) {
      if (isAddress(cell, w0, w1, w2, w3) !== 0) return cell;
    }
    number = (number + 1) & mask;
    cell = cells + number * prefix6Bytes;
  }
  return 0;
}

/** Of the prefix of this length of the address at `at`. */
export function prefixHash6(at: u32, length: u32): u32 {
  const w0: u32 = (ld32(at) & maskOf(length, 0)) >>> 0;
  const w1: u32 = (ld32(at + 4) & maskOf(length, 32)) >>> 0;
  const w2: u32 = (ld32(at + 8) & maskOf(length, 64)) >>> 0;
  const w3: u32 = (ld32(at + 12) & maskOf(length, 96)) >>> 0;
  return hash6(w0, w1, w2, w3, length);
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

/** The finaliser of MurmurHash3 (A. Appleby, public domain) after each word. */
export function hash6(w0: u32, w1: u32, w2: u32, w3: u32, length: u32): u32 {
  return mixWord(w3 ^ mixWord(w2 ^ mixWord(w1 ^ mixWord(w0 ^ mixWord(length)))));
}

export function keyHash(k0: u32, k1: u32, k2: u32, k3: u32): u32 {
  return mixWord(k3 ^ mixWord(k2 ^ mixWord(k1 ^ mixWord(k0))));
}

export function mixWord(word: u32): u32 {
  let h: u32 = word >>> 0;
  h = mul32(h ^ (h >>> 16), 0x85ebca6b);
  h = mul32(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
