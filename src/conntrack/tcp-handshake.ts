import { Pending, Side, State } from './layout.ts';
import { Outcome } from './outcome.ts';
import { isOver, Phase } from './phase.ts';
import { distance } from './segment.ts';
import type { TcpFlow } from './tcp-flow.ts';
import { isInWindow } from './tcp-window.ts';

/** A SYN on a known tuple. It never resets what is tracked: only the other end's answer can (RFC 5961 section 4). */
export function onSyn(flow: TcpFlow): Outcome {
  if (isOver[flow.phase]) return Outcome.reopened;
  if (flow.has(State.midstream)) return isLateSyn(flow) ? takeLateSyn(flow) : Outcome.reopened;
  if (flow.direction === 1) return onSynOfOtherEnd(flow);
  const { segment } = flow;
  const firstData = (segment.sequence + 1) | 0;
  if (flow.phase === Phase.tcpSynSent && firstData === flow.words[flow.sender + Side.maxEnd]) {
    return Outcome.accepted;
  }
  flow.setPending(Pending.syn, segment.end);
  return flow.phase === Phase.tcpSynSent ? Outcome.accepted : Outcome.ignored;
}

/** The SYN of a connection whose SYN-ACK came first: packets are out of order, or it was sent again. */
function isLateSyn(flow: TcpFlow): boolean {
  const acknowledged = flow.words[flow.receiver + Side.maxAck];
  return flow.direction === 0 && !flow.senderKnown && flow.segment.end === acknowledged;
}

function takeLateSyn(flow: TcpFlow): Outcome {
  const { segment, words, receiver } = flow;
  const serverSequence = (words[receiver + Side.end] - 1) | 0;
  flow.initialise(
    segment.end,
    (segment.end + words[receiver + Side.maxWindow]) | 0,
    segment.window,
    serverSequence,
  );
  flow.takeScale(true);
  flow.phase = Phase.tcpSynReceived;
  return Outcome.accepted;
}

/**
 * Simultaneous open is the only SYN that the other end may send: from anywhere else it would open a connection
 * towards the opener under the cover of one that the opener was allowed.
 */
function onSynOfOtherEnd(flow: TcpFlow): Outcome {
  const { segment, words, sender, receiver } = flow;
  if (flow.phase === Phase.tcpSynReceived && flow.has(State.simultaneous)) {
    return segment.end === words[sender + Side.end] ? Outcome.simultaneous : Outcome.invalid;
  }
  if (flow.phase !== Phase.tcpSynSent) return Outcome.invalid;
  const openerSequence = (words[receiver + Side.maxEnd] - 1) | 0;
  flow.takeScale(true);
  enterSynReceived(flow, openerSequence);
  flow.set(State.simultaneous);
  return Outcome.simultaneous;
}

/** Both SYNs are known: the sender's is the segment at hand, and the receiver's may be acknowledged by it. */
function enterSynReceived(flow: TcpFlow, acknowledged: number): void {
  const { segment, words, receiver } = flow;
  const firstData = (segment.sequence + 1) | 0;
  flow.initialise(
    segment.end,
    (firstData + words[receiver + Side.maxWindow]) | 0,
    segment.window,
    acknowledged,
  );
  const allowed = (acknowledged + segment.window) | 0;
  if (distance(allowed, words[receiver + Side.end]) > 0) words[receiver + Side.maxEnd] = allowed;
  else words[receiver + Side.maxEnd] = words[receiver + Side.end];
  // Nothing is acknowledged yet in this direction: the number before the first.
  words[receiver + Side.maxAck] = segment.sequence;
  flow.phase = Phase.tcpSynReceived;
}

/** The SYN-ACK of the other end. The opener's own, in a simultaneous open, goes by the window. */
export function onSynAck(flow: TcpFlow, tolerant: boolean): Outcome {
  if (flow.direction === 0) return Outcome.invalid;
  if (flow.phase === Phase.tcpSynSent) return answerSyn(flow);
  if (isOver[flow.phase]) return isRepeated(flow, tolerant) ? Outcome.ignored : Outcome.invalid;
  if (isRepeated(flow, tolerant)) return Outcome.accepted;
  return answersPending(flow) ? startAnew(flow) : Outcome.invalid;
}

function answerSyn(flow: TcpFlow): Outcome {
  if (answersPending(flow)) return startAnew(flow);
  if (!acceptsSyn(flow)) return challenge(flow);
  flow.takeScale(true);
  enterSynReceived(flow, flow.segment.acknowledgement);
  return Outcome.accepted;
}

/** The acknowledgement covers the opener's SYN, and its data or not (RFC 7413: Fast Open may be refused). */
export function acceptsSyn(flow: TcpFlow): boolean {
  const { segment, words, receiver } = flow;
  return (
    segment.hasAck &&
    distance(segment.acknowledgement, words[receiver + Side.maxEnd]) >= 0 &&
    distance(segment.acknowledgement, words[receiver + Side.end]) <= 0
  );
}

/**
 * The other end still holds an older connection: it answers the SYN with an acknowledgement that makes no sense
 * to the opener, who answers with a RST of that number and tries again (RFC 9293 section 3.5.1, RFC 5961).
 */
export function challenge(flow: TcpFlow): Outcome {
  if (flow.segment.length > 0 || flow.segment.hasFin) return Outcome.invalid;
  flow.setPending(Pending.challenge, flow.segment.acknowledgement);
  return Outcome.ignored;
}

/** A SYN-ACK sent again, or out of order behind what followed it. */
function isRepeated(flow: TcpFlow, tolerant: boolean): boolean {
  const { segment, words, sender, receiver } = flow;
  const newest = flow.senderKnown ? words[sender + Side.end] : words[receiver + Side.maxAck];
  return distance(segment.end, newest) <= 0 && isInWindow(flow, tolerant);
}

function answersPending(flow: TcpFlow): boolean {
  return flow.pending === Pending.syn && flow.segment.acknowledgement === flow.pendingValue;
}

/** The other end has taken a later SYN than the one tracked: both start anew, so the tracker does. */
function startAnew(flow: TcpFlow): Outcome {
  const { words, receiver, segment } = flow;
  words[receiver + Side.end] = flow.pendingValue;
  words[receiver + Side.maxEnd] = flow.pendingValue;
  flow.setPending(Pending.none, 0);
  flow.clear(3 * State.fin);
  flow.forgetScales();
  enterSynReceived(flow, segment.acknowledgement);
  return Outcome.accepted;
}
