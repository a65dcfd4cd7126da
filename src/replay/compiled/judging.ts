import { setTimeout } from 'node:timers/promises';
import { kernelModule } from '../../kernels/load.ts';
import type { Arena } from './arena.ts';
import type { BatchPipeline } from './batch-pipeline.ts';
import type { Batch } from './span.ts';
import { type QueueAddresses, queueEntries, TrackQueue } from './track-queue.ts';
import type { WorkerPool } from './worker-pool.ts';

/** Milliseconds between two looks at whether the tracking thread is still alive. */
const patience = 100;

export interface JudgingParts {
  readonly pipeline: BatchPipeline;
  readonly arena: Arena;
  /** Absent: this thread tracks too. */
  readonly queue: QueueAddresses | undefined;
  readonly pool: WorkerPool | undefined;
  readonly portable: boolean;
}

/**
 * Takes batches of parsed rows in order and judges them: at once, or, where another thread tracks connections, when it
 * is done with them. Nothing but its speed depends on which.
 */
export class Judging {
  readonly #pipeline: BatchPipeline;
  readonly #queue: TrackQueue | undefined;
  readonly #pool: WorkerPool | undefined;
  readonly #task: unknown;
  /** By entry of the queue: whom to tell when its batch is judged. */
  readonly #whenJudged: ((() => void) | undefined)[] = [];
  #tracking: Promise<void> | undefined;

  constructor({ pipeline, arena, queue, pool, portable }: JudgingParts) {
    this.#pipeline = pipeline;
    this.#pool = pool;
    if (queue === undefined) return;
    this.#queue = new TrackQueue(arena, queue);
    const module = portable ? undefined : kernelModule();
    this.#task = { memory: arena.memory, module, queue, table: pipeline.tableAddress, portable };
  }

  /** Number of the buffer whose rows may be filled next: below queueEntries, or 0 without another thread. */
  get next(): number {
    return this.#queue?.next ?? 0;
  }

  async start(): Promise<void> {
    if (this.#queue === undefined || this.#pool === undefined) return;
    this.#tracking = this.#pool.run('tracker', this.#task);
    // Whoever waits for the thread learns of its failure from the pool.
    this.#tracking.catch(() => {});
    // A thread that starts needs this thread's event loop, which stands still while batches are judged.
    while (!this.#queue.isServed) {
      this.check();
      await setTimeout(1);
    }
  }

  /** The rows must stay as they are until `whenJudged` is called, or until their buffer is the next again. */
  take({ rows, count }: Batch, whenJudged?: () => void): void {
    const queue = this.#queue;
    if (queue === undefined) {
      this.#pipeline.batch({ rows, count });
      whenJudged?.();
      return;
    }
    this.#whenJudged[queue.next] = whenJudged;
    queue.submit(rows, count);
    while (this.#judgeOldest(queue, 0));
    while (queue.pending === queueEntries) this.#await(queue);
  }

  /** Everything that was taken is judged. */
  get isIdle(): boolean {
    return this.#queue === undefined || this.#queue.pending === 0;
  }

  /** Judges the oldest batch, if it is tracked within so many milliseconds. Says whether it has. */
  advance(milliseconds: number): boolean {
    return this.#queue !== undefined && this.#judgeOldest(this.#queue, milliseconds);
  }

  /** Judges all that was taken. */
  finish(): void {
    const queue = this.#queue;
    while (queue !== undefined && queue.pending > 0) this.#await(queue);
  }

  /** Throws if a thread has failed. */
  check(): void {
    if (this.#pool?.failure !== undefined) throw this.#pool.failure;
  }

  async end(): Promise<void> {
    this.finish();
    this.#queue?.submit(0, 0);
    await this.#tracking;
  }

  #await(queue: TrackQueue): void {
    if (!this.#judgeOldest(queue, patience)) this.check();
  }

  /** False: it is not tracked yet, or there is none. */
  #judgeOldest(queue: TrackQueue, milliseconds: number): boolean {
    const batch = queue.take(milliseconds);
    if (batch === undefined) return false;
    this.#pipeline.trackedBatch(batch);
    this.#whenJudged[queue.oldest]?.();
    queue.finish();
    return true;
  }
}
