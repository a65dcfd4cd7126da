import type { Frame } from '../frame/frame.ts';
import type { FlowTable } from './flow-table.ts';
import { Pending, Side, State } from './layout.ts';
import { guessOpener, Opening, Outcome } from './outcome.ts';
import { isOver, Phase } from './phase.ts';
import { distance, later, readSegment, SegmentKind } from './segment.ts';
import { TcpFlow } from './tcp-flow.ts';
import { acceptsSyn, challenge, onSyn, onSynAck } from './tcp-handshake.ts';
import { advance, bridgesGap, isInWindow } from './tcp-window.ts';

/** How far ahead of a SYN the opener's next captured segment may be, if all between was lost. */
const lostReach = 1 << 20;

/**
 * TCP as RFC 9293 has it, seen from between the ends, with the caution of RFC 5961: a segment that the receiver
 * would not act on changes nothing here. `tolerant` allows for what a capture may have missed.
 */
export class TcpTracker {
  readonly #table: FlowTable;
  readonly #tolerant: boolean;
  readonly #flow = new TcpFlow();

  constructor(table: FlowTable, tolerant: boolean) {
    this.#table = table;
    this.#tolerant = tolerant;
  }

  /** May this segment open a connection? Only a SYN does; others if mid-stream pick-up is on, but never a RST. */
  opening(frame: Frame, pickup: boolean): Opening {
    readSegment(frame, this.#flow.segment);
    const kind = this.#flow.segment.kind;
    if (kind === SegmentKind.syn) return Opening.bySource;
    if (!pickup || kind === SegmentKind.rst || kind === SegmentKind.invalid) return Opening.refused;
    if (kind === SegmentKind.synAck) return Opening.guessedDestination;
    return guessOpener(frame.sourcePort, frame.destinationPort);
  }

  /** Fills the row of a new connection from the segment that opening() or update() has read. */
  open(slot: number, opening: Opening): void {
    const flow = this.#flow;
    const { segment } = flow;
    flow.moveTo(this.#table, slot, opening === Opening.guessedDestination ? 1 : 0);
    if (opening === Opening.bySource) {
      flow.takeScale(false);
      flow.initialise(segment.end, (segment.sequence + 1) | 0, segment.window, 0);
      flow.phase = Phase.tcpSynSent;
      return;
    }
    if (segment.kind === SegmentKind.synAck) flow.takeScale(false);
    else flow.forgetScales();
    const window = segment.kind === SegmentKind.synAck ? segment.window : flow.offeredWindow;
    flow.initialise(segment.end, segment.end, window, segment.acknowledgement);
    if (segment.hasFin) flow.set(State.fin << flow.direction);
    flow.phase = Phase.tcpOneSided;
  }

  update(slot: number, direction: 0 | 1, frame: Frame): Outcome {
    const flow = this.#flow;
    readSegment(frame, flow.segment);
    flow.moveTo(this.#table, slot, direction);
    switch (flow.segment.kind) {
      case SegmentKind.syn:
        return onSyn(flow);
      case SegmentKind.synAck:
        return flow.has(State.simultaneous) ? this.#onData() : onSynAck(flow, this.#tolerant);
      case SegmentKind.rst:
        return this.#onReset();
      case SegmentKind.data:
        return flow.phase === Phase.tcpSynSent ? this.#onEarlyData() : this.#onData();
      default:
        return Outcome.invalid;
    }
  }

  /** Data or an acknowledgement while only a SYN is known: the capture lost the SYN-ACK, or it is a challenge. */
  #onEarlyData(): Outcome {
    const flow = this.#flow;
    if (flow.direction === 1) {
      if (!acceptsSyn(flow)) return challenge(flow);
      if (!this.#tolerant) return Outcome.invalid;
      flow.words[flow.receiver + Side.maxAck] = flow.segment.sequence;
      flow.phase = Phase.tcpSynReceived;
      advance(flow);
      return Outcome.accepted;
    }
    const ahead = distance(flow.segment.sequence, flow.words[flow.sender + Side.maxEnd]);
    if (!this.#tolerant || ahead < 0 || ahead > lostReach) return Outcome.invalid;
    // If this segment was forged, the SYN-ACK for the true SYN shows it, and counts for more.
    flow.setPending(Pending.syn, flow.words[flow.sender + Side.end]);
    flow.words[flow.sender + Side.maxAck] = flow.segment.acknowledgement;
    flow.phase = Phase.tcpOneSided;
    advance(flow);
    return Outcome.accepted;
  }

  #onData(): Outcome {
    const flow = this.#flow;
    if (!isInWindow(flow, this.#tolerant)) {
      const mayBridge = this.#tolerant && !isOver[flow.phase];
      return mayBridge && bridgesGap(flow) ? Outcome.accepted : Outcome.invalid;
    }
    if (flow.phase === Phase.tcpClosed) return Outcome.ignored;
    if (flow.segment.hasFin && flow.mayNotArrive) return Outcome.ignored;
    advance(flow);
    if (flow.segment.hasFin) flow.set(State.fin << flow.direction);
    this.#settle();
    return Outcome.accepted;
  }

  /** The phase that follows from what both ends have sent and acknowledged. */
  #settle(): void {
    const flow = this.#flow;
    const { words, sender, receiver } = flow;
    // A half that nobody answered stays what it is, whatever it says: a flood can forge halves.
    if (!flow.receiverKnown || flow.phase === Phase.tcpTimeWait) return;
    if (flow.phase === Phase.tcpOneSided) flow.phase = Phase.tcpEstablished;
    const acksAll = distance(words[sender + Side.maxAck], words[receiver + Side.end]) >= 0;
    if (flow.phase === Phase.tcpSynReceived) {
      if (flow.direction === 0 && acksAll) flow.phase = Phase.tcpEstablished;
      else return;
    }
    if (!flow.has(3 * State.fin)) return;
    flow.phase = this.#closingPhase(acksAll);
  }

  #closingPhase(senderAcksAll: boolean): number {
    const { words, sender, receiver } = this.#flow;
    const receiverAcksAll = distance(words[receiver + Side.maxAck], words[sender + Side.end]) >= 0;
    const senderFin = this.#flow.has(State.fin << this.#flow.direction);
    const receiverFin = this.#flow.has(State.fin << (this.#flow.direction ^ 1));
    if (senderFin && receiverFin) {
      return senderAcksAll && receiverAcksAll ? Phase.tcpTimeWait : Phase.tcpLastAck;
    }
    return (senderFin ? receiverAcksAll : senderAcksAll) ? Phase.tcpCloseWait : Phase.tcpFinWait;
  }

  /**
   * RFC 5961 section 3.2: only the very next sequence number ends the connection. Elsewhere in the window the
   * receiver answers with a challenge and stays, so the tracker stays; out of window the segment is dropped.
   */
  #onReset(): Outcome {
    const flow = this.#flow;
    if (flow.phase === Phase.tcpSynSent) return this.#resetOfHandshake();
    if (!isInWindow(flow, this.#tolerant)) return Outcome.invalid;
    if (!this.#isExact() || flow.mayNotArrive || flow.phase === Phase.tcpClosed) return Outcome.ignored;
    flow.phase = Phase.tcpClosed;
    return Outcome.accepted;
  }

  #isExact(): boolean {
    const { segment, words, sender, receiver } = this.#flow;
    const isNext = this.#flow.senderKnown && segment.sequence === words[sender + Side.end];
    return isNext || (this.#flow.receiverKnown && segment.sequence === words[receiver + Side.maxAck]);
  }

  #resetOfHandshake(): Outcome {
    const flow = this.#flow;
    const { segment, words, sender } = flow;
    if (
      flow.direction === 0 &&
      flow.pending === Pending.challenge &&
      segment.sequence === flow.pendingValue
    ) {
      flow.setPending(Pending.none, 0);
      return Outcome.ignored;
    }
    const first = (words[sender + Side.maxEnd] - 1) | 0;
    const fits =
      flow.direction === 1 ? acceptsSyn(flow) : isBetween(first, segment.sequence, words[sender + Side.end]);
    if (!fits) return Outcome.invalid;
    flow.phase = Phase.tcpClosed;
    return Outcome.accepted;
  }

  /** Is this the number of a segment that the end in this direction may have sent lately (RFC 5927 section 4)? */
  mayHaveSent(slot: number, direction: 0 | 1, sequence: number): boolean {
    const flow = this.#flow;
    flow.moveTo(this.#table, slot, direction);
    if (!flow.senderKnown) return false;
    const behind = distance(flow.words[flow.sender + Side.end], sequence | 0);
    const reach = flow.receiverKnown ? flow.words[flow.receiver + Side.maxWindow] : 0;
    return behind >= 0 && behind <= Math.max(65_535, reach);
  }
}

function isBetween(low: number, value: number, high: number): boolean {
  return later(low, value) === value && later(value, high) === high;
}
