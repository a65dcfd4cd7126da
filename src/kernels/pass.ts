/** All that is done with the packets of one lane of which nobody is told: they are tracked and judged, one by one. */
import { touchAnswersBefore } from './answers-ahead.ts';
import { sweepInterval, tableMinimumTimeToLive, tablePackets } from './flow-layout.ts';
import { judgeRow } from './judge.ts';
import { laneSlotShift, laneSlots, laneTouched } from './lane-layout.ts';
import { rowBytes, rowStatus, statusNonIp, statusTracked } from './layout.ts';
import { ld32, min32, mul32, st32 } from './mem.ts';
import { mixWord } from './mix.ts';
import { setTouchedBefore, touchedBefore } from './openers.ts';
import { passOpen } from './pass-open.ts';
import { touchedRows, touchListed } from './touch.ts';
import { trackRow } from './track.ts';
import { wordNonIp, wordStop } from './track-word.ts';

/** Of the number of a row: a batch has mostRows, 8192, at the most. */
export const passedShift: u32 = 14;

/**
 * What track() and judge() do with the rows `from`..`to`, and touchRows() and touchAnswers() before them, for the lane that
 * has its slots in the rows of the flow table. Stops where either would. Returns the number of the first row that is not
 * tracked << passedShift | that of the first that is not judged; these are the same, or the one behind. The word of a row that is
 * tracked only is at `tracked`, as track() writes it.
 */
export function pass(
  rows: u32,
  from: u32,
  to: u32,
  tracked: u32,
  table: u32,
  lane: u32,
  openers: u32,
  indexLow: u32,
  indexHigh: u32,
): u32 {
  if (ld32(table + tableMinimumTimeToLive) !== 0) return upTo(from, from);
  let sum: u32 = 0;
  let reached: u32 = upTo(from, from);
  let end: u32 = min32(touchedBefore(openers), to);
  for (let at: u32 = from; at < to; at = end) {
    // Behind a row that was left to others the rest of the block has been read ahead already.
    if (end <= at) {
      end = min32(at + touchedRows, to);
      sum = (sum + touchListed(rows, at, end, table, openers)) >>> 0;
      sum = (sum + touchAnswersBefore(rows + mul32(end, rowBytes), openers, lane)) >>> 0;
      setTouchedBefore(openers, end);
    }
    reached = passRows(rows, at, end, tracked, table, lane, indexLow, indexHigh);
    if (reached !== upTo(end, end)) break;
  }
  st32(lane + laneTouched, sum);
  return reached;
}

function upTo(tracked: u32, judged: u32): u32 {
  return (tracked << passedShift) | judged;
}

function passRows(
  rows: u32,
  from: u32,
  to: u32,
  tracked: u32,
  table: u32,
  lane: u32,
  indexLow: u32,
  indexHigh: u32,
): u32 {
  const slots: u32 = ld32(lane + laneSlots);
  const shift: u32 = ld32(lane + laneSlotShift);
  const end: u32 = rows + mul32(to, rowBytes);
  let row: u32 = rows + mul32(from, rowBytes);
  while (row !== end) {
    const first: u32 = (row - rows) / rowBytes;
    row = passRun(row, end, table, lane, (indexLow + first) >>> 0, indexLow, indexHigh);
    if (row === end) break;
    const i: u32 = (row - rows) / rowBytes;
    const word: u32 = trackAny(row, table);
    if (word === wordStop) return upTo(i, i);
    const index: u32 = (indexLow + i) >>> 0;
    const above: u32 = mixedAbove(index, indexLow, indexHigh);
    if (judgeRow(row, word, slots, shift, lane, index, above) === 0) {
      st32(tracked + (i << 2), word);
      return upTo(i + 1, i);
    }
    row += rowBytes;
  }
  return upTo(to, to);
}

/** As many ordinary packets as come before a sweep is due, from `row` on. Returns the row behind. */
function passRun(row: u32, end: u32, table: u32, lane: u32, index: u32, indexLow: u32, indexHigh: u32): u32 {
  const untilSweep: u32 = sweepInterval - 1 - (ld32(table + tablePackets) % sweepInterval);
  const count: u32 = min32((end - row) / rowBytes, untilSweep);
  // The low word of the index may begin anew.
  if (index > 0xffffffff - count) return row;
  const last: u32 = row + mul32(count, rowBytes);
  return passOpen(row, last, table, lane, index, mixedAbove(index, indexLow, indexHigh));
}

function trackAny(row: u32, table: u32): u32 {
  const status: u32 = ld32(row + rowStatus) & 0xffff;
  if (status === statusNonIp) return wordNonIp;
  return status === statusTracked ? trackRow(row, table) : wordStop;
}

/** The high word of an index, of which the low word is `index` and that of the first row `indexLow`, mixed. */
function mixedAbove(index: u32, indexLow: u32, indexHigh: u32): u32 {
  return mixWord(index < indexLow ? (indexHigh + 1) >>> 0 : indexHigh);
}
