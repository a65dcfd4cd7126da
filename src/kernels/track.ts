import { directionOf, unrepliedPhase } from './datagram.ts';
import { endingsRow } from './endings.ts';
import { endFlowOf } from './flow-end.ts';
import { differs, findFlow, flowAt, notFound, protocolOf } from './flow-find.ts';
import {
  flowLast,
  flowState,
  stateMidstream,
  statePhase,
  stateSeen,
  sweepInterval,
  tableClock,
  tableCounts,
  tableEndings,
  tableMayEnd,
  tableMinimumTimeToLive,
  tablePackets,
  tableRows,
  tableTimeouts,
  tableTolerant,
  tableUsed,
} from './flow-layout.ts';
import { openAssociation, openDatagram, openTcp } from './flow-open.ts';
import { ensureHash } from './hash-rows.ts';
import { rowBytes, rowHint, rowStatus, rowTime, statusNonIp, statusTracked } from './layout.ts';
import { ld32, ldf64, mul32, st32, stf64 } from './mem.ts';
import { count, noFlow, openFlowOf, takeSegment } from './open-flow.ts';
import { outcomeAccepted, outcomeInvalid, outcomeStop } from './outcome.ts';
import { updateSctp } from './sctp-track.ts';
import { isExpired, isSomeoneExpired, sweep } from './sweep.ts';
import { setPhase } from './tcp-flow.ts';
import { updateTcp } from './tcp-track.ts';
import { wordInvalid, wordMidstream, wordNonIp, wordOf, wordStop } from './track-word.ts';

const protocolTcp: u32 = 6;
const protocolSctp: u32 = 132;

/**
 * Conntrack.track for the rows `from`..`to` in their order, on the memory of its table, which begins at `table`. Writes
 * a word for each at `out` + 4 * index: TrackState | direction << 3 | midstream << 4 | slot << 5. Stops before the first
 * row that it leaves to Conntrack, and returns its index; `to` if there was none. Hashes that are there must be
 * those of the table's seed. Where there is a list of endings, it begins empty, and the rows are 128 at the most.
 */
export function track(rows: u32, from: u32, to: u32, out: u32, table: u32): u32 {
  if (ld32(table + tableMinimumTimeToLive) !== 0) return from;
  const endings: u32 = ld32(table + tableEndings);
  let row: u32 = rows + mul32(from, rowBytes);
  for (let index: u32 = from; index < to; index++) {
    const status: u32 = ld32(row + rowStatus) & 0xffff;
    let word: u32 = wordNonIp;
    if (status !== statusNonIp) {
      if (status !== statusTracked) return index;
      if (endings !== 0) st32(endings + endingsRow, index);
      word = trackRow(row, table);
      if (word === wordStop) return index;
    }
    st32(out + (index << 2), word);
    row += rowBytes;
  }
  return to;
}

/** What track() writes of a row that is tracked; `wordStop` if it is for Conntrack. */
export function trackRow(row: u32, table: u32): u32 {
  // Time never runs back.
  const clock: f64 = ldf64(table + tableClock);
  const time: f64 = ldf64(row + rowTime);
  const now: f64 = time > clock ? time : clock;
  const packets: u32 = (ld32(table + tablePackets) + 1) >>> 0;
  const isSweepDue: boolean = packets % sweepInterval === 0;
  if (isSweepDue) {
    if (mustStop(table, now)) return wordStop;
  }
  let word: u32 = followOpen(row, table, now);
  if (word === wordStop) word = follow(row, table, now);
  if (word === wordStop) return wordStop;
  stf64(table + tableClock, now);
  st32(table + tablePackets, packets);
  if (isSweepDue) sweep(table, now);
  return word;
}

/** A sweep that would end a flow of which somebody must be told is for Conntrack. */
function mustStop(table: u32, now: f64): boolean {
  return ld32(table + tableMayEnd) === 0 ? isSomeoneExpired(table, now) : false;
}

/** What follow() would do with the bulk of traffic; anything else gets wordStop here and must be given to follow(). */
function followOpen(row: u32, table: u32, now: f64): u32 {
  const flow: u32 = openFlowOf(row, table + tableRows, ld32(table + tableUsed));
  if (flow === noFlow) return wordStop;
  const direction: u32 = takeSegment(row, flow, table + tableTimeouts, ld32(table + tableTolerant), now);
  if (direction === differs) return wordStop;
  if (ld32(table + tableCounts) !== 0) count(flow, direction, row);
  return wordOf(ld32(row + rowHint) - 1, direction);
}

function follow(row: u32, table: u32, now: f64): u32 {
  const protocol: u32 = protocolOf(row);
  const found: u32 = findFlow(row, table);
  if (found === notFound) return openFlow(protocol, row, table, now);
  const slot: u32 = found >>> 1;
  const flow: u32 = flowAt(table, slot);
  if (isExpired(flow, ld32(flow + flowState) & statePhase, table, now)) {
    if (ld32(table + tableMayEnd) === 0) return wordStop;
    // If the packet is left to Conntrack all the same, that would have ended the flow too.
    ensureHash(row, table);
    endFlowOf(row, slot, table);
    return openFlow(protocol, row, table, now);
  }
  if (protocol === protocolTcp) {
    const direction: u32 = found & 1;
    const outcome: u32 = updateTcp(flow, direction, row, ld32(table + tableTolerant));
    return settle(outcome, flow, slot, direction, row, table, now);
  }
  if (protocol === protocolSctp) {
    const direction: u32 = found & 1;
    return settle(updateSctp(flow, direction, row), flow, slot, direction, row, table, now);
  }
  const direction: u32 = directionOf(row, found & 1);
  if (direction !== 0) setPhase(flow, unrepliedPhase(row) + 1);
  return settle(outcomeAccepted, flow, slot, direction, row, table, now);
}

function openFlow(protocol: u32, row: u32, table: u32, now: f64): u32 {
  if (protocol === protocolTcp) return openTcp(row, table, now);
  return protocol === protocolSctp ? openAssociation(row, table, now) : openDatagram(row, table, now);
}

function settle(outcome: u32, flow: u32, slot: u32, direction: u32, row: u32, table: u32, now: f64): u32 {
  if (outcome === outcomeStop) return wordStop;
  if (outcome === outcomeInvalid) return wordInvalid;
  if (outcome === outcomeAccepted) stf64(flow + flowLast, now);
  st32(flow + flowState, ld32(flow + flowState) | (stateSeen << direction));
  if (ld32(table + tableCounts) !== 0) count(flow, direction, row);
  const isMidstream: boolean = (ld32(flow + flowState) & stateMidstream) !== 0;
  return wordOf(slot, direction) | (isMidstream ? wordMidstream : 0);
}
