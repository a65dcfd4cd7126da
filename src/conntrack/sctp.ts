import type { Frame } from '../frame/frame.ts';
import { type FlowTable, sideOf } from './flow-table.ts';
import { rowShift, State, Word } from './layout.ts';
import { guessOpener, Opening, Outcome } from './outcome.ts';
import { isOver, Phase } from './phase.ts';

/** Types of the first chunk that matter here (RFC 9260 section 3.2). */
const Chunk = {
  data: 0,
  init: 1,
  initAck: 2,
  heartbeat: 4,
  heartbeatAck: 5,
  abort: 6,
  shutdown: 7,
  shutdownAck: 8,
  cookieEcho: 10,
  cookieAck: 11,
  shutdownComplete: 14,
} as const;

/** The T bit of ABORT and SHUTDOWN COMPLETE: the tag is the sender's own, reflected (RFC 9260 section 8.5.1). */
const reflectedTag = 1;

/**
 * SCTP, lightly: the first chunk of each packet moves the state, and the verification tag stands for the window
 * checks of TCP. A tag that was not seen yet (a capture that begins late) is learnt from the first packet.
 */
export class SctpTracker {
  readonly #table: FlowTable;
  #type = 0;
  #flags = 0;
  #tag = 0;
  #initiateTag = 0;
  /** Offset of the row at hand. */
  #row = 0;

  constructor(table: FlowTable) {
    this.#table = table;
  }

  opening(frame: Frame, pickup: boolean): Opening {
    this.#read(frame);
    // A heartbeat opens a further path of a multi-homed association (RFC 9260 section 5.4).
    if (this.#type === Chunk.init || this.#type === Chunk.heartbeat) return Opening.bySource;
    if (!pickup || this.#type === Chunk.abort) return Opening.refused;
    if (this.#type === Chunk.initAck || this.#type === Chunk.cookieAck) return Opening.guessedDestination;
    return guessOpener(frame.sourcePort, frame.destinationPort);
  }

  /** From the packet that opening() or update() has read. */
  open(slot: number, opening: Opening): void {
    const direction = opening === Opening.guessedDestination ? 1 : 0;
    this.#row = slot << rowShift;
    this.#phase = this.#type === Chunk.init ? Phase.sctpCookieWait : Phase.sctpHeartbeatSent;
    if (this.#type !== Chunk.init) this.#setTag(slot, direction, this.#tag);
    this.#takeInitiateTag(slot, direction);
  }

  update(slot: number, direction: 0 | 1, frame: Frame): Outcome {
    this.#read(frame);
    this.#row = slot << rowShift;
    if (this.#type === Chunk.init) return this.#onInit(slot, direction);
    if (!this.#tagFits(slot, direction)) return Outcome.invalid;
    if (isOver[this.#phase]) return Outcome.ignored;
    this.#takeInitiateTag(slot, direction);
    this.#phase = this.#nextPhase(direction);
    return Outcome.accepted;
  }

  /** INIT again, INIT of both ends at once (RFC 9260 section 5.2.1), restart, or reuse after the end. */
  #onInit(slot: number, direction: 0 | 1): Outcome {
    if (isOver[this.#phase]) return Outcome.reopened;
    const isOpening = this.#phase === Phase.sctpCookieWait;
    if (direction === 1) {
      if (!isOpening) return Outcome.invalid;
      this.#takeInitiateTag(slot, direction);
      return Outcome.simultaneous;
    }
    if (!isOpening) return Outcome.ignored;
    this.#takeInitiateTag(slot, direction);
    return Outcome.accepted;
  }

  /** A row keeps, for each direction, the tag that its packets must carry; 0 while it is unknown. */
  #tagFits(slot: number, direction: 0 | 1): boolean {
    const isReflected = (this.#flags & reflectedTag) !== 0 && this.#mayReflect();
    const expected = this.#table.words[sideOf(slot, isReflected ? direction ^ 1 : direction)];
    if (expected === 0 && !isReflected) this.#setTag(slot, direction, this.#tag);
    return expected === 0 || expected === this.#tag;
  }

  #mayReflect(): boolean {
    return this.#type === Chunk.abort || this.#type === Chunk.shutdownComplete;
  }

  /** INIT and INIT ACK name the tag that the other end must use. */
  #takeInitiateTag(slot: number, direction: number): void {
    if (this.#type !== Chunk.init && this.#type !== Chunk.initAck) return;
    this.#setTag(slot, direction ^ 1, this.#initiateTag);
  }

  #setTag(slot: number, direction: number, tag: number): void {
    this.#table.words[sideOf(slot, direction)] = tag;
  }

  #nextPhase(direction: 0 | 1): number {
    const phase = this.#phase;
    switch (this.#type) {
      case Chunk.abort:
      case Chunk.shutdownComplete:
        return Phase.sctpClosed;
      case Chunk.shutdown:
      case Chunk.shutdownAck:
        return Phase.sctpShutdown;
      case Chunk.initAck:
        return phase;
      case Chunk.cookieEcho:
        return phase === Phase.sctpCookieWait ? Phase.sctpCookieEchoed : phase;
      default:
        // Anything else that comes back proves that the other end takes part.
        return direction === 1 && phase !== Phase.sctpShutdown ? Phase.sctpEstablished : phase;
    }
  }

  get #phase(): number {
    return this.#table.words[this.#row + Word.state] & State.phase;
  }

  set #phase(phase: number) {
    const at = this.#row + Word.state;
    this.#table.words[at] = (this.#table.words[at] & ~State.phase) | phase;
  }

  /** Bytes that were not captured read as 0: a chunk of data and an unknown tag. */
  #read(frame: Frame): void {
    const at = frame.transportOffset;
    this.#tag = word(frame.bytes, at + 4);
    this.#type = frame.bytes[at + 12] ?? Chunk.data;
    this.#flags = frame.bytes[at + 13] ?? 0;
    this.#initiateTag = word(frame.bytes, at + 16);
  }
}

function word(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) return 0;
  return (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}
