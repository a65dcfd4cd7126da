import { rowBytes } from '../../kernels/layout.ts';
import type { Arena, ArenaPlan } from './arena.ts';
import type { RowBuffer, RowSink } from './row-reader.ts';
import { dataBytes, mostRows } from './row-writer.ts';

/** Buffers in the ring: while one is being judged others are read. Enough for a sleeping thread to wake up meanwhile. */
const ringBuffers = 16;

/** Words of a buffer's header. */
const stateWord = 0;
const countWord = 1;
/** KiB of the files that were read so far. */
const progressWord = 2;
/** 1: somebody sleeps until the state changes. To wake up nobody costs as much as to wake up somebody. */
const sleeperWord = 3;
const headerWords = 16;
const empty = 0;
const full = 1;
/** Looks at a state before one sleeps: some microseconds. */
const spins = 500;

/** Addresses of the parts of a ring; what another thread needs to find it. */
export interface RingAddresses {
  readonly headers: number;
  readonly buffers: readonly RowBuffer[];
}

export function planRing(plan: ArenaPlan): RingAddresses {
  return {
    headers: plan.add(ringBuffers * headerWords * 4),
    buffers: Array.from({ length: ringBuffers }, () => ({
      rows: plan.add(mostRows * rowBytes),
      data: plan.add(dataBytes),
    })),
  };
}

/** Batches of rows on their way from the thread that reads them to the one that judges them, in order. */
class Ring {
  readonly buffers: readonly RowBuffer[];
  readonly #words: Int32Array;

  constructor(arena: Arena, { headers, buffers }: RingAddresses) {
    this.buffers = buffers;
    this.#words = new Int32Array(arena.memory.buffer, headers, buffers.length * headerWords);
  }

  /** Waits until the buffer is in the state, for so many milliseconds. */
  waitFor(number: number, state: number, milliseconds: number): boolean {
    const at = number * headerWords + stateWord;
    const other = state === full ? empty : full;
    for (let spin = 0; spin < spins; spin++) if (Atomics.load(this.#words, at) === state) return true;
    if (milliseconds === 0) return false;
    Atomics.store(this.#words, number * headerWords + sleeperWord, 1);
    Atomics.wait(this.#words, at, other, milliseconds);
    Atomics.store(this.#words, number * headerWords + sleeperWord, 0);
    return Atomics.load(this.#words, at) === state;
  }

  set(number: number, state: number): void {
    const at = number * headerWords + stateWord;
    Atomics.store(this.#words, at, state);
    if (Atomics.load(this.#words, number * headerWords + sleeperWord) === 1) Atomics.notify(this.#words, at);
  }

  get(number: number): { readonly count: number; readonly bytesRead: number } {
    const at = number * headerWords;
    return { count: this.#words[at + countWord], bytesRead: this.#words[at + progressWord] * 1024 };
  }

  put(number: number, count: number, bytesRead: number): void {
    this.#words[number * headerWords + countWord] = count;
    this.#words[number * headerWords + progressWord] = bytesRead / 1024;
  }
}

/** The end that fills buffers. It blocks its thread while all are full. */
export class RingWriter implements RowSink {
  /** Of all files, so far. */
  bytesRead = 0;
  readonly #ring: Ring;
  #at = 0;

  constructor(arena: Arena, addresses: RingAddresses) {
    this.#ring = new Ring(arena, addresses);
  }

  get buffer(): RowBuffer {
    return this.#ring.buffers[this.#at];
  }

  pass(count: number): void {
    this.#ring.put(this.#at, count, this.bytesRead);
    this.#ring.set(this.#at, full);
    this.#at = (this.#at + 1) % this.#ring.buffers.length;
    this.#awaitRoom();
  }

  /** A full ring is slept on until half of it is empty: waking up for each buffer would cost more than reading it. */
  #awaitRoom(): void {
    if (this.#ring.waitFor(this.#at, empty, 0)) return;
    const half = (this.#at + this.#ring.buffers.length / 2) % this.#ring.buffers.length;
    while (!this.#ring.waitFor(half, empty, 1000));
  }

  /** Nothing more comes. */
  end(): void {
    this.pass(0);
  }
}

export interface RingBatch {
  /** Address of the rows. */
  readonly rows: number;
  readonly count: number;
  /** Bytes of the files that were read so far. */
  readonly bytesRead: number;
}

/** The end that empties them. */
export class RingReader {
  readonly #ring: Ring;
  #at = 0;

  constructor(arena: Arena, addresses: RingAddresses) {
    this.#ring = new Ring(arena, addresses);
  }

  /** The next batch, once it is there; undefined if it does not come within so many milliseconds. `count` 0: the end. */
  next(milliseconds: number): RingBatch | undefined {
    if (!this.#ring.waitFor(this.#at, full, milliseconds)) return undefined;
    return { rows: this.#ring.buffers[this.#at].rows, ...this.#ring.get(this.#at) };
  }

  /** Gives the batch's buffer back. */
  release(): void {
    this.#ring.set(this.#at, empty);
    this.#at = (this.#at + 1) % this.#ring.buffers.length;
  }
}
