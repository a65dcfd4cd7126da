/** The bulk of traffic: data and acknowledgements between ends that both have taken part in opening a connection. */
import { differs } from './flow-find.ts';
import {
  flowBytes,
  flowDestination,
  flowDestinationHigh,
  flowKind,
  flowLast,
  flowPackets,
  flowPorts,
  flowRowShift,
  flowSource,
  flowSourceHigh,
  flowState,
  phaseCloseWait,
  phaseEstablished,
  phaseFinWait,
  phaseLastAck,
  phaseSynReceived,
  phaseTimeWait,
  sideEnd,
  sideMaxAck,
  sideMaxEnd,
  sideMaxWindow,
  stateFin,
  stateKnown,
  stateLive,
  stateMidstream,
  statePhase,
  stateSeen,
} from './flow-layout.ts';
import {
  rowAcknowledgement,
  rowDestination,
  rowFlags,
  rowHint,
  rowIpLength,
  rowKind,
  rowPayloadLength,
  rowPorts,
  rowSequence,
  rowSource,
} from './layout.ts';
import { ld32, ldf64, rotl32, st32, stf64 } from './mem.ts';
import { flagAck, flagFin, flagReset, flagSyn } from './segment.ts';
import { isAfter, isWithinBefore, later } from './sequence.ts';
import { mayNotArrive, offeredWindow, sideOf } from './tcp-flow.ts';
import { stateAfter } from './tcp-phase.ts';
import { isAckInBounds } from './tcp-window.ts';

/** All but FIN. */
const controlFlags: u32 = flagSyn | flagReset | flagAck;
/** Both ends are known, a packet of each was let through, and the opening was seen. */
const openMask: u32 = stateLive | stateMidstream | (3 * stateKnown) | (3 * stateSeen);
const openState: u32 = stateLive | (3 * stateKnown) | (3 * stateSeen);
/** Phases as bits, from the answer to a SYN to the last segments. */
const openPhases: u32 =
  (1 << phaseSynReceived) |
  (1 << phaseEstablished) |
  (1 << phaseFinWait) |
  (1 << phaseCloseWait) |
  (1 << phaseLastAck) |
  (1 << phaseTimeWait);
/** In which data and acknowledgements change no phase. */
const calmMask: u32 = statePhase | (3 * stateFin);

/** In place of the address of a flow. */
export const noFlow: u32 = 0;

/**
 * The flow at which the row's hint points, if it is such a connection and the row such a segment, with a FIN or without; the
 * key is not compared.
 * `used` slots of the table, whose rows begin at `flows`, have been used.
 */
export function openFlowOf(row: u32, flows: u32, used: u32): u32 {
  if ((ld32(row + rowFlags) & controlFlags) !== flagAck) return noFlow;
  const slot: u32 = (ld32(row + rowHint) - 1) >>> 0;
  if (slot >= used) return noFlow;
  const flow: u32 = flows + (slot << flowRowShift);
  const state: u32 = ld32(flow + flowState);
  if ((state & openMask) !== openState) return noFlow;
  return ((openPhases >>> (state & statePhase)) & 1) !== 0 ? flow : noFlow;
}

/**
 * Takes over what the segment of a row tells of its flow, and gives its direction; `differs`, and nothing is written, if it is
 * another's, or not to be taken as it stands. What updateTcp() does with it, with each number read once. `timeouts`: address
 * of tableTimeouts.
 */
export function takeSegment(row: u32, flow: u32, timeouts: u32, tolerant: u32, now: f64): u32 {
  const direction: u32 = guessDirection(row, flow);
  if (isOthers(row, flow, direction)) return differs;
  const state: u32 = ld32(flow + flowState);
  if (now - ldf64(flow + flowLast) > ldf64(timeouts + ((state & statePhase) << 3))) return differs;
  const sender: u32 = sideOf(flow, direction);
  const receiver: u32 = sideOf(flow, direction ^ 1);
  const sequence: u32 = ld32(row + rowSequence);
  const sent: u32 = ld32(sender + sideEnd);
  const allowed: u32 = ld32(sender + sideMaxEnd);
  if (isAfter(sequence, allowed)) return differs;
  const fin: u32 = ld32(row + rowFlags) & flagFin;
  const end: u32 = (sequence + ld32(row + rowPayloadLength) + fin) >>> 0;
  if (!isWithinBefore(end, sent, ld32(receiver + sideMaxWindow))) return differs;
  const ack: u32 = ld32(row + rowAcknowledgement);
  const received: u32 = ld32(receiver + sideEnd);
  const receivable: u32 = ld32(receiver + sideMaxEnd);
  const largest: u32 = ld32(sender + sideMaxWindow);
  if (!isAckInBounds(ack, received, receivable, largest, tolerant)) return differs;
  if (fin !== 0) {
    if (mayNotArrive(flow, direction, row)) return differs;
  }
  const window: u32 = offeredWindow(flow, direction, row);
  st32(sender + sideEnd, later(sent, end));
  st32(sender + sideMaxEnd, later(allowed, end));
  st32(sender + sideMaxWindow, later(largest, window));
  st32(sender + sideMaxAck, later(ld32(sender + sideMaxAck), ack));
  // Data that was acknowledged was sent, seen or not.
  const known: u32 = later(received, ack);
  st32(receiver + sideEnd, known);
  st32(receiver + sideMaxEnd, later(receivable, later(known, (ack + window) >>> 0)));
  stf64(flow + flowLast, now);
  if ((state & calmMask) === phaseEstablished) {
    if (fin === 0) return direction;
  }
  const finState: u32 = state | ((fin * stateFin) << direction);
  st32(flow + flowState, stateAfter(finState, direction, sender, receiver));
  return direction;
}

/**
 * The direction of the row, if it is the flow's. All that follows waits for it, so it says nothing more, and is found at
 * once; of a connection between equal addresses it is 0.
 */
function guessDirection(row: u32, flow: u32): u32 {
  return ld32(flow + flowSource) === ld32(row + rowSource + 12) ? 0 : 1;
}

/** The flow does not have the key of a row that goes in this direction. */
function isOthers(row: u32, flow: u32, direction: u32): boolean {
  const turned: u32 = direction << 4;
  const opener: u32 = row + rowSource + turned;
  const other: u32 = row + rowDestination - turned;
  const kind: u32 = ld32(row + rowKind);
  const ports: u32 = ld32(row + rowPorts);
  let differing: u32 = ld32(flow + flowKind) ^ kind;
  differing |= ld32(flow + flowPorts) ^ (direction !== 0 ? rotl32(ports, 16) : ports);
  differing |= ld32(flow + flowSource) ^ ld32(opener + 12);
  differing |= ld32(flow + flowDestination) ^ ld32(other + 12);
  if (((kind >>> 8) & 0xff) !== 4) differing |= differingHigh(flow, opener, other);
  return differing !== 0;
}

/** Of addresses that have words 0 to 2. */
function differingHigh(flow: u32, opener: u32, other: u32): u32 {
  let differing: u32 = 0;
  for (let at: u32 = 0; at < 12; at += 4) {
    differing |= ld32(flow + flowSourceHigh + at) ^ ld32(opener + at);
    differing |= ld32(flow + flowDestinationHigh + at) ^ ld32(other + at);
  }
  return differing;
}

/** Counts a packet that may pass. */
export function count(flow: u32, direction: u32, row: u32): void {
  const packets: u32 = flow + flowPackets + (direction << 2);
  const bytes: u32 = flow + flowBytes + (direction << 3);
  const length: f64 = ld32(row + rowIpLength);
  st32(packets, (ld32(packets) + 1) >>> 0);
  stf64(bytes, ldf64(bytes) + length);
}
