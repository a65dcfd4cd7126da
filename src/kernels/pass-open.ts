import { checksumHigh, checksumWord } from './checksum-word.ts';
import { differs } from './flow-find.ts';
import {
  flowLane,
  tableClock,
  tableCounts,
  tablePackets,
  tableRows,
  tableTimeouts,
  tableTolerant,
  tableUsed,
} from './flow-layout.ts';
import {
  laneChecksumHigh,
  laneChecksumLow,
  outcomeUnrecorded,
  slotCaptured,
  slotMixed,
  slotMost,
  slotPackets,
} from './lane-layout.ts';
import { rowBytes, rowCaptured, rowStatus, rowTime, statusTracked } from './layout.ts';
import { ld32, ldf64, st32, stf64 } from './mem.ts';
import { count, noFlow, openFlowOf, takeSegment } from './open-flow.ts';

/**
 * Tracks and judges the rows from `first` on, before `end`, as long as they are such segments as openFlowOf() is for, and
 * of flows whose outcome is known; returns the row behind. The lane has its slots in the rows of the flow table. No sweep is
 * due, and the high word of the rows' indexes, `above` when it is mixed, stays. Nothing is called here, and nothing is written before
 * all is known to be ordinary; results are those of trackRow() and judgeRow().
 */
export function passOpen(first: u32, end: u32, table: u32, lane: u32, index: u32, above: u32): u32 {
  const flows: u32 = table + tableRows;
  const used: u32 = ld32(table + tableUsed);
  const tolerant: u32 = ld32(table + tableTolerant);
  const counts: u32 = ld32(table + tableCounts);
  const timeouts: u32 = table + tableTimeouts;
  let clock: f64 = ldf64(table + tableClock);
  let low: u32 = ld32(lane + laneChecksumLow);
  let high: u32 = ld32(lane + laneChecksumHigh);
  let row: u32 = first;
  let at: u32 = index;
  while (row !== end) {
    if ((ld32(row + rowStatus) & 0xffff) !== statusTracked) break;
    const flow: u32 = openFlowOf(row, flows, used);
    if (flow === noFlow) break;
    const slot: u32 = flow + flowLane;
    if ((ld32(slot) - 1) >>> 0 >= outcomeUnrecorded - 1) break;
    const captured: u32 = (ld32(slot + slotCaptured) + ld32(row + rowCaptured)) >>> 0;
    if (captured >= slotMost) break;
    // Time never runs back.
    const time: f64 = ldf64(row + rowTime);
    const now: f64 = time > clock ? time : clock;
    const direction: u32 = takeSegment(row, flow, timeouts, tolerant, now);
    if (direction === differs) break;
    if (counts !== 0) count(flow, direction, row);
    clock = now;
    st32(slot + slotPackets, ld32(slot + slotPackets) + 1);
    st32(slot + slotCaptured, captured);
    const what: u32 = ld32(slot + slotMixed);
    const word: u32 = checksumWord(what, at, above);
    low = (low + word) >>> 0;
    high = (high + checksumHigh(what, word) + (low < word ? 1 : 0)) >>> 0;
    at++;
    row += rowBytes;
  }
  stf64(table + tableClock, clock);
  st32(table + tablePackets, ld32(table + tablePackets) + (row - first) / rowBytes);
  st32(lane + laneChecksumLow, low);
  st32(lane + laneChecksumHigh, high);
  return row;
}
