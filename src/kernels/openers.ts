/** What rows that open flows will need of an image, looked up and read before they are judged, so that the misses overlap. */
import { rowOf, trafficClass } from './classify.ts';
import { imageRoot4, placeClass, placeEgress, placeIngress } from './image-layout.ts';
import { laneImage } from './lane-layout.ts';
import {
  rowDestination,
  rowDestinationPlace,
  rowKind,
  rowPlaceImage,
  rowSource,
  rowSourcePlace,
} from './layout.ts';
import { ld16, ld32, min32, st32 } from './mem.ts';
import { placeOf } from './places.ts';

/**
 * A list of rows: how many there are, the number of those that were looked after, then their addresses. hintRows makes it,
 * of the rows without a hint; of these nearly all open a flow.
 */
const listDone: u32 = 4;
const listRows: u32 = 8;

export function clearOpeners(openers: u32): void {
  st32(openers, 0);
  st32(openers + listDone, 0);
}

export function addOpener(openers: u32, row: u32): void {
  const count: u32 = ld32(openers);
  st32(openers, count + 1);
  st32(openers + listRows + (count << 2), row);
}

/** Rows that are looked after at once: what is read for them stays in a first-level cache. */
export const openersAtOnce: u32 = 32;

/** The first words that are read of the index for IPv4 addresses; those for IPv6 are found by hashing, which takes longer. */
function touchRoots(image: u32, row: u32): u32 {
  if (familyOf(row) !== 4) return 0;
  const root: u32 = image + ld32(image + imageRoot4);
  const source: u32 = ld32(root + ((ld32(row + rowSource + 12) >>> 16) << 2));
  return source + ld32(root + ((ld32(row + rowDestination + 12) >>> 16) << 2));
}

function placeRow(image: u32, row: u32): void {
  const family: u32 = familyOf(row);
  st32(row + rowSourcePlace, placeOf(image, family, row + rowSource));
  st32(row + rowDestinationPlace, placeOf(image, family, row + rowDestination));
  st32(row + rowPlaceImage, image);
}

function familyOf(row: u32): u32 {
  return (ld32(row + rowKind) >>> 8) & 255;
}

/**
 * Looks up the places of the rows of the list that stand before `end`, and of some behind, in the image of the lane, and
 * reads what its tables say of them. Returns a number without meaning.
 */
export function touchAnswersBefore(end: u32, openers: u32, lane: u32): u32 {
  let sum: u32 = 0;
  while (isOpenerBefore(end, openers)) {
    const from: u32 = ld32(openers + listDone);
    sum = (sum + touchAnswers(openers, from, lane)) >>> 0;
    st32(openers + listDone, from + openersAtOnce);
  }
  return sum;
}

function isOpenerBefore(end: u32, openers: u32): boolean {
  const done: u32 = ld32(openers + listDone);
  return done < ld32(openers) ? ld32(openers + listRows + (done << 2)) < end : false;
}

/**
 * Looks up the places of rows of the list in the image of the lane, from number `from` on, openersAtOnce of them, unless
 * another lane did, and reads what its tables say of them. A row says of which image its places are. Each step needs what
 * the one before has read. Returns a number without meaning.
 */
export function touchAnswers(openers: u32, from: u32, lane: u32): u32 {
  const image: u32 = ld32(lane + laneImage);
  if (image === 0) return 0;
  const first: u32 = openers + listRows + (from << 2);
  const end: u32 = openers + listRows + (min32(from + openersAtOnce, ld32(openers)) << 2);
  return (place(first, end, image) + touchTables(first, end, image)) >>> 0;
}

function place(first: u32, end: u32, image: u32): u32 {
  let sum: u32 = 0;
  for (let at: u32 = first; at < end; at += 4) sum = (sum + touchRoots(image, ld32(at))) >>> 0;
  for (let at: u32 = first; at < end; at += 4) {
    if (ld32(ld32(at) + rowPlaceImage) === 0) placeRow(image, ld32(at));
  }
  return sum;
}

function touchTables(first: u32, end: u32, image: u32): u32 {
  let sum: u32 = 0;
  for (let at: u32 = first; at < end; at += 4) {
    const row: u32 = ld32(at);
    if (ld32(row + rowPlaceImage) !== image) return sum;
    sum = (sum + ld32(ld32(row + rowSourcePlace)) + ld32(ld32(row + rowDestinationPlace))) >>> 0;
  }
  for (let at: u32 = first; at < end; at += 4) {
    const row: u32 = ld32(at);
    sum = (sum + egressRow(image, row) + ingressRow(image, row)) >>> 0;
  }
  for (let at: u32 = first; at < end; at += 4) {
    const row: u32 = ld32(at);
    sum = (sum + ld32(egressRow(image, row)) + ld32(ingressRow(image, row))) >>> 0;
  }
  for (let at: u32 = first; at < end; at += 4) {
    const row: u32 = ld32(at);
    const traffic: u32 = trafficClass(image, row, ld32(row + rowKind) & 255);
    sum = (sum + touchAnswer(image, egressRow(image, row), traffic)) >>> 0;
    sum = (sum + touchAnswer(image, ingressRow(image, row), traffic)) >>> 0;
  }
  return sum;
}

/** The row of the source's own table for the destination; that of table 0, which nobody has, where it has none. */
function egressRow(image: u32, row: u32): u32 {
  return rowOf(
    image,
    ld32(ld32(row + rowSourcePlace) + placeEgress),
    ld32(ld32(row + rowDestinationPlace) + placeClass),
  );
}

function ingressRow(image: u32, row: u32): u32 {
  return rowOf(
    image,
    ld32(ld32(row + rowDestinationPlace) + placeIngress),
    ld32(ld32(row + rowSourcePlace) + placeClass),
  );
}

function touchAnswer(image: u32, row: u32, traffic: u32): u32 {
  return ld16(image + ld32(row + 4) + traffic * 2) + ld32(image + ld32(row));
}
