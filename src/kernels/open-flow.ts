/** The bulk of traffic: data and acknowledgements between ends that have opened a connection and not closed it. */
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
  phaseEstablished,
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
import { offeredWindow, sideOf } from './tcp-flow.ts';
import { isAckInBounds } from './tcp-window.ts';

const controlFlags: u32 = flagFin | flagSyn | flagReset | flagAck;
/** Of a connection that both ends have opened and neither has closed. */
const openMask: u32 =
  stateLive | statePhase | stateMidstream | (3 * stateKnown) | (3 * stateFin) | (3 * stateSeen);
const openState: u32 = stateLive | phaseEstablished | (3 * stateKnown) | (3 * stateSeen);

/** In place of the address of a flow. */
export const noFlow: u32 = 0;

/**
 * The flow at which the row's hint points, if it is such a connection and the row such a segment; the key is not compared.
 * `used` slots of the table, whose rows begin at `flows`, have been used.
 */
export function openFlowOf(row: u32, flows: u32, used: u32): u32 {
  if ((ld32(row + rowFlags) & controlFlags) !== flagAck) return noFlow;
  const slot: u32 = (ld32(row + rowHint) - 1) >>> 0;
  if (slot >= used) return noFlow;
  const flow: u32 = flows + (slot << flowRowShift);
  return (ld32(flow + flowState) & openMask) === openState ? flow : noFlow;
}

/**
 * Takes over what the segment of a row tells of its flow, and gives its direction; `differs`, and nothing is written, if it is
 * another's, or not to be taken as it stands. What isInWindow() and advance() do, with each number read once.
 */
export function takeSegment(row: u32, flow: u32, silence: f64, tolerant: u32, now: f64): u32 {
  const direction: u32 = guessDirection(row, flow);
  if (isOthers(row, flow, direction)) return differs;
  if (now - ldf64(flow + flowLast) > silence) return differs;
  const sender: u32 = sideOf(flow, direction);
  const receiver: u32 = sideOf(flow, direction ^ 1);
  const sequence: u32 = ld32(row + rowSequence);
  const sent: u32 = ld32(sender + sideEnd);
  const allowed: u32 = ld32(sender + sideMaxEnd);
  if (isAfter(sequence, allowed)) return differs;
  const end: u32 = (sequence + ld32(row + rowPayloadLength)) >>> 0;
  if (!isWithinBefore(end, sent, ld32(receiver + sideMaxWindow))) return differs;
  const ack: u32 = ld32(row + rowAcknowledgement);
  const received: u32 = ld32(receiver + sideEnd);
  const receivable: u32 = ld32(receiver + sideMaxEnd);
  const largest: u32 = ld32(sender + sideMaxWindow);
  if (!isAckInBounds(ack, received, receivable, largest, tolerant)) return differs;
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
