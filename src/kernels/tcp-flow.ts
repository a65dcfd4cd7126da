import {
  flowSides,
  flowState,
  flowTcp,
  sideBytes,
  sideEnd,
  sideMaxAck,
  sideMaxEnd,
  sideMaxWindow,
  stateKnown,
  statePhase,
} from './flow-layout.ts';
import { rowWindow } from './layout.ts';
import { ld32, st32 } from './mem.ts';
import { scaleOffer, timeToLiveOf } from './segment.ts';

/** In place of a window scale (0..14) that was not seen; it counts as the largest (RFC 7323 section 2.3). */
const unknownScale: u32 = 15;
const largestScale: u32 = 14;
/** Paths change, so a few hops more or less mean nothing. */
const timeToLiveSlack: u32 = 16;

/** Sequence state of the end that sends in this direction. */
export function sideOf(flow: u32, direction: u32): u32 {
  return flow + flowSides + direction * sideBytes;
}

export function phaseOf(flow: u32): u32 {
  return ld32(flow + flowState) & statePhase;
}

export function setPhase(flow: u32, phase: u32): void {
  st32(flow + flowState, ((ld32(flow + flowState) & ~statePhase) | phase) >>> 0);
}

export function isKnown(flow: u32, direction: u32): boolean {
  return (ld32(flow + flowState) & (stateKnown << direction)) !== 0;
}

/** Writes the sequence state of the row's sender from scratch. */
export function initialise(
  flow: u32,
  direction: u32,
  row: u32,
  end: u32,
  maxEnd: u32,
  maxWindow: u32,
  maxAck: u32,
): void {
  const sender: u32 = sideOf(flow, direction);
  st32(sender + sideEnd, end);
  st32(sender + sideMaxEnd, maxEnd);
  st32(sender + sideMaxWindow, maxWindow === 0 ? 1 : maxWindow);
  st32(sender + sideMaxAck, maxAck);
  if (isKnown(flow, direction)) return;
  st32(flow + flowState, ld32(flow + flowState) | (stateKnown << direction));
  st32(flow + flowTcp, ld32(flow + flowTcp) | (timeToLiveOf(row) << (8 + 8 * direction)));
}

/** The window that the row's segment offers, in bytes. A SYN's is never scaled (RFC 7323 section 2.2). */
export function offeredWindow(flow: u32, direction: u32, row: u32): u32 {
  const scale: u32 = scaleOf(flow, direction);
  return ld32(row + rowWindow) << (scale > largestScale ? largestScale : scale);
}

function scaleOf(flow: u32, direction: u32): u32 {
  return (ld32(flow + flowTcp) >>> (direction << 2)) & 15;
}

function setScale(flow: u32, direction: u32, scale: u32): void {
  const shift: u32 = direction << 2;
  st32(flow + flowTcp, ((ld32(flow + flowTcp) & ~(15 << shift)) | (scale << shift)) >>> 0);
}

/** Of the SYN that opens: with the option it leaves the other end unknown, without it neither scales. */
export function takeScaleOfSyn(flow: u32, row: u32): void {
  const offer: u32 = scaleOffer(row);
  if (offer === 0) return;
  setScale(flow, 0, offer - 1);
  setScale(flow, 1, unknownScale);
}

/** Of the answer: both ends must offer the option, or neither scales. */
export function takeScaleOfAnswer(flow: u32, direction: u32, row: u32): void {
  const offer: u32 = scaleOffer(row);
  const wanted: u32 = scaleOf(flow, direction);
  setScale(flow, direction, 0);
  if (offer === 0) setScale(flow, direction ^ 1, 0);
  else if (wanted !== unknownScale) setScale(flow, direction ^ 1, 0);
  else setScale(flow, direction, offer - 1);
}

/** The segment has far fewer hops left than this direction's first one: see TcpFlow.mayNotArrive. */
export function mayNotArrive(flow: u32, direction: u32, row: u32): boolean {
  if (!isKnown(flow, direction)) return false;
  const usual: u32 = (ld32(flow + flowTcp) >>> (8 + 8 * direction)) & 0xff;
  return usual > timeToLiveOf(row) + timeToLiveSlack;
}
