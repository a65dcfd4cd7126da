import {
  flowState,
  phaseClosed,
  phaseSynReceived,
  phaseSynSent,
  phaseTimeWait,
  sideEnd,
  sideMaxAck,
  sideMaxEnd,
  sideMaxWindow,
  stateMidstream,
  statePending,
  statePendingSyn,
  stateSimultaneous,
} from './flow-layout.ts';
import { rowAcknowledgement, rowSequence, rowWindow } from './layout.ts';
import { ld32, st32 } from './mem.ts';
import { outcomeAccepted, outcomeIgnored, outcomeInvalid, outcomeStop } from './outcome.ts';
import { flagAck, hasFlag, segmentEnd } from './segment.ts';
import { isAfter, isNotBefore, later } from './sequence.ts';
import {
  initialise,
  isKnown,
  phaseOf,
  setPhase,
  sideOf,
  takeScaleOfAnswer,
  takeScaleOfSyn,
} from './tcp-flow.ts';
import { isInWindow } from './tcp-window.ts';

/** Fills a new flow from the SYN that opens it. */
export function openBySyn(flow: u32, row: u32): void {
  takeScaleOfSyn(flow, row);
  const firstData: u32 = (ld32(row + rowSequence) + 1) >>> 0;
  initialise(flow, 0, row, segmentEnd(row), firstData, ld32(row + rowWindow), 0);
}

/** The opener's SYN sent again is the only one that asks no question. */
export function onSyn(flow: u32, direction: u32, row: u32): u32 {
  if (direction !== 0) return outcomeStop;
  if (phaseOf(flow) !== phaseSynSent) return outcomeStop;
  if ((ld32(flow + flowState) & stateMidstream) !== 0) return outcomeStop;
  const firstData: u32 = (ld32(row + rowSequence) + 1) >>> 0;
  return firstData === ld32(sideOf(flow, 0) + sideMaxEnd) ? outcomeAccepted : outcomeStop;
}

export function onSynAck(flow: u32, direction: u32, row: u32, tolerant: u32): u32 {
  const state: u32 = ld32(flow + flowState);
  if ((state & stateSimultaneous) !== 0) return outcomeStop;
  if (direction === 0) return outcomeInvalid;
  if ((state & statePending) === statePendingSyn) return outcomeStop;
  const phase: u32 = phaseOf(flow);
  if (phase === phaseSynSent) return answerSyn(flow, row);
  if (!isRepeated(flow, row, tolerant)) return outcomeInvalid;
  return isOver(phase) ? outcomeIgnored : outcomeAccepted;
}

function answerSyn(flow: u32, row: u32): u32 {
  if (!acceptsSyn(flow, row)) return outcomeStop;
  takeScaleOfAnswer(flow, 1, row);
  const opener: u32 = sideOf(flow, 0);
  const sequence: u32 = ld32(row + rowSequence);
  const ack: u32 = ld32(row + rowAcknowledgement);
  const window: u32 = ld32(row + rowWindow);
  const allowedHere: u32 = (sequence + 1 + ld32(opener + sideMaxWindow)) >>> 0;
  initialise(flow, 1, row, segmentEnd(row), allowedHere, window, ack);
  st32(opener + sideMaxEnd, later((ack + window) >>> 0, ld32(opener + sideEnd)));
  // Nothing is acknowledged yet in this direction: the number before the first.
  st32(opener + sideMaxAck, sequence);
  setPhase(flow, phaseSynReceived);
  return outcomeAccepted;
}

/** Of an answer: it covers the opener's SYN, and its data or not (RFC 7413: Fast Open may be refused). */
export function acceptsSyn(flow: u32, row: u32): boolean {
  if (!hasFlag(row, flagAck)) return false;
  const opener: u32 = sideOf(flow, 0);
  const ack: u32 = ld32(row + rowAcknowledgement);
  if (!isNotBefore(ack, ld32(opener + sideMaxEnd))) return false;
  return !isAfter(ack, ld32(opener + sideEnd));
}

/** A SYN-ACK sent again, or out of order behind what followed it. */
function isRepeated(flow: u32, row: u32, tolerant: u32): boolean {
  const newest: u32 = isKnown(flow, 1) ? ld32(sideOf(flow, 1) + sideEnd) : ld32(sideOf(flow, 0) + sideMaxAck);
  if (isAfter(segmentEnd(row), newest)) return false;
  return isInWindow(flow, 1, row, tolerant);
}

/** The connection is over and waits for stragglers. */
export function isOver(phase: u32): boolean {
  return phase === phaseTimeWait ? true : phase === phaseClosed;
}
