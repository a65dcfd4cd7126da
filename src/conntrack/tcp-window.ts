import { Pending, Side, State } from './layout.ts';
import { distance, later } from './segment.ts';
import type { TcpFlow } from './tcp-flow.ts';

/** How far an acknowledgement may lie back, whatever the window: as nf_conntrack_proto_tcp.c has it. */
const leastReach = 66_000;
/** How far one end's numbers may be from what the other's packets say of them, until it has been seen itself. */
const blindReach = 1 << 20;
/** The largest window there is, 65,535 << 14 (RFC 7323), for an end whose windows were never seen. */
const largestWindow = 1 << 30;

/**
 * Could the receiver take this segment? The four bounds of van Rooij where both ends are known. In a capture
 * (`tolerant`) an acknowledgement may be for data that was not captured, as far as the window let it be sent.
 */
export function isInWindow(flow: TcpFlow, tolerant: boolean): boolean {
  const { segment, words, sender, receiver } = flow;
  if (!flow.receiverKnown)
    return Math.abs(distance(segment.sequence, words[sender + Side.end])) <= largestWindow;
  if (!flow.senderKnown) return isNear(flow, tolerant);
  const fromEnd = distance(segment.end, words[sender + Side.end]);
  if (distance(segment.sequence, words[sender + Side.maxEnd]) > 0) return false;
  if (fromEnd < -words[receiver + Side.maxWindow]) return false;
  if (!segment.hasAck) return true;
  const unseen = distance(segment.acknowledgement, words[receiver + (tolerant ? Side.maxEnd : Side.end)]);
  const back = distance(words[receiver + Side.end], segment.acknowledgement);
  return unseen <= 0 && back <= Math.max(leastReach, words[sender + Side.maxWindow]);
}

/** For the first segment of an end of which only the other end's packets told. */
function isNear(flow: TcpFlow, tolerant: boolean): boolean {
  const { segment, words, receiver } = flow;
  const reach = Math.max(blindReach, words[receiver + Side.maxWindow]);
  if (Math.abs(distance(segment.sequence, words[receiver + Side.maxAck])) > reach) return false;
  if (!segment.hasAck) return true;
  const ahead = distance(segment.acknowledgement, words[receiver + Side.end]);
  return ahead >= -reach && ahead <= (tolerant ? blindReach : 0);
}

/** Takes over what an accepted segment tells of both ends. */
export function advance(flow: TcpFlow): void {
  const { segment, words, sender, receiver } = flow;
  const window = flow.offeredWindow;
  const ack = segment.acknowledgement;
  if (!flow.senderKnown) {
    const allowed = (words[receiver + Side.maxAck] + words[receiver + Side.maxWindow]) | 0;
    flow.initialise(segment.end, later(segment.end, allowed), window, ack);
  }
  words[sender + Side.end] = later(words[sender + Side.end], segment.end);
  words[sender + Side.maxEnd] = later(words[sender + Side.maxEnd], segment.end);
  words[sender + Side.maxWindow] = Math.max(words[sender + Side.maxWindow], window);
  words[sender + Side.maxAck] = later(words[sender + Side.maxAck], ack);
  if (!flow.receiverKnown) return;
  // Data that was acknowledged was sent, seen or not.
  words[receiver + Side.end] = later(words[receiver + Side.end], ack);
  const allowed = later(words[receiver + Side.end], (ack + window) | 0);
  words[receiver + Side.maxEnd] = later(words[receiver + Side.maxEnd], allowed);
}

/**
 * A capture that lost a burst leaves both ends beyond the recorded windows for ever. One segment out of window
 * changes nothing; but if the other end, equally far out, answers exactly it, then both are there: take their
 * numbers. Somebody who can forge only one end's packets cannot make the other answer.
 */
export function bridgesGap(flow: TcpFlow): boolean {
  const { segment, words, sender, receiver } = flow;
  if (!flow.senderKnown || !flow.receiverKnown || segment.hasFin) return noteGap(flow);
  const isAnswer = flow.pending === Pending.gap && flow.has(State.pendingReply) === (flow.direction === 0);
  const acknowledges = distance(flow.pendingValue, segment.acknowledgement);
  const continues = distance(segment.sequence, flow.pendingAck);
  const reach = Math.max(leastReach, words[sender + Side.maxWindow]);
  if (!isAnswer || Math.abs(acknowledges) > reach || Math.abs(continues) > reach) return noteGap(flow);
  restart(flow, sender, segment.end, segment.acknowledgement);
  restart(flow, receiver, later(flow.pendingValue, segment.acknowledgement), flow.pendingAck);
  flow.setPending(Pending.none, 0);
  return true;
}

function noteGap(flow: TcpFlow): boolean {
  flow.setPending(Pending.gap, flow.segment.end, flow.segment.acknowledgement);
  return false;
}

function restart(flow: TcpFlow, side: number, end: number, maxAck: number): void {
  const other = side === flow.sender ? flow.receiver : flow.sender;
  flow.words[side + Side.end] = end;
  flow.words[side + Side.maxEnd] = (end + flow.words[other + Side.maxWindow]) | 0;
  flow.words[side + Side.maxAck] = maxAck;
}
