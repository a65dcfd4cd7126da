import {
  flowState,
  phaseClosed,
  phaseCloseWait,
  phaseEstablished,
  phaseFinWait,
  phaseLastAck,
  phaseOneSided,
  phaseSynReceived,
  phaseSynSent,
  phaseTimeWait,
  sideEnd,
  sideMaxAck,
  stateFin,
  statePhase,
} from './flow-layout.ts';
import { rowSequence } from './layout.ts';
import { ld32, st32 } from './mem.ts';
import { outcomeAccepted, outcomeIgnored, outcomeInvalid, outcomeStop } from './outcome.ts';
import {
  flagFin,
  hasFlag,
  segmentData,
  segmentKind,
  segmentReset,
  segmentSyn,
  segmentSynAck,
} from './segment.ts';
import { isNotBefore } from './sequence.ts';
import { isKnown, mayNotArrive, phaseOf, setPhase, sideOf } from './tcp-flow.ts';
import { acceptsSyn, isOver, onSyn, onSynAck } from './tcp-open.ts';
import { advance, isInWindow } from './tcp-window.ts';

/**
 * TcpTracker.update on the same memory: the same outcome and the same changes, or outcomeStop and none. Left to
 * Conntrack is what leaves something pending or refers to it, and what opens anew.
 */
export function updateTcp(flow: u32, direction: u32, row: u32, tolerant: u32): u32 {
  const kind: u32 = segmentKind(row);
  if (kind === segmentData) return onData(flow, direction, row, tolerant);
  if (kind === segmentSyn) return onSyn(flow, direction, row);
  if (kind === segmentSynAck) return onSynAck(flow, direction, row, tolerant);
  if (kind === segmentReset) return onReset(flow, direction, row, tolerant);
  return outcomeInvalid;
}

function onData(flow: u32, direction: u32, row: u32, tolerant: u32): u32 {
  const phase: u32 = phaseOf(flow);
  if (phase === phaseSynSent) return outcomeStop;
  if (!isInWindow(flow, direction, row, tolerant)) {
    // A tolerant tracker remembers it, as it may be what follows a gap in the capture.
    if (tolerant === 0) return outcomeInvalid;
    return isOver(phase) ? outcomeInvalid : outcomeStop;
  }
  if (phase === phaseClosed) return outcomeIgnored;
  const hasFin: boolean = hasFlag(row, flagFin);
  if (hasFin) {
    if (mayNotArrive(flow, direction, row)) return outcomeIgnored;
  }
  advance(flow, direction, row);
  if (hasFin) st32(flow + flowState, ld32(flow + flowState) | (stateFin << direction));
  settle(flow, direction);
  return outcomeAccepted;
}

/** The phase that follows from what both ends have sent and acknowledged. */
function settle(flow: u32, direction: u32): void {
  const state: u32 = ld32(flow + flowState);
  let phase: u32 = state & statePhase;
  const hasFin: boolean = (state & (3 * stateFin)) !== 0;
  if (phase === phaseEstablished) {
    if (!hasFin) return;
  }
  // A half that nobody answered stays what it is, whatever it says: a flood can forge halves.
  if (!isKnown(flow, direction ^ 1)) return;
  if (phase === phaseTimeWait) return;
  if (phase === phaseOneSided) phase = phaseEstablished;
  if (phase === phaseSynReceived) {
    if (direction !== 0) return;
    if (!acknowledgesAll(flow, 0)) return;
    phase = phaseEstablished;
  }
  if (hasFin) phase = closingPhase(flow, direction);
  setPhase(flow, phase);
}

/** The end that sends in this direction has acknowledged all that the other has sent. */
function acknowledgesAll(flow: u32, direction: u32): boolean {
  return isNotBefore(ld32(sideOf(flow, direction) + sideMaxAck), ld32(sideOf(flow, direction ^ 1) + sideEnd));
}

function closingPhase(flow: u32, direction: u32): u32 {
  const state: u32 = ld32(flow + flowState);
  const senderAcksAll: boolean = acknowledgesAll(flow, direction);
  const receiverAcksAll: boolean = acknowledgesAll(flow, direction ^ 1);
  if ((state & (3 * stateFin)) === 3 * stateFin) {
    if (!senderAcksAll) return phaseLastAck;
    return receiverAcksAll ? phaseTimeWait : phaseLastAck;
  }
  const senderFin: boolean = (state & (stateFin << direction)) !== 0;
  const isAcknowledged: boolean = senderFin ? receiverAcksAll : senderAcksAll;
  return isAcknowledged ? phaseCloseWait : phaseFinWait;
}

/** RFC 5961 section 3.2: only the very next sequence number ends the connection. */
function onReset(flow: u32, direction: u32, row: u32, tolerant: u32): u32 {
  const phase: u32 = phaseOf(flow);
  if (phase === phaseSynSent) return onResetOfHandshake(flow, direction, row);
  if (!isInWindow(flow, direction, row, tolerant)) return outcomeInvalid;
  if (phase === phaseClosed) return outcomeIgnored;
  if (!isExact(flow, direction, row)) return outcomeIgnored;
  if (mayNotArrive(flow, direction, row)) return outcomeIgnored;
  setPhase(flow, phaseClosed);
  return outcomeAccepted;
}

function isExact(flow: u32, direction: u32, row: u32): boolean {
  const sequence: u32 = ld32(row + rowSequence);
  if (isKnown(flow, direction)) {
    if (sequence === ld32(sideOf(flow, direction) + sideEnd)) return true;
  }
  if (!isKnown(flow, direction ^ 1)) return false;
  return sequence === ld32(sideOf(flow, direction ^ 1) + sideMaxAck);
}

/** The server refuses. The opener's own RST may be the answer to a challenge: Conntrack knows. */
function onResetOfHandshake(flow: u32, direction: u32, row: u32): u32 {
  if (direction === 0) return outcomeStop;
  if (!acceptsSyn(flow, row)) return outcomeInvalid;
  setPhase(flow, phaseClosed);
  return outcomeAccepted;
}
