/** What rows that open flows will need of an image, looked up and read before they are judged, so that the misses overlap. */
import { rowOf, trafficClass } from './classify.ts';
import {
  imageLengths6,
  imageMask6,
  imagePrefixes6,
  imageRoot4,
  placeClass,
  placeEgress,
  placeIngress,
  prefix6Bytes,
} from './image-layout.ts';
import { laneImage } from './lane-layout.ts';
import {
  rowDestination,
  rowDestinationPlace,
  rowKind,
  rowPlaceImage,
  rowSource,
  rowSourcePlace,
} from './layout.ts';
import { ld16, ld32, mul32, st32 } from './mem.ts';
import { placeOf, prefixHash6 } from './places.ts';

/**
 * A list of rows: how many there are, then their addresses. hintRows makes it, of the rows without a hint; of these nearly
 * all open a flow.
 */
export function clearOpeners(openers: u32): void {
  st32(openers, 0);
}

export function addOpener(openers: u32, row: u32): void {
  const count: u32 = ld32(openers) + 1;
  st32(openers, count);
  st32(openers + (count << 2), row);
}

/**
 * Leaves in the rows of the list the places of their ends in the image of the lane. The lane may change to another image
 * meanwhile, as a row says which one its places are of. Returns a number without meaning.
 */
export function placeRows(openers: u32, lane: u32): u32 {
  const image: u32 = ld32(lane + laneImage);
  if (image === 0) return 0;
  const first: u32 = openers + 4;
  const end: u32 = first + (ld32(openers) << 2);
  let sum: u32 = 0;
  for (let at: u32 = first; at < end; at += 4) {
    const row: u32 = ld32(at);
    sum = (sum + touchIndex(image, row, row + rowSource)) >>> 0;
    sum = (sum + touchIndex(image, row, row + rowDestination)) >>> 0;
  }
  for (let at: u32 = first; at < end; at += 4) {
    const row: u32 = ld32(at);
    const family: u32 = (ld32(row + rowKind) >>> 8) & 255;
    st32(row + rowSourcePlace, placeOf(image, family, row + rowSource));
    st32(row + rowDestinationPlace, placeOf(image, family, row + rowDestination));
    st32(row + rowPlaceImage, image);
  }
  return sum;
}

/** The first word that is read of the index for an address. */
function touchIndex(image: u32, row: u32, address: u32): u32 {
  if (((ld32(row + rowKind) >>> 8) & 255) === 4)
    return ld32(image + ld32(image + imageRoot4) + ((ld32(address + 12) >>> 16) << 2));
  const number: u32 =
    prefixHash6(address, ld32(image + ld32(image + imageLengths6))) & ld32(image + imageMask6);
  return ld32(image + ld32(image + imagePrefixes6) + mul32(number, prefix6Bytes));
}

/** Reads what the tables of the lane say of the rows of the list that have places. Returns a number without meaning. */
export function touchAnswers(openers: u32, lane: u32): u32 {
  const image: u32 = ld32(lane + laneImage);
  if (image === 0) return 0;
  const first: u32 = openers + 4;
  const end: u32 = first + (ld32(openers) << 2);
  let sum: u32 = 0;
  for (let at: u32 = first; at < end; at += 4) {
    const row: u32 = ld32(at);
    if (ld32(row + rowPlaceImage) !== image) return sum;
    sum = (sum + ld32(ld32(row + rowSourcePlace)) + ld32(ld32(row + rowDestinationPlace))) >>> 0;
  }
  for (let step: u32 = 0; step < 3; step++) {
    for (let at: u32 = first; at < end; at += 4) sum = (sum + touchTables(image, ld32(at), step)) >>> 0;
  }
  return sum;
}

function touchTables(image: u32, row: u32, step: u32): u32 {
  const source: u32 = ld32(row + rowSourcePlace);
  const destination: u32 = ld32(row + rowDestinationPlace);
  const traffic: u32 = trafficClass(image, row, ld32(row + rowKind) & 255);
  const egress: u32 = touchTable(
    image,
    ld32(source + placeEgress),
    ld32(destination + placeClass),
    traffic,
    step,
  );
  return (
    egress + touchTable(image, ld32(destination + placeIngress), ld32(source + placeClass), traffic, step)
  );
}

/** Steps: which row; the row; its signature. Each needs what the one before has read. */
function touchTable(image: u32, table: u32, peer: u32, traffic: u32, step: u32): u32 {
  if (table === 0) return 0;
  const row: u32 = rowOf(image, table, peer);
  if (step === 0) return row;
  if (step === 1) return ld32(row);
  return ld16(image + ld32(row + 4) + traffic * 2) + ld32(image + ld32(row));
}
