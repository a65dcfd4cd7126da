import { flowState, phaseClosed, phaseSynSent, sideEnd, sideMaxAck, stateFin } from './flow-layout.ts';
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
import { isKnown, mayNotArrive, phaseOf, setPhase, sideOf } from './tcp-flow.ts';
import { acceptsSyn, isOver, onSyn, onSynAck } from './tcp-open.ts';
import { stateAfter } from './tcp-phase.ts';
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

/** A half that nobody answered stays what it is, whatever it says: a flood can forge halves. */
function settle(flow: u32, direction: u32): void {
  if (!isKnown(flow, direction ^ 1)) return;
  const state: u32 = ld32(flow + flowState);
  st32(flow + flowState, stateAfter(state, direction, sideOf(flow, direction), sideOf(flow, direction ^ 1)));
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
