/** What rows that open flows will need of an image, looked up and read before they are judged, so that the misses overlap. */
import { isOrigin } from './answered.ts';
import { familyOf } from './flow-find.ts';
import {
  imageRoot4,
  placeClass,
  placeEgress,
  placeForwardedEgress,
  placeForwardedIngress,
  placeIngress,
} from './image-layout.ts';
import { firstCell6 } from './index6.ts';
import {
  laneAnswers,
  laneAnswersMask,
  laneImage,
  laneNothing,
  laneOrigins,
  laneOutcomes,
  originShift,
  outcomeShift,
} from './lane-layout.ts';
import {
  openersScratch,
  rowDestination,
  rowDestinationPlace,
  rowKind,
  rowOutcome,
  rowPlaceImage,
  rowSource,
  rowSourcePlace,
} from './layout.ts';
import { ld16, ld32, min32, st32 } from './mem.ts';
import { keyHash } from './mix.ts';
import { listRows, nextOpeners, noOpeners, openersAtOnce } from './openers.ts';
import { placeOf } from './places.ts';
import { answer, answerOf, areInTables, rowOf, trafficClass } from './tables.ts';
import { hasTrees } from './trees.ts';

/**
 * Looks up the places of the rows of the list that stand before `end`, and of some behind, in the image of the lane, and
 * their outcomes. Returns a number without meaning.
 */
export function touchAnswersBefore(end: u32, openers: u32, lane: u32): u32 {
  let sum: u32 = 0;
  for (let from: u32 = nextOpeners(end, openers); from !== noOpeners; from = nextOpeners(end, openers)) {
    sum = (sum + touchAnswers(openers, from, lane)) >>> 0;
  }
  return sum;
}

/**
 * Looks up the places of rows of the list in the image of the lane, from number `from` on, openersAtOnce of them, unless
 * another lane did, and their outcomes. A row says of which image its places are. Each step is done for all of them, and
 * needs what the one before has read. Returns a number without meaning.
 */
export function touchAnswers(openers: u32, from: u32, lane: u32): u32 {
  const image: u32 = ld32(lane + laneImage);
  if (image === 0) return 0;
  const first: u32 = openers + listRows + (from << 2);
  const last: u32 = openers + listRows + (min32(from + openersAtOnce, ld32(openers)) << 2);
  const asked: u32 = openers + openersScratch;
  let sum: u32 = touchRoots(first, last, image);
  const end: u32 = place(first, last, image);
  sum = (sum + touchPlaces(first, end)) >>> 0;
  // Trees are walked when a row is judged.
  if (hasTrees(image)) return sum;
  findRows(first, end, image, asked);
  sum = (sum + touchTables(end - first, image, asked)) >>> 0;
  ask(first, end, image, lane, asked);
  return (sum + answerRows(first, end, lane, asked)) >>> 0;
}

/** The first words that are read of the index. */
function touchRoots(first: u32, end: u32, image: u32): u32 {
  const root: u32 = image + ld32(image + imageRoot4);
  let sum: u32 = 0;
  for (let at: u32 = first; at < end; at += 4) {
    const row: u32 = ld32(at);
    let source: u32 = root + ((ld32(row + rowSource + 12) >>> 16) << 2);
    let destination: u32 = root + ((ld32(row + rowDestination + 12) >>> 16) << 2);
    if (familyOf(row) !== 4) {
      source = firstCell6(image, row + rowSource);
      destination = firstCell6(image, row + rowDestination);
    }
    sum = (sum + ld32(source) + ld32(destination)) >>> 0;
  }
  return sum;
}

/** Gives the end of the rows whose places are of this image. */
function place(first: u32, end: u32, image: u32): u32 {
  for (let at: u32 = first; at < end; at += 4) {
    const row: u32 = ld32(at);
    if (ld32(row + rowPlaceImage) === 0) placeRow(image, row);
    if (ld32(row + rowPlaceImage) !== image) return at;
  }
  return end;
}

function placeRow(image: u32, row: u32): void {
  const family: u32 = familyOf(row);
  st32(row + rowSourcePlace, placeOf(image, family, row + rowSource));
  st32(row + rowDestinationPlace, placeOf(image, family, row + rowDestination));
  st32(row + rowPlaceImage, image);
  st32(row + rowOutcome, 0);
}

function touchPlaces(first: u32, end: u32): u32 {
  let sum: u32 = 0;
  for (let at: u32 = first; at < end; at += 4) {
    const row: u32 = ld32(at);
    sum = (sum + ld32(ld32(row + rowSourcePlace)) + ld32(ld32(row + rowDestinationPlace))) >>> 0;
  }
  return sum;
}

/**
 * What is kept of a row meanwhile: the answers of the four sides, the cell where their record is looked for first, the
 * traffic class, and the rows of the tables of its ends (table 0, which nobody has, where an end has none).
 */
const askedBytes: u32 = 32;
const askedShift: u32 = 3;
const askedCell: u32 = 16;
const askedTraffic: u32 = 20;
const askedEgress: u32 = 24;
const askedIngress: u32 = 28;

function findRows(first: u32, end: u32, image: u32, scratch: u32): void {
  let asked: u32 = scratch;
  for (let at: u32 = first; at < end; at += 4) {
    const row: u32 = ld32(at);
    const source: u32 = ld32(row + rowSourcePlace);
    const destination: u32 = ld32(row + rowDestinationPlace);
    const egress: u32 = rowOf(image, ld32(source + placeEgress), ld32(destination + placeClass));
    const ingress: u32 = rowOf(image, ld32(destination + placeIngress), ld32(source + placeClass));
    st32(asked + askedEgress, egress);
    st32(asked + askedIngress, ingress);
    st32(asked + askedTraffic, trafficClass(image, row, ld32(row + rowKind) & 255));
    asked += askedBytes;
  }
}

/** `bytes` of the list. */
function touchTables(bytes: u32, image: u32, scratch: u32): u32 {
  const end: u32 = scratch + (bytes << askedShift);
  let sum: u32 = 0;
  for (let asked: u32 = scratch; asked < end; asked += askedBytes) {
    const traffic: u32 = ld32(asked + askedTraffic);
    sum = (sum + touchAnswer(image, ld32(asked + askedEgress), traffic)) >>> 0;
    sum = (sum + touchAnswer(image, ld32(asked + askedIngress), traffic)) >>> 0;
  }
  return sum;
}

function touchAnswer(image: u32, row: u32, traffic: u32): u32 {
  return ld16(image + ld32(row + 4) + traffic * 2) + ld32(image + ld32(row));
}

/** Writes what the four sides answer, and the cell; one that says 0 where the tables do not decide. */
function ask(first: u32, end: u32, image: u32, lane: u32, scratch: u32): void {
  const answers: u32 = ld32(lane + laneAnswers);
  const mask: u32 = ld32(lane + laneAnswersMask);
  let asked: u32 = scratch;
  for (let at: u32 = first; at < end; at += 4) {
    const source: u32 = ld32(ld32(at) + rowSourcePlace);
    const destination: u32 = ld32(ld32(at) + rowDestinationPlace);
    let cell: u32 = lane + laneNothing;
    if (areInTables(image, source, destination) !== 0) {
      const hash: u32 = askTables(image, source, destination, asked);
      cell = answers + ((hash & mask) << 2);
    }
    st32(asked + askedCell, cell);
    asked += askedBytes;
  }
}

/** Gives the hash of the answers. */
function askTables(image: u32, source: u32, destination: u32, asked: u32): u32 {
  const traffic: u32 = ld32(asked + askedTraffic);
  const from: u32 = ld32(source + placeClass);
  const to: u32 = ld32(destination + placeClass);
  const hasEgress: boolean = ld32(source + placeEgress) !== 0;
  const hasIngress: boolean = ld32(destination + placeIngress) !== 0;
  const k0: u32 = hasEgress ? answerOf(image, ld32(asked + askedEgress), traffic) : 0;
  const k1: u32 = answer(image, ld32(source + placeForwardedEgress), to, traffic);
  const k2: u32 = answer(image, ld32(destination + placeForwardedIngress), from, traffic);
  const k3: u32 = hasIngress ? answerOf(image, ld32(asked + askedIngress), traffic) : 0;
  st32(asked, k0);
  st32(asked + 4, k1);
  st32(asked + 8, k2);
  st32(asked + 12, k3);
  return keyHash(k0, k1, k2, k3);
}

/** Looks up the outcomes of rows whose cells are known. */
function answerRows(first: u32, end: u32, lane: u32, scratch: u32): u32 {
  const origins: u32 = ld32(lane + laneOrigins);
  const outcomes: u32 = ld32(lane + laneOutcomes);
  const behind: u32 = scratch + ((end - first) << askedShift);
  let sum: u32 = 0;
  for (let asked: u32 = scratch; asked < behind; asked += askedBytes) {
    sum = (sum + ld32(ld32(asked + askedCell))) >>> 0;
  }
  for (let asked: u32 = scratch; asked < behind; asked += askedBytes) {
    const number: u32 = ld32(ld32(asked + askedCell));
    sum = (sum + ld32(origins + (number << originShift)) + ld32(outcomes + (number << outcomeShift))) >>> 0;
  }
  let asked: u32 = scratch;
  for (let at: u32 = first; at < end; at += 4) {
    const number: u32 = ld32(ld32(asked + askedCell));
    const origin: u32 = origins + (number << originShift);
    const isIt: boolean = isOrigin(origin, ld32(asked), ld32(asked + 4), ld32(asked + 8), ld32(asked + 12));
    st32(ld32(at) + rowOutcome, isIt ? number : 0);
    asked += askedBytes;
  }
  return sum;
}
