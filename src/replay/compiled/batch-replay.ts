import { setImmediate } from 'node:timers/promises';
import type { CaptureSummary } from '../../capture/packet.ts';
import { controlBytes, controlBytesParsed, controlSeen } from '../../kernels/control.ts';
import { leaveNames, leaveTunnels, rowBytes } from '../../kernels/layout.ts';
import { type Kernels, loadKernels } from '../../kernels/load.ts';
import type { PipelineOptions } from '../pipeline.ts';
import type { RunOptions } from '../run.ts';
import { type Arena, ArenaPlan } from './arena.ts';
import { BatchPipeline, PipelinePlan } from './batch-pipeline.ts';
import { canReadInThread, ReaderPool } from './reader-pool.ts';
import { planRing, type RingAddresses, RingReader } from './ring.ts';
import { type RowBuffer, RowReader } from './row-reader.ts';
import { dataBytes, mostRows } from './row-writer.ts';

/** Combinations of HeaderSeen bits. */
const seenKinds = 512;
/** Batches between two turns of the event loop: signals, and what is written, must get their turn. */
const batchesATurn = 32;

export interface BatchReplayOptions {
  readonly portable: boolean;
  /** Threads: with two or more another one reads and parses ahead. */
  readonly workers: number;
}

/** Plays captures by the batch. */
export class BatchReplay {
  readonly pipeline: BatchPipeline;
  /** Threads that are used. */
  readonly workers: number;
  readonly beyond: readonly string[];
  readonly #options: BatchReplayOptions;
  readonly #leave: number;
  readonly #arena: Arena;
  readonly #kernels: Kernels;
  readonly #buffer: RowBuffer;
  readonly #control: number;
  readonly #ring: RingAddresses | undefined;
  readonly #pool: ReaderPool | undefined;
  /** Of all files, so far. */
  #bytesRead = 0;

  /** Throws BeyondTables where the shared memory would be too large. */
  constructor(options: PipelineOptions, how: BatchReplayOptions) {
    this.workers = how.workers > 1 && canReadInThread() ? 2 : 1;
    this.#pool = this.workers > 1 ? new ReaderPool() : undefined;
    const plan = new ArenaPlan();
    const pipelinePlan = new PipelinePlan(options, plan);
    this.beyond = pipelinePlan.lanes.flatMap((lane) => lane.beyond);
    this.#ring = this.workers > 1 ? planRing(plan) : undefined;
    this.#buffer = { rows: plan.add(mostRows * rowBytes), data: plan.add(dataBytes) };
    this.#control = plan.add(controlBytes);
    this.#arena = this.#make(plan);
    this.#kernels = loadKernels(this.#arena.memory, { portable: how.portable });
    this.#options = how;
    this.pipeline = new BatchPipeline(pipelinePlan, this.#arena, this.#kernels);
    this.#leave = (options.decap ? leaveTunnels : 0) | (this.pipeline.usesNames ? leaveNames : 0);
  }

  #make(plan: ArenaPlan): Arena {
    try {
      return plan.make();
    } catch (error) {
      void this.#pool?.close();
      throw error;
    }
  }

  async play(files: readonly string[], options: RunOptions = {}): Promise<readonly CaptureSummary[]> {
    // Standard input belongs to this thread.
    const ahead = this.#ring === undefined ? [] : untilStandardInput(files);
    const summaries = await this.#playAhead(ahead, options);
    for (const file of files.slice(summaries.length)) summaries.push(await this.#playHere(file, options));
    this.#settle();
    this.pipeline.finish();
    return summaries;
  }

  async #playHere(file: string, { ready, onProgress }: RunOptions): Promise<CaptureSummary> {
    const sink = {
      buffer: this.#buffer,
      pass: (count: number) => this.pipeline.batch({ rows: this.#buffer.rows, count }),
    };
    let passed = 0;
    const before = this.#bytesRead;
    const parts = { arena: this.#arena, kernels: this.#kernels, control: this.#control, leave: this.#leave };
    return new RowReader(parts, sink).read(file, {
      onProgress: (bytes) => {
        this.#bytesRead = before + bytes;
        onProgress?.(this.#bytesRead, this.pipeline.tally.packets);
      },
      ready: async () => {
        await ready?.();
        if (++passed % batchesATurn === 0) await setImmediate();
      },
    });
  }

  /** Another thread reads; the summaries are those of the files that it could read. */
  async #playAhead(files: readonly string[], options: RunOptions): Promise<CaptureSummary[]> {
    const ring = this.#ring;
    const pool = this.#pool;
    if (ring === undefined || pool === undefined) return [];
    const { memory } = this.#arena;
    const task = { memory, ring, control: this.#control, files, leave: this.#leave, ...this.#options };
    try {
      if (files.length === 0) return [];
      const [summaries] = await Promise.all([
        pool.run(task),
        this.#drain(new RingReader(this.#arena, ring), pool, options),
      ]);
      return [...summaries];
    } finally {
      await pool.close();
    }
  }

  async #drain(ring: RingReader, pool: ReaderPool, { ready, onProgress }: RunOptions): Promise<void> {
    for (let passed = 1; ; passed++) {
      const batch = ring.next(20);
      if (batch === undefined) {
        if (pool.failure !== undefined) throw pool.failure;
        await setImmediate();
        continue;
      }
      if (batch.count === 0) return;
      this.pipeline.batch(batch);
      ring.release();
      onProgress?.(batch.bytesRead, this.pipeline.tally.packets);
      this.#bytesRead = batch.bytesRead;
      await ready?.();
      if (passed % batchesATurn === 0) await setImmediate();
    }
  }

  /** What the parse kernel has counted. */
  #settle(): void {
    const { tally } = this.pipeline;
    const { words, doubles } = this.#arena;
    tally.bytes += doubles[(this.#control + controlBytesParsed) / 8];
    for (let seen = 0; seen < seenKinds; seen++) {
      tally.seen(seen, words[(this.#control + controlSeen) / 4 + seen]);
    }
  }
}

function untilStandardInput(files: readonly string[]): readonly string[] {
  const at = files.indexOf('-');
  return at < 0 ? files : files.slice(0, at);
}
