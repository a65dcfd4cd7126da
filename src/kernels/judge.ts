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
  laneSlots,
  laneUngoverned,
  outcomeCaptured,
  outcomeFlows,
  outcomeMixed,
  outcomePackets,
  outcomeShift,
  outcomeUnrecorded,
} from './lane-layout.ts';
import { rowBytes, rowCaptured, rowDestination, rowHint, rowKind, rowSource } from './layout.ts';
import { ld32, ldf64, mul32, st32, stf64, toF64 } from './mem.ts';
import { mixWord, placeOf } from './places.ts';
import { wordFull } from './track-word.ts';

/** What the track kernel writes of a packet: state, and the slot above these bits. All ones: no IP. */
const untracked: u32 = 0xffffffff;
const stateBits: u32 = 7;
const stateNew: u32 = 0;
const stateInvalid: u32 = 4;
const slotShift: u32 = 5;

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
  const records: u32 = ld32(lane + laneOutcomes);
  let low: u32 = ld32(lane + laneChecksumLow);
  let high: u32 = ld32(lane + laneChecksumHigh);
  const thisAbove: u32 = mixWord(indexHigh);
  const nextAbove: u32 = mixWord((indexHigh + 1) >>> 0);
  let i: u32 = from;
  while (i < to) {
    const row: u32 = rows + i * rowBytes;
    const word: u32 = ld32(tracked + (i << 2));
    const state: u32 = word & stateBits;
    const slot: u32 = slots + ((word >>> slotShift) << 2);
    let outcome: u32 = 0;
    if (word === untracked) outcome = ld32(lane + laneNonIp);
    else if (state === stateNew) outcome = outcomeOf(row, lane);
    else if (state === stateInvalid)
      outcome = outcomeOfInvalid(row, word === wordFull ? laneFull : laneRefused, lane);
    else outcome = ld32(slot);
    if (outcome === 0) break;
    if (outcome >= outcomeUnrecorded) break;
    const record: u32 = records + (outcome << outcomeShift);
    if (state === stateNew) {
      st32(slot, outcome);
      stf64(record + outcomeFlows, ldf64(record + outcomeFlows) + 1);
    }
    st32(outcomes + (i << 2), outcome);
    stf64(record + outcomePackets, ldf64(record + outcomePackets) + 1);
    stf64(record + outcomeCaptured, ldf64(record + outcomeCaptured) + toF64(ld32(row + rowCaptured)));
    const index: u32 = (indexLow + i) >>> 0;
    const above: u32 = index < indexLow ? nextAbove : thisAbove;
    const what: u32 = ld32(record + outcomeMixed);
    const mixed: u32 = mixWord(mul32(index, 0x9e3779b1) ^ above ^ what);
    low = (low + mixed) >>> 0;
    const over: u32 = low < mixed ? 1 : 0;
    high = (high + mul32(mixed ^ what, 0x85ebca6b) + over) >>> 0;
    i = i + 1;
  }
  st32(lane + laneChecksumLow, low);
  st32(lane + laneChecksumHigh, high);
  return i;
}

/**
 * Reads the outcomes of the flows at which the rows' hints point (flow-find.ts), then their records, so that the cache
 * misses overlap. There are so many `used` slots. Returns a number without meaning.
 */
export function touchOutcomes(rows: u32, from: u32, to: u32, lane: u32, used: u32): u32 {
  const slots: u32 = ld32(lane + laneSlots);
  const records: u32 = ld32(lane + laneOutcomes);
  const first: u32 = rows + from * rowBytes;
  const end: u32 = rows + to * rowBytes;
  let sum: u32 = 0;
  for (let row: u32 = first; row < end; row = row + rowBytes) {
    const slot: u32 = (ld32(row + rowHint) - 1) >>> 0;
    if (slot < used) sum = (sum + ld32(slots + (slot << 2))) >>> 0;
  }
  for (let row: u32 = first; row < end; row = row + rowBytes) {
    const slot: u32 = (ld32(row + rowHint) - 1) >>> 0;
    if (slot >= used) continue;
    const outcome: u32 = ld32(slots + (slot << 2));
    if (outcome < outcomeUnrecorded) sum = (sum + ld32(records + (outcome << outcomeShift))) >>> 0;
  }
  return sum;
}

/** A packet that fits no connection, or for which there is no room, is dropped where policies govern one of its ends. */
function outcomeOfInvalid(row: u32, refused: u32, lane: u32): u32 {
  const image: u32 = ld32(lane + laneImage);
  if (image === 0) return 0;
  const family: u32 = (ld32(row + rowKind) >>> 8) & 255;
  const source: u32 = placeOf(image, family, row + rowSource);
  const destination: u32 = placeOf(image, family, row + rowDestination);
  const flags: u32 = ld32(source + placeFlags) | ld32(destination + placeFlags);
  return ld32(lane + ((flags & flagGoverned) !== 0 ? refused : laneUngoverned));
}
