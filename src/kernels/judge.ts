import { checksumHigh, checksumWord } from './checksum-word.ts';
import { outcomeOf } from './classify.ts';
import { flagGoverned, placeFlags } from './image-layout.ts';
import {
  laneChecksumHigh,
  laneChecksumLow,
  laneFull,
  laneImage,
  laneNonIp,
  laneOutcomes,
  laneRefused,
  laneSlotShift,
  laneSlots,
  laneUngoverned,
  outcomeCaptured,
  outcomeFlows,
  outcomeMixed,
  outcomeNumber,
  outcomePackets,
  outcomeShift,
  outcomeUnrecorded,
  slotCaptured,
  slotMixed,
  slotMost,
  slotPackets,
} from './lane-layout.ts';
import { rowBytes, rowCaptured, rowHint } from './layout.ts';
import { ld32, ldf64, min32, mul32, st32, stf64, toF64 } from './mem.ts';
import { mixWord } from './mix.ts';
import { destinationPlace, sourcePlace } from './places.ts';
import { wordFull } from './track-word.ts';

/** What the track kernel writes of a packet: state, and the slot above these bits. All ones: no IP. */
const untracked: u32 = 0xffffffff;
const stateBits: u32 = 7;
const stateNew: u32 = 0;
/** States of packets of flows that are known: from 1, so many. */
const knownStates: u32 = 3;
const stateInvalid: u32 = 4;
const wordShift: u32 = 5;

/**
 * Gives the packets of the rows `from` to `to` (exclusive) their outcome in a lane, in order, and counts them.
 * `tracked` is what the track kernel wrote, a word a row from row 0 on; `outcomes` takes a word a row. `index` (low and
 * high word) is that of row 0 in the replay. Returns the first row for which TypeScript must be asked, or `to`.
 */
export function judge(
  rows: u32,
  from: u32,
  to: u32,
  tracked: u32,
  outcomes: u32,
  lane: u32,
  indexLow: u32,
  indexHigh: u32,
): u32 {
  const slots: u32 = ld32(lane + laneSlots);
  const shift: u32 = ld32(lane + laneSlotShift);
  const thisAbove: u32 = mixWord(indexHigh);
  const nextAbove: u32 = mixWord((indexHigh + 1) >>> 0);
  let row: u32 = rows + mul32(from, rowBytes);
  for (let i: u32 = from; i < to; i++) {
    const word: u32 = ld32(tracked + (i << 2));
    const index: u32 = (indexLow + i) >>> 0;
    const above: u32 = index < indexLow ? nextAbove : thisAbove;
    const outcome: u32 = judgeRow(row, word, slots, shift, lane, index, above);
    if (outcome === 0) return i;
    st32(outcomes + (i << 2), outcome);
    row += rowBytes;
  }
  return to;
}

/**
 * Gives one packet its outcome in a lane, whose slots begin at `slots`, and counts it. `word` is what the track kernel
 * says of it, `index` the low word of its index, and `above` the high word, mixed. 0: TypeScript must be asked, and nothing
 * was changed.
 */
export function judgeRow(
  row: u32,
  word: u32,
  slots: u32,
  shift: u32,
  lane: u32,
  index: u32,
  above: u32,
): u32 {
  const slot: u32 = slots + ((word >>> wordShift) << shift);
  const isKnown: boolean = ((word & stateBits) - 1) >>> 0 < knownStates;
  const outcome: u32 = isKnown ? ld32(slot) : outcomeOfOther(word, row, lane);
  // None, or one that says more than a number.
  if ((outcome - 1) >>> 0 >= outcomeUnrecorded - 1) return 0;
  let mixed: u32 = 0;
  if (isKnown) {
    countInSlot(slot, row, lane);
    mixed = ld32(slot + slotMixed);
  } else mixed = countOther(slot, outcome, word, row, lane);
  addToChecksum(lane, mixed, index, above);
  return outcome;
}

/** Of what was decided for the packet with this index, whose high word is `above` mixed. */
function addToChecksum(lane: u32, what: u32, index: u32, above: u32): void {
  const low: u32 = ld32(lane + laneChecksumLow);
  const word: u32 = checksumWord(what, index, above);
  const sum: u32 = (low + word) >>> 0;
  const over: u32 = sum < word ? 1 : 0;
  st32(lane + laneChecksumLow, sum);
  st32(lane + laneChecksumHigh, (ld32(lane + laneChecksumHigh) + checksumHigh(what, word) + over) >>> 0);
}

/** Counts a packet that belongs to no flow that is known. Gives the mixed word of its outcome. */
function countOther(slot: u32, outcome: u32, word: u32, row: u32, lane: u32): u32 {
  const records: u32 = ld32(lane + laneOutcomes);
  const record: u32 = records + (outcome << outcomeShift);
  if ((word & stateBits) === stateNew) takeSlot(slot, outcome, record, row, records);
  else countInRecord(record, 1, toF64(ld32(row + rowCaptured)));
  return ld32(record + outcomeMixed);
}

/** Of a packet that belongs to no flow that is known. */
function outcomeOfOther(word: u32, row: u32, lane: u32): u32 {
  if ((word & stateBits) === stateNew) return outcomeOf(row, lane);
  if (word === untracked) return ld32(lane + laneNonIp);
  if ((word & stateBits) !== stateInvalid) return 0;
  return outcomeOfInvalid(row, word === wordFull ? laneFull : laneRefused, lane);
}

/** Counts a packet where the flow's next one will be counted too: records are many and far apart. */
function countInSlot(slot: u32, row: u32, lane: u32): void {
  const captured: u32 = (ld32(slot + slotCaptured) + ld32(row + rowCaptured)) >>> 0;
  st32(slot + slotPackets, ld32(slot + slotPackets) + 1);
  st32(slot + slotCaptured, captured);
  if (captured >= slotMost) addUp(slot, ld32(lane + laneOutcomes));
}

/** Adds what a slot has counted to its record. */
function addUp(slot: u32, records: u32): void {
  const record: u32 = records + ((ld32(slot) & outcomeNumber) << outcomeShift);
  countInRecord(record, toF64(ld32(slot + slotPackets)), toF64(ld32(slot + slotCaptured)));
  st32(slot + slotPackets, 0);
  st32(slot + slotCaptured, 0);
}

function countInRecord(record: u32, packets: f64, captured: f64): void {
  stf64(record + outcomePackets, ldf64(record + outcomePackets) + packets);
  stf64(record + outcomeCaptured, ldf64(record + outcomeCaptured) + captured);
}

/** A flow opens in a slot, which may have been another's. */
function takeSlot(slot: u32, outcome: u32, record: u32, row: u32, records: u32): void {
  if (ld32(slot + slotPackets) !== 0) addUp(slot, records);
  st32(slot, outcome);
  st32(slot + slotMixed, ld32(record + outcomeMixed));
  st32(slot + slotPackets, 1);
  st32(slot + slotCaptured, ld32(row + rowCaptured));
  stf64(record + outcomeFlows, ldf64(record + outcomeFlows) + 1);
}

/**
 * Reads what the flows at which the rows' hints point (flow-find.ts) have in a lane, so that the cache misses overlap.
 * There are so many `used` slots. Returns a number without meaning.
 */
export function touchOutcomes(rows: u32, from: u32, to: u32, lane: u32, used: u32): u32 {
  const slots: u32 = ld32(lane + laneSlots);
  const shift: u32 = ld32(lane + laneSlotShift);
  const end: u32 = rows + to * rowBytes;
  let sum: u32 = 0;
  for (let row: u32 = rows + from * rowBytes; row < end; row = row + rowBytes) {
    // Without a flow the slot behind the last one is read.
    const slot: u32 = min32((ld32(row + rowHint) - 1) >>> 0, used);
    sum = (sum + ld32(slots + (slot << shift))) >>> 0;
  }
  return sum;
}

/** A packet that fits no connection, or for which there is no room, is dropped where policies govern one of its ends. */
function outcomeOfInvalid(row: u32, refused: u32, lane: u32): u32 {
  const image: u32 = ld32(lane + laneImage);
  if (image === 0) return 0;
  const source: u32 = sourcePlace(image, row);
  const destination: u32 = destinationPlace(image, row);
  const flags: u32 = ld32(source + placeFlags) | ld32(destination + placeFlags);
  return ld32(lane + ((flags & flagGoverned) !== 0 ? refused : laneUngoverned));
}
