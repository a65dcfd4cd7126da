import { addFlow, freeCell, hasSlot } from './flow-add.ts';
import { differs, directionOfKey, familyOf, findFlow, flowAt, notFound, protocolOf } from './flow-find.ts';
import {
  flowBytes,
  flowLast,
  flowPackets,
  flowState,
  phaseEstablished,
  phaseGeneric,
  phaseIcmp,
  phaseSynSent,
  phaseUdp,
  stateFin,
  stateKnown,
  stateLive,
  stateMidstream,
  statePhase,
  sweepInterval,
  sweepRows,
  tableClock,
  tableMinimumTimeToLive,
  tablePackets,
  tablePickup,
  tableSweepAt,
  tableTimeouts,
  tableTolerant,
  tableUsed,
} from './flow-layout.ts';
import {
  rowBytes,
  rowFlags,
  rowHint,
  rowIpLength,
  rowKind,
  rowPayloadLength,
  rowSequence,
  rowStatus,
  rowTime,
  rowWindow,
  statusNonIp,
  statusTracked,
} from './layout.ts';
import { ld32, ldf64, mul32, st32, stf64 } from './mem.ts';
import { outcomeAccepted, outcomeInvalid, outcomeStop } from './outcome.ts';
import {
  flagAck,
  flagFin,
  flagReset,
  flagSyn,
  segmentData,
  segmentKind,
  segmentSyn,
  segmentSynAck,
} from './segment.ts';
import { offeredWindow, setPhase, sideOf } from './tcp-flow.ts';
import { openBySyn } from './tcp-open.ts';
import { updateTcp } from './tcp-track.ts';
import { advanceReceiver, advanceSender, isInBounds } from './tcp-window.ts';

const protocolIcmp: u32 = 1;
const protocolTcp: u32 = 6;
const protocolUdp: u32 = 17;
const protocolIcmpv6: u32 = 58;
const protocolSctp: u32 = 132;
const protocolUdpLite: u32 = 136;

/** Result of a packet that is no IP packet: it has no connection and leaves the table as it is. */
const wordNonIp: u32 = 0xffffffff;
const wordMidstream: u32 = 0x10;
/** TrackState invalid, slot -1; the reason is `invalid-state`. */
const wordInvalid: u32 = 0xffffffe4;
/** No result: the packet is for Conntrack, and nothing was changed. No TrackState is 6. */
const wordStop: u32 = 0xfffffffe;

const controlFlags: u32 = flagFin | flagSyn | flagReset | flagAck;
/** Of a connection that both ends have opened and neither has closed. */
const openMask: u32 = stateLive | statePhase | stateMidstream | (3 * stateKnown) | (3 * stateFin);
const openState: u32 = stateLive | phaseEstablished | (3 * stateKnown);

/**
 * Conntrack.track for the rows `from`..`to` in their order, on the memory of its table, which begins at `table`. Writes
 * a word for each at `out` + 4 * index: TrackState | direction << 3 | midstream << 4 | slot << 5. Stops before the first
 * row that it leaves to Conntrack, and returns its index; `to` if there was none. To find a flow the rows' hashes must
 * be those of the table's seed.
 */
export function track(rows: u32, from: u32, to: u32, out: u32, table: u32): u32 {
  if (ld32(table + tableMinimumTimeToLive) !== 0) return from;
  let row: u32 = rows + mul32(from, rowBytes);
  for (let index: u32 = from; index < to; index++) {
    const status: u32 = ld32(row + rowStatus) & 0xffff;
    let word: u32 = wordNonIp;
    if (status !== statusNonIp) {
      if (status !== statusTracked) return index;
      word = trackRow(row, table);
      if (word === wordStop) return index;
    }
    st32(out + (index << 2), word);
    row += rowBytes;
  }
  return to;
}

function trackRow(row: u32, table: u32): u32 {
  // Time never runs back.
  const clock: f64 = ldf64(table + tableClock);
  const time: f64 = ldf64(row + rowTime);
  const now: f64 = time > clock ? time : clock;
  const packets: u32 = (ld32(table + tablePackets) + 1) >>> 0;
  if (packets % sweepInterval === 0) return trackWithSweep(row, table, now, packets);
  let word: u32 = followOpen(row, table, now);
  if (word === wordStop) word = follow(row, table, now);
  if (word === wordStop) return wordStop;
  stf64(table + tableClock, now);
  st32(table + tablePackets, packets);
  return word;
}

/** A sweep that would end a flow is for Conntrack. */
function trackWithSweep(row: u32, table: u32, now: f64, packets: u32): u32 {
  const used: u32 = ld32(table + tableUsed);
  if (isSomeoneExpired(table, used, now)) return wordStop;
  const word: u32 = follow(row, table, now);
  if (word === wordStop) return wordStop;
  stf64(table + tableClock, now);
  st32(table + tablePackets, packets);
  moveSweep(table, used);
  return word;
}

/**
 * The bulk of traffic: data and acknowledgements between ends that have opened a connection and not closed it. Does what
 * follow() would do with them; anything else gets wordStop here and must be given to follow().
 */
function followOpen(row: u32, table: u32, now: f64): u32 {
  if ((ld32(row + rowFlags) & controlFlags) !== flagAck) return wordStop;
  const slot: u32 = (ld32(row + rowHint) - 1) >>> 0;
  if (slot >= ld32(table + tableUsed)) return wordStop;
  const flow: u32 = flowAt(table, slot);
  if ((ld32(flow + flowState) & openMask) !== openState) return wordStop;
  const direction: u32 = directionOfKey(row, flow);
  if (direction === differs) return wordStop;
  if (isExpired(flow, phaseEstablished, table, now)) return wordStop;
  const sender: u32 = sideOf(flow, direction);
  const receiver: u32 = sideOf(flow, direction ^ 1);
  const end: u32 = (ld32(row + rowSequence) + ld32(row + rowPayloadLength)) >>> 0;
  if (!isInBounds(sender, receiver, row, end, ld32(table + tableTolerant))) return wordStop;
  const window: u32 = offeredWindow(flow, direction, row);
  advanceSender(sender, row, end, window);
  advanceReceiver(receiver, row, window);
  stf64(flow + flowLast, now);
  count(flow, direction, row);
  return wordOf(slot, direction);
}

function follow(row: u32, table: u32, now: f64): u32 {
  const protocol: u32 = protocolOf(row);
  if (protocol === protocolSctp) return wordStop;
  const found: u32 = findFlow(row, table);
  if (found === notFound)
    return protocol === protocolTcp ? openTcp(row, table, now) : openDatagram(row, table, now);
  const slot: u32 = found >>> 1;
  const flow: u32 = flowAt(table, slot);
  if (isExpired(flow, ld32(flow + flowState) & statePhase, table, now)) return wordStop;
  if (protocol === protocolTcp) {
    const direction: u32 = found & 1;
    const outcome: u32 = updateTcp(flow, direction, row, ld32(table + tableTolerant));
    return settle(outcome, flow, slot, direction, row, now);
  }
  const direction: u32 = directionOf(row, found & 1);
  if (direction !== 0) setPhase(flow, unrepliedPhase(row) + 1);
  return settle(outcomeAccepted, flow, slot, direction, row, now);
}

function settle(outcome: u32, flow: u32, slot: u32, direction: u32, row: u32, now: f64): u32 {
  if (outcome === outcomeStop) return wordStop;
  if (outcome === outcomeInvalid) return wordInvalid;
  if (outcome === outcomeAccepted) stf64(flow + flowLast, now);
  count(flow, direction, row);
  const isMidstream: boolean = (ld32(flow + flowState) & stateMidstream) !== 0;
  return wordOf(slot, direction) | (isMidstream ? wordMidstream : 0);
}

/** Counts a packet that may pass. */
function count(flow: u32, direction: u32, row: u32): void {
  const packets: u32 = flow + flowPackets + (direction << 2);
  const bytes: u32 = flow + flowBytes + (direction << 3);
  const length: f64 = ld32(row + rowIpLength);
  st32(packets, (ld32(packets) + 1) >>> 0);
  stf64(bytes, ldf64(bytes) + length);
}

/** TrackState original or reply. */
function wordOf(slot: u32, direction: u32): u32 {
  return (1 + direction * 9) | (slot << 5);
}

function openTcp(row: u32, table: u32, now: f64): u32 {
  const kind: u32 = segmentKind(row);
  if (kind !== segmentSyn) {
    if (ld32(table + tablePickup) === 0) return wordInvalid;
    if (kind === segmentData) return wordStop;
    return kind === segmentSynAck ? wordStop : wordInvalid;
  }
  const word: u32 = open(row, phaseSynSent, table, now);
  if (word !== wordStop) openBySyn(flowAt(table, word >>> 5), row);
  return word;
}

/** Nothing in a datagram tells an answer from a question, so the first one seen opens. ICMP types do tell. */
function openDatagram(row: u32, table: u32, now: f64): u32 {
  if (directionOf(row, 0) === 0) return open(row, unrepliedPhase(row), table, now);
  return ld32(table + tablePickup) === 0 ? wordInvalid : wordStop;
}

/** TrackState new. Whom to give up when the table is full is for Conntrack to choose. */
function open(row: u32, phase: u32, table: u32, now: f64): u32 {
  if (!hasSlot(table)) return wordStop;
  const cell: u32 = freeCell(row, table);
  if (cell === 0) return wordStop;
  return addFlow(row, cell, stateLive | phase, table, now) << 5;
}

function isIcmp(row: u32): boolean {
  return protocolOf(row) === (familyOf(row) === 4 ? protocolIcmp : protocolIcmpv6);
}

/** ICMP says by its type who asks; between equal addresses nothing else would. */
function directionOf(row: u32, byKey: u32): u32 {
  if (!isIcmp(row)) return byKey;
  const request: u32 = (ld32(row + rowKind) >>> 16) & 0xff;
  return ld32(row + rowWindow) >>> 8 === request ? 0 : 1;
}

function unrepliedPhase(row: u32): u32 {
  const protocol: u32 = protocolOf(row);
  if (protocol === protocolUdp) return phaseUdp;
  if (protocol === protocolUdpLite) return phaseUdp;
  return isIcmp(row) ? phaseIcmp : phaseGeneric;
}

function isExpired(flow: u32, phase: u32, table: u32, now: f64): boolean {
  return now - ldf64(flow + flowLast) > ldf64(table + tableTimeouts + (phase << 3));
}

/** The sweep that is due would end a flow. */
function isSomeoneExpired(table: u32, used: u32, now: f64): boolean {
  let slot: u32 = ld32(table + tableSweepAt);
  for (let left: u32 = sweepLength(used); left > 0; left--) {
    slot = slot + 1 < used ? slot + 1 : 0;
    const flow: u32 = flowAt(table, slot);
    const state: u32 = ld32(flow + flowState);
    if ((state & stateLive) === 0) continue;
    if (isExpired(flow, state & statePhase, table, now)) return true;
  }
  return false;
}

function moveSweep(table: u32, used: u32): void {
  const next: u32 = ld32(table + tableSweepAt) + sweepLength(used);
  st32(table + tableSweepAt, next < used ? next : next - used);
}

function sweepLength(used: u32): u32 {
  return used < sweepRows ? used : sweepRows;
}
