import { type FlowTable, sideOf } from './flow-table.ts';
import { Rest, restWords, rowShift, Side, State, Word } from './layout.ts';
import { createSegment, type Segment, unknownScale } from './segment.ts';

/** RFC 7323 section 2.3. An unknown scale counts as this one. */
const largestScale = 14;

/** Paths change, so a few hops more or less mean nothing. */
const timeToLiveSlack = 16;

/** The row of one TCP connection, seen from the sender of the segment at hand. One object, moved from row to row. */
export class TcpFlow {
  readonly segment: Segment = createSegment();
  words: Int32Array = new Int32Array(0);
  row = 0;
  direction: 0 | 1 = 0;
  /** Offsets of the two ends' sequence state; see Side. */
  sender = 0;
  receiver = 0;
  #rest: Int32Array = new Int32Array(0);
  #restAt = 0;

  moveTo(table: FlowTable, slot: number, direction: 0 | 1): void {
    this.words = table.words;
    this.row = slot << rowShift;
    this.#rest = table.rest;
    this.#restAt = slot * restWords;
    this.direction = direction;
    this.sender = sideOf(slot, direction);
    this.receiver = sideOf(slot, direction ^ 1);
  }

  get phase(): number {
    return this.words[this.row + Word.state] & State.phase;
  }

  set phase(phase: number) {
    const at = this.row + Word.state;
    this.words[at] = (this.words[at] & ~State.phase) | phase;
  }

  has(flag: number): boolean {
    return (this.words[this.row + Word.state] & flag) !== 0;
  }

  set(flag: number): void {
    this.words[this.row + Word.state] |= flag;
  }

  clear(flags: number): void {
    this.words[this.row + Word.state] &= ~flags;
  }

  get senderKnown(): boolean {
    return this.has(State.known << this.direction);
  }

  get receiverKnown(): boolean {
    return this.has(State.known << (this.direction ^ 1));
  }

  get pending(): number {
    return this.words[this.row + Word.state] & State.pending;
  }

  /** Remembers the segment's number until the other end's answer tells what it was. */
  setPending(kind: number, value: number, acknowledgement = 0): void {
    const at = this.row + Word.state;
    const reply = this.direction === 1 ? State.pendingReply : 0;
    this.words[at] = (this.words[at] & ~(State.pending | State.pendingReply)) | kind | reply;
    this.#rest[this.#restAt + Rest.pending] = value;
    this.#rest[this.#restAt + Rest.pendingAck] = acknowledgement;
  }

  get pendingValue(): number {
    return this.#rest[this.#restAt + Rest.pending];
  }

  get pendingAck(): number {
    return this.#rest[this.#restAt + Rest.pendingAck];
  }

  /** Writes the sender's sequence state from scratch. */
  initialise(end: number, maxEnd: number, maxWindow: number, maxAck: number): void {
    this.words[this.sender + Side.end] = end;
    this.words[this.sender + Side.maxEnd] = maxEnd;
    this.words[this.sender + Side.maxWindow] = Math.max(1, maxWindow);
    this.words[this.sender + Side.maxAck] = maxAck;
    if (this.senderKnown) return;
    this.set(State.known << this.direction);
    this.words[this.row + Word.tcp] |= this.segment.timeToLive << (8 + 8 * this.direction);
  }

  /** The window that the segment offers, in bytes. A SYN's is never scaled (RFC 7323 section 2.2). */
  get offeredWindow(): number {
    const scale = this.#scale(this.direction);
    return this.segment.window << Math.min(scale, largestScale);
  }

  #scale(direction: number): number {
    return (this.words[this.row + Word.tcp] >>> (4 * direction)) & 15;
  }

  #setScale(direction: number, scale: number): void {
    const at = this.row + Word.tcp;
    this.words[at] = (this.words[at] & ~(15 << (4 * direction))) | (scale << (4 * direction));
  }

  forgetScales(): void {
    this.#setScale(0, unknownScale);
    this.#setScale(1, unknownScale);
  }

  /**
   * From a SYN or SYN-ACK. Both ends must offer the option, or neither scales: a SYN with it leaves the other end
   * unknown, one without it leaves 0 for both.
   */
  takeScale(isAnswer: boolean): void {
    const offered = this.segment.windowScale;
    const isAgreed = offered >= 0 && (!isAnswer || this.#scale(this.direction) === unknownScale);
    this.#setScale(this.direction, isAgreed ? offered : 0);
    if (!isAgreed) this.#setScale(this.direction ^ 1, 0);
    else if (!isAnswer) this.#setScale(this.direction ^ 1, unknownScale);
  }

  /**
   * The segment has far fewer hops left than this direction's first one: made to be seen here and to die before
   * the receiver (Handley, Paxson and Kreibich 2001). It must not end the connection.
   */
  get mayNotArrive(): boolean {
    if (!this.senderKnown) return false;
    const usual = (this.words[this.row + Word.tcp] >>> (8 + 8 * this.direction)) & 255;
    return usual - this.segment.timeToLive > timeToLiveSlack;
  }
}
