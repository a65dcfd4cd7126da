/** SCTP as conntrack/sctp.ts follows it, but for an INIT on a known tuple, which is left to it. */
import {
  flowState,
  phaseSctpClosed,
  phaseSctpCookieEchoed,
  phaseSctpCookieWait,
  phaseSctpEstablished,
  phaseSctpHeartbeatSent,
  phaseSctpShutdown,
  statePhase,
} from './flow-layout.ts';
import { rowAcknowledgement, rowSequence, rowWindow } from './layout.ts';
import { ld32, st32 } from './mem.ts';
import { outcomeAccepted, outcomeIgnored, outcomeInvalid, outcomeStop } from './outcome.ts';
import { setPhase, sideOf } from './tcp-flow.ts';

/** Types of the first chunk (RFC 9260 section 3.2). */
const chunkInit: u32 = 1;
const chunkInitAck: u32 = 2;
const chunkHeartbeat: u32 = 4;
const chunkAbort: u32 = 6;
const chunkShutdown: u32 = 7;
const chunkShutdownAck: u32 = 8;
const chunkCookieEcho: u32 = 10;
const chunkShutdownComplete: u32 = 14;

/** The phase in which this packet opens an association; 0 where it may not. */
export function sctpOpening(row: u32): u32 {
  const type: u32 = chunkType(row);
  if (type === chunkInit) return phaseSctpCookieWait;
  return type === chunkHeartbeat ? phaseSctpHeartbeatSent : 0;
}

/** Fills the row of a new association. */
export function openSctp(flow: u32, row: u32): void {
  if (chunkType(row) !== chunkInit) st32(sideOf(flow, 0), ld32(row + rowSequence));
  takeInitiateTag(flow, 0, row);
}

export function updateSctp(flow: u32, direction: u32, row: u32): u32 {
  const type: u32 = chunkType(row);
  if (type === chunkInit) return outcomeStop;
  if (takesTag(flow, direction, row, type) === 0) return outcomeInvalid;
  const phase: u32 = ld32(flow + flowState) & statePhase;
  if (phase === phaseSctpClosed) return outcomeIgnored;
  takeInitiateTag(flow, direction, row);
  setPhase(flow, nextPhase(type, direction, phase));
  return outcomeAccepted;
}

/** 1: the packet carries the tag of its direction, or teaches it. */
function takesTag(flow: u32, direction: u32, row: u32, type: u32): u32 {
  const tag: u32 = ld32(row + rowSequence);
  if (isReflected(row, type) !== 0) {
    const reflected: u32 = ld32(sideOf(flow, direction ^ 1));
    if (reflected === 0) return 1;
    return reflected === tag ? 1 : 0;
  }
  const side: u32 = sideOf(flow, direction);
  const expected: u32 = ld32(side);
  if (expected === tag) return 1;
  if (expected !== 0) return 0;
  st32(side, tag);
  return 1;
}

/** The T bit (RFC 9260 section 8.5.1): the tag is the sender's own. */
function isReflected(row: u32, type: u32): u32 {
  if ((ld32(row + rowWindow) & 1) === 0) return 0;
  if (type === chunkAbort) return 1;
  return type === chunkShutdownComplete ? 1 : 0;
}

function takeInitiateTag(flow: u32, direction: u32, row: u32): void {
  const type: u32 = chunkType(row);
  if (type !== chunkInit) {
    if (type !== chunkInitAck) return;
  }
  st32(sideOf(flow, direction ^ 1), ld32(row + rowAcknowledgement));
}

function nextPhase(type: u32, direction: u32, phase: u32): u32 {
  if (type === chunkAbort) return phaseSctpClosed;
  if (type === chunkShutdownComplete) return phaseSctpClosed;
  if (type === chunkShutdown) return phaseSctpShutdown;
  if (type === chunkShutdownAck) return phaseSctpShutdown;
  if (type === chunkInitAck) return phase;
  if (type === chunkCookieEcho) return phase === phaseSctpCookieWait ? phaseSctpCookieEchoed : phase;
  // Anything else that comes back proves that the other end takes part.
  if (direction === 0) return phase;
  return phase === phaseSctpShutdown ? phase : phaseSctpEstablished;
}

function chunkType(row: u32): u32 {
  return ld32(row + rowWindow) >>> 8;
}
