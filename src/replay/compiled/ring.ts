import type { Arena, ArenaPlan } from './arena.ts';
import type { RowBuffer, RowSink } from './row-output.ts';
import { planBuffer } from './row-writer.ts';
import { Signals, signalsBytes } from './signals.ts';

/**
 * Buffers in the ring: while one is being judged others are read. Enough for a sleeping thread to wake up meanwhile, and
 * few enough to stay in caches.
 */
const ringBuffers = 8;

/** Buffers that are still full when the thread that judges has enough to do: while it has fewer it might soon wait. */
const enoughBuffers = 3;

/** Words beside the state of a buffer. */
const countWord = 0;
/** KiB of the files that were read so far. */
const progressWord = 1;
/** 1: the rows have hints. */
const hintedWord = 2;
/** States. */
const empty = 0;
const full = 1;

/** Addresses of the parts of a ring; what another thread needs to find it. */
export interface RingAddresses {
  readonly headers: number;
  readonly buffers: readonly RowBuffer[];
}

export function planRing(plan: ArenaPlan): RingAddresses {
  return {
    headers: plan.add(signalsBytes(ringBuffers)),
    buffers: Array.from({ length: ringBuffers }, () => planBuffer(plan)),
  };
}

/** Batches of rows on their way from the thread that reads them to the one that judges them, in order. */
class Ring {
  readonly buffers: readonly RowBuffer[];
  readonly signals: Signals;

  constructor(arena: Arena, { headers, buffers }: RingAddresses) {
    this.buffers = buffers;
    this.signals = new Signals(arena, headers, buffers.length);
  }

  behind(number: number): number {
    return (number + 1) % this.buffers.length;
  }
}

/** The end that fills buffers. It blocks its thread while all are full. */
export class RingWriter implements RowSink {
  /** Of all files, so far. */
  bytesRead = 0;
  readonly #ring: Ring;
  readonly #whenPassed: () => void;
  #at = 0;

  /** `whenPassed`: what else there is to do before it waits. */
  constructor(arena: Arena, addresses: RingAddresses, whenPassed: () => void = () => {}) {
    this.#ring = new Ring(arena, addresses);
    this.#whenPassed = whenPassed;
  }

  get buffer(): RowBuffer {
    return this.#ring.buffers[this.#at];
  }

  /** So many buffers were passed and not given back. */
  get isAhead(): boolean {
    const { buffers, signals } = this.#ring;
    return signals.is((this.#at + buffers.length - enoughBuffers) % buffers.length, full);
  }

  pass(count: number, isHinted: boolean): void {
    const { signals } = this.#ring;
    signals.put(this.#at, countWord, count);
    signals.put(this.#at, hintedWord, Number(isHinted));
    signals.put(this.#at, progressWord, this.bytesRead / 1024);
    signals.set(this.#at, full);
    this.#at = this.#ring.behind(this.#at);
    this.#whenPassed();
    while (!signals.waitFor(this.#at, empty, 1000));
  }

  /** Nothing more comes. */
  end(): void {
    this.pass(0, false);
  }
}

export interface RingBatch {
  /** Address of the rows. */
  readonly rows: number;
  readonly count: number;
  readonly isHinted: boolean;
  /** Bytes of the files that were read so far. */
  readonly bytesRead: number;
}

/** The end that empties them. It may have several at once, and gives them back in their order. */
export class RingReader {
  readonly #ring: Ring;
  #at = 0;
  #released = 0;
  /** Buffers that it has and not given back. */
  #held = 0;

  constructor(arena: Arena, addresses: RingAddresses) {
    this.#ring = new Ring(arena, addresses);
  }

  /** The next batch; undefined if it does not come within so many milliseconds, or if all are here. `count` 0: the end. */
  next(milliseconds: number): RingBatch | undefined {
    const { signals, buffers } = this.#ring;
    const at = this.#at;
    // If it has all, the next is one of them, and still full.
    if (this.#held === buffers.length) return undefined;
    if (!signals.waitFor(at, full, milliseconds)) return undefined;
    this.#held++;
    this.#at = this.#ring.behind(at);
    return {
      rows: buffers[at].rows,
      count: signals.get(at, countWord),
      isHinted: signals.get(at, hintedWord) === 1,
      bytesRead: signals.get(at, progressWord) * 1024,
    };
  }

  /** Gives the first buffer that is not yet given back. */
  release(): void {
    this.#ring.signals.set(this.#released, empty);
    this.#held--;
    this.#released = this.#ring.behind(this.#released);
  }
}
