import { mostRows } from '../../kernels/layout.ts';
import type { Arena, ArenaPlan } from './arena.ts';
import { Signals, signalsBytes } from './signals.ts';

/** Batches on their way. No fewer than a reader's ring has buffers, so that none of them waits for an entry. */
export const queueEntries = 16;

/** Words beside the state of an entry. */
const rowsWord = 0;
const countWord = 1;
const reachedWord = 2;
/** States: nothing is in it; rows are to be tracked; they are, as far as the kernel goes. */
const empty = 0;
const waiting = 1;
const tracked = 2;

/** The signal behind those of the entries: the thread that tracks is there. */
const presence = queueEntries;
const present = 1;

/** Addresses of the parts of a queue; what another thread needs to find it. */
export interface QueueAddresses {
  readonly headers: number;
  /** By entry: what the track kernel writes, a word a row. */
  readonly tracked: readonly number[];
}

export function planQueue(plan: ArenaPlan): QueueAddresses {
  return {
    headers: plan.add(signalsBytes(queueEntries + 1)),
    tracked: Array.from({ length: queueEntries }, () => plan.add(mostRows * 4)),
  };
}

/** A batch whose first `reached` rows are tracked: the words stand at `tracked`. */
export interface TrackedBatch {
  readonly rows: number;
  readonly count: number;
  readonly tracked: number;
  readonly reached: number;
}

/** The end that hands out batches to be tracked and takes them back, in order. */
export class TrackQueue {
  readonly #signals: Signals;
  readonly #tracked: readonly number[];
  #submitted = 0;
  #finished = 0;

  constructor(arena: Arena, { headers, tracked }: QueueAddresses) {
    this.#signals = new Signals(arena, headers, queueEntries + 1);
    this.#tracked = tracked;
  }

  /** Somebody tracks. */
  get isServed(): boolean {
    return this.#signals.is(presence, present);
  }

  /** Batches that are handed out and not finished. */
  get pending(): number {
    return this.#submitted - this.#finished;
  }

  /** The entry that the next batch gets; it is free if fewer than all are pending. */
  get next(): number {
    return this.#submitted % queueEntries;
  }

  /** The entry of the batch that was handed out first. */
  get oldest(): number {
    return this.#finished % queueEntries;
  }

  /** `count` 0: no more will come. */
  submit(rows: number, count: number): void {
    const entry = this.next;
    this.#signals.put(entry, rowsWord, rows);
    this.#signals.put(entry, countWord, count);
    this.#signals.set(entry, waiting);
    this.#submitted++;
  }

  /** The oldest batch, if it is tracked within so many milliseconds. The tracker sleeps behind one that it could not finish. */
  take(milliseconds: number): TrackedBatch | undefined {
    const entry = this.oldest;
    if (this.pending === 0) return undefined;
    if (!this.#signals.waitFor(entry, tracked, milliseconds)) return undefined;
    return {
      rows: this.#signals.get(entry, rowsWord),
      count: this.#signals.get(entry, countWord),
      reached: this.#signals.get(entry, reachedWord),
      tracked: this.#tracked[entry],
    };
  }

  /** The oldest batch is done with: all its rows are tracked. */
  finish(): void {
    this.#signals.set(this.oldest, empty);
    this.#finished++;
  }
}

/** The end that tracks. It blocks its thread while there is nothing to do. */
export class TrackerEnd {
  readonly #signals: Signals;
  readonly #tracked: readonly number[];
  #at = 0;

  constructor(arena: Arena, { headers, tracked }: QueueAddresses) {
    this.#signals = new Signals(arena, headers, queueEntries + 1);
    this.#tracked = tracked;
    this.#signals.set(presence, present);
  }

  /** Waits for the next batch; undefined: there are no more. */
  next(): Omit<TrackedBatch, 'reached'> | undefined {
    const entry = this.#at % queueEntries;
    while (!this.#signals.waitFor(entry, waiting, 1000));
    const count = this.#signals.get(entry, countWord);
    if (count === 0) return undefined;
    return { rows: this.#signals.get(entry, rowsWord), count, tracked: this.#tracked[entry] };
  }

  /** Gives the batch back. If it is not tracked to its end, the rest is done elsewhere, and this waits for it. */
  give(reached: number, count: number): void {
    const entry = this.#at++ % queueEntries;
    this.#signals.put(entry, reachedWord, reached);
    this.#signals.set(entry, tracked);
    if (reached < count) while (!this.#signals.waitWhile(entry, tracked, 1000));
  }
}
