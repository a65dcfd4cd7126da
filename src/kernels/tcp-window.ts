import { sideEnd, sideMaxAck, sideMaxEnd, sideMaxWindow } from './flow-layout.ts';
import { rowAcknowledgement, rowSequence } from './layout.ts';
import { ld32, st32 } from './mem.ts';
import { flagAck, hasFlag, segmentEnd } from './segment.ts';
import { isAfter, isBehindAtMost, isBetween, isWithinBefore, later } from './sequence.ts';
import { initialise, isKnown, offeredWindow, sideOf } from './tcp-flow.ts';

/** These three as in conntrack/tcp-window.ts, which says why. */
const leastReach: u32 = 66000;
const blindReach: u32 = 0x100000;
const largestWindow: u32 = 0x40000000;

/** Could the receiver take the row's segment? The four bounds of van Rooij where both ends are known. */
export function isInWindow(flow: u32, direction: u32, row: u32, tolerant: u32): boolean {
  const sender: u32 = sideOf(flow, direction);
  const receiver: u32 = sideOf(flow, direction ^ 1);
  if (!isKnown(flow, direction ^ 1)) {
    return isBetween(ld32(row + rowSequence), ld32(sender + sideEnd), largestWindow, largestWindow);
  }
  if (!isKnown(flow, direction)) return isNear(receiver, row, tolerant);
  return isInBounds(sender, receiver, row, segmentEnd(row), tolerant);
}

/** The four bounds, for ends that are both known; `end` is the segment's. */
function isInBounds(sender: u32, receiver: u32, row: u32, end: u32, tolerant: u32): boolean {
  if (isAfter(ld32(row + rowSequence), ld32(sender + sideMaxEnd))) return false;
  if (!isWithinBefore(end, ld32(sender + sideEnd), ld32(receiver + sideMaxWindow))) return false;
  if (!hasFlag(row, flagAck)) return true;
  const ack: u32 = ld32(row + rowAcknowledgement);
  const sent: u32 = ld32(receiver + sideEnd);
  return isAckInBounds(ack, sent, ld32(receiver + sideMaxEnd), ld32(sender + sideMaxWindow), tolerant);
}

/** Of an acknowledgement to who has sent up to `sent`, and may have up to `sendable`, from who has offered `largest`. */
export function isAckInBounds(ack: u32, sent: u32, sendable: u32, largest: u32, tolerant: u32): boolean {
  if (isAfter(ack, tolerant !== 0 ? sendable : sent)) return false;
  return isBehindAtMost(ack, sent, later(leastReach, largest));
}

/** For the first segment of an end of which only the other end's packets told. */
function isNear(receiver: u32, row: u32, tolerant: u32): boolean {
  const reach: u32 = later(blindReach, ld32(receiver + sideMaxWindow));
  if (!isBetween(ld32(row + rowSequence), ld32(receiver + sideMaxAck), reach, reach)) return false;
  if (!hasFlag(row, flagAck)) return true;
  const ahead: u32 = tolerant !== 0 ? blindReach : 0;
  return isBetween(ld32(row + rowAcknowledgement), ld32(receiver + sideEnd), reach, ahead);
}

/** Takes over what an accepted segment tells of both ends. */
export function advance(flow: u32, direction: u32, row: u32): void {
  const sender: u32 = sideOf(flow, direction);
  const receiver: u32 = sideOf(flow, direction ^ 1);
  const window: u32 = offeredWindow(flow, direction, row);
  const end: u32 = segmentEnd(row);
  if (!isKnown(flow, direction)) {
    const allowed: u32 = (ld32(receiver + sideMaxAck) + ld32(receiver + sideMaxWindow)) >>> 0;
    initialise(flow, direction, row, end, later(end, allowed), window, ld32(row + rowAcknowledgement));
  }
  advanceSender(sender, row, end, window);
  if (isKnown(flow, direction ^ 1)) advanceReceiver(receiver, row, window);
}

function advanceSender(sender: u32, row: u32, end: u32, window: u32): void {
  st32(sender + sideEnd, later(ld32(sender + sideEnd), end));
  st32(sender + sideMaxEnd, later(ld32(sender + sideMaxEnd), end));
  st32(sender + sideMaxWindow, later(ld32(sender + sideMaxWindow), window));
  st32(sender + sideMaxAck, later(ld32(sender + sideMaxAck), ld32(row + rowAcknowledgement)));
}

function advanceReceiver(receiver: u32, row: u32, window: u32): void {
  const ack: u32 = ld32(row + rowAcknowledgement);
  // Data that was acknowledged was sent, seen or not.
  const sent: u32 = later(ld32(receiver + sideEnd), ack);
  const allowed: u32 = later(sent, (ack + window) >>> 0);
  st32(receiver + sideEnd, sent);
  st32(receiver + sideMaxEnd, later(ld32(receiver + sideMaxEnd), allowed));
}
