import {
  imageBlocks4,
  imagePlaces,
  imageRanges4,
  imageRoot4,
  placeShift,
  range4Place,
  range4Shift,
} from './image-layout.ts';
import { place6 } from './index6.ts';
import {
  rowDestination,
  rowDestinationPlace,
  rowKind,
  rowPlaceImage,
  rowSource,
  rowSourcePlace,
} from './layout.ts';
import { ld32 } from './mem.ts';

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

/**
 * Three words are read whatever the first says, from where it stands if nothing goes on: addresses of pods and others come
 * in turn, so a processor would guess branches wrong.
 */
function place4(image: u32, address: u32): u32 {
  if (ld32(image + imageRanges4) !== 0) return placeInRanges(image, address);
  const blocks: u32 = image + ld32(image + imageBlocks4);
  const first: u32 = image + ld32(image + imageRoot4) + ((address >>> 16) << 2);
  const second: u32 = following(first, blocks, (address >>> 8) & 255);
  return ld32(following(second, blocks, address & 255));
}

/** That of the last range that begins at the address or before. */
function placeInRanges(image: u32, address: u32): u32 {
  const ranges: u32 = image + ld32(image + imageRanges4);
  const bounds: u32 = image + ld32(image + imageRoot4) + ((address >>> 16) << 2);
  let low: u32 = ld32(bounds);
  let high: u32 = ld32(bounds + 4);
  while (low < high) {
    const middle: u32 = (low + high) >>> 1;
    if (ld32(ranges + (middle << range4Shift)) <= address) low = middle + 1;
    else high = middle;
  }
  return ld32(ranges + ((low - 1) << range4Shift) + range4Place);
}

/** Where the word is that goes on from the one at `at`: `at` itself if that is a place. */
function following(at: u32, blocks: u32, byte: u32): u32 {
  const value: u32 = ld32(at);
  const next: u32 = blocks + ((value & 0x7fffffff) << 10) + (byte << 2);
  return at ^ ((at ^ next) & (0 - (value >>> 31)));
}
