import { setImmediate } from 'node:timers/promises';
import type { CaptureSummary } from '../../capture/packet.ts';
import { failureOf } from '../../diagnostics/errors.ts';
import { controlBytes, controlBytesParsed, controlSeen } from '../../kernels/control.ts';
import { tableMemo } from '../../kernels/flow-layout.ts';
import { leaveNames, leaveTunnels } from '../../kernels/layout.ts';
import { type Kernels, kernelModule, loadKernels } from '../../kernels/load.ts';
import { defaultMaxFlows, type PipelineOptions } from '../pipeline.ts';
import type { RunOptions } from '../run.ts';
import { type Arena, ArenaPlan } from './arena.ts';
import { BatchPipeline } from './batch-pipeline.ts';
import type { EarlyMemory } from './early-memory.ts';
import { planEarly } from './early-plan.ts';
import { Judging } from './judging.ts';
import { canTrackAhead, PipelinePlan } from './pipeline-plan.ts';
import type { ReaderResult, ReaderTask } from './reader-thread.ts';
import { type RingAddresses, type RingBatch, RingReader } from './ring.ts';
import type { RowBuffer } from './row-output.ts';
import { RowReader } from './row-reader.ts';
import { openersOf, planBuffer, readBytesAlone } from './row-writer.ts';
import { planQueue, type QueueAddresses, queueEntries } from './track-queue.ts';
import type { WorkerPool } from './worker-pool.ts';

/** Combinations of HeaderSeen bits. */
const seenKinds = 512;
/** Milliseconds between two turns of the event loop, of which each takes as long as a batch: signals must get theirs. */
const turnEvery = 100;
/** Batches between two looks at the clock, where nobody writes. */
const looksEvery = 8;
/** Milliseconds that this thread waits for others before it looks whether they are still alive. */
const patience = 20;

export interface BatchReplayOptions {
  readonly portable: boolean;
  /** Threads for parts of the work: the first reads and parses; a second tracks, where it may be ahead of the judgement. */
  readonly pool?: WorkerPool;
  /** Used where it was made for the same number of flows. */
  readonly early?: EarlyMemory;
}

/** Plays captures by the batch. */
export class BatchReplay {
  readonly pipeline: BatchPipeline;
  /** Threads that are used. */
  readonly workers: number;
  readonly beyond: readonly string[];
  readonly isInKernels: boolean;
  readonly #options: BatchReplayOptions;
  readonly #leave: number;
  readonly #arena: Arena;
  readonly #kernels: Kernels;
  /** As many as batches can be on their way to the tracker; one without it. */
  readonly #buffers: readonly RowBuffer[];
  readonly #control: number;
  readonly #memo: number;
  /** For a thread that reads. */
  readonly #ring: RingAddresses | undefined;
  /** For a thread that tracks. */
  readonly #queue: QueueAddresses | undefined;
  readonly #pool: WorkerPool | undefined;
  /** Whose memory this is. */
  readonly #early: EarlyMemory | undefined;
  /** Of all files, so far. */
  #bytesRead = 0;
  #batches = 0;
  /** performance.now() of the last turn of the event loop. */
  #turned = 0;

  /** Throws BeyondTables where the shared memory would be too large. */
  constructor(options: PipelineOptions, how: BatchReplayOptions) {
    const threads = how.pool?.size ?? 0;
    const plan = new ArenaPlan();
    const planned = planEarly(plan, options.maxFlows ?? defaultMaxFlows, threads);
    const { table, memo, ring, buffer } = planned;
    const pipelinePlan = new PipelinePlan(options, plan, table);
    const reads = threads > 0;
    const tracks = threads > 1 && canTrackAhead(options);
    this.beyond = pipelinePlan.lanes.flatMap((lane) => lane.beyond);
    this.workers = 1 + Number(tracks) + Number(reads);
    this.#queue = tracks ? planQueue(plan) : undefined;
    this.#ring = ring;
    const buffers = () => Array.from({ length: tracks ? queueEntries : 1 }, () => planBuffer(plan));
    this.#buffers = buffer === undefined ? buffers() : [buffer];
    this.#control = plan.add(controlBytes);
    this.#memo = memo;
    const early = how.early?.take(planned, pipelinePlan.capacity, plan.end);
    this.#early = early && how.early;
    this.#arena = plan.make(early?.memory);
    this.#arena.words[(table + tableMemo) / 4] = memo;
    this.#pool = how.pool;
    this.#kernels = early?.kernels ?? loadKernels(this.#arena.memory, { portable: how.portable });
    this.#options = how;
    this.pipeline = new BatchPipeline(pipelinePlan, this.#arena, this.#kernels);
    const isTold = options.onFlow !== undefined || options.onVerdict !== undefined;
    this.isInKernels = !how.portable && !isTold && !this.pipeline.usesNames;
    this.#leave = (options.decap ? leaveTunnels : 0) | (this.pipeline.usesNames ? leaveNames : 0);
  }

  async play(files: readonly string[], options: RunOptions = {}): Promise<readonly CaptureSummary[]> {
    const rowsTouched = (await this.#early?.touched) ?? 0;
    const judging = new Judging({
      pipeline: this.pipeline,
      arena: this.#arena,
      queue: this.#queue,
      pool: this.#pool,
      portable: this.#options.portable,
    });
    await judging.start();
    // Standard input belongs to this thread.
    const ahead = this.#ring === undefined ? [] : untilStandardInput(files);
    const summaries = await this.#playAhead({ files: ahead, rowsTouched }, judging, options);
    for (const file of files.slice(summaries.length))
      summaries.push(await this.#playHere(file, judging, options));
    await judging.end();
    this.#settle();
    await this.pipeline.finish(options.ready);
    return summaries;
  }

  async #playHere(
    file: string,
    judging: Judging,
    { ready, onProgress }: RunOptions,
  ): Promise<CaptureSummary> {
    const buffers = this.#buffers;
    const sink = {
      get buffer() {
        return buffers[judging.next];
      },
      isAhead: true,
      pass(count: number) {
        judging.take({ rows: this.buffer.rows, count });
      },
    };
    const before = this.#bytesRead;
    const parts = {
      arena: this.#arena,
      kernels: this.#kernels,
      control: this.#control,
      table: this.pipeline.tableAddress,
      memo: this.#memo,
      readBytes: readBytesAlone,
      leave: this.#leave,
    };
    return new RowReader(parts, sink).read(file, {
      onProgress: (bytes) => {
        this.#bytesRead = before + bytes;
        onProgress?.(this.#bytesRead, this.pipeline.tally.packets);
      },
      ready: () => this.#turn(ready),
    });
  }

  /** Another thread reads; the summaries are those of its files. Throws what it met. */
  async #playAhead(
    what: Pick<ReaderTask, 'files' | 'rowsTouched'>,
    judging: Judging,
    options: RunOptions,
  ): Promise<CaptureSummary[]> {
    const ring = this.#ring;
    const pool = this.#pool;
    if (ring === undefined || pool === undefined || what.files.length === 0) return [];
    const { memory } = this.#arena;
    const { portable } = this.#options;
    const module = portable ? undefined : kernelModule();
    const { tableAddress: table, slotMemories } = this.pipeline;
    const parts = {
      ring,
      control: this.#control,
      table,
      memo: this.#memo,
      slotMemories,
      leave: this.#leave,
    };
    const task: ReaderTask = { ...what, memory, module, portable, ...parts };
    const [{ summaries, failure }] = await Promise.all([
      pool.run<ReaderResult>('reader', task),
      this.#drain(new RingReader(this.#arena, ring), judging, options),
    ]);
    if (failure !== undefined) throw failureOf(failure);
    return [...summaries];
  }

  async #drain(ring: RingReader, judging: Judging, { ready, onProgress }: RunOptions): Promise<void> {
    for (;;) {
      const batch = ring.next(judging.isIdle ? patience : 0);
      if (batch === undefined) {
        // The reader may be waiting for the buffer of the oldest batch.
        if (!judging.advance(patience)) judging.check();
        await setImmediate();
        continue;
      }
      // The last bytes were read behind the last packets.
      if (batch.count === 0) {
        this.#bytesRead = batch.bytesRead;
        break;
      }
      if (!batch.isHinted) this.#hint(batch);
      judging.take(batch, () => ring.release());
      onProgress?.(batch.bytesRead, this.pipeline.tally.packets);
      this.#bytesRead = batch.bytesRead;
      const wait = this.#turn(ready);
      if (wait !== undefined) await wait;
    }
    judging.finish();
  }

  /** The thread that reads leaves this to the one that judges while that might soon have to wait. */
  #hint({ rows, count }: RingBatch): void {
    this.#kernels.hintRows(rows, count, this.pipeline.tableAddress, this.#memo, openersOf(rows));
  }

  /** Between two batches. */
  #turn(ready: RunOptions['ready']): Promise<void> | undefined {
    this.#batches++;
    if (ready === undefined && this.#batches % looksEvery !== 0) return undefined;
    const now = performance.now();
    if (now - this.#turned < turnEvery) return ready?.();
    this.#turned = now;
    return turn(ready);
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

/** Lets whoever writes catch up, and then the event loop run. */
async function turn(ready: RunOptions['ready']): Promise<void> {
  await ready?.();
  await setImmediate();
}

function untilStandardInput(files: readonly string[]): readonly string[] {
  const at = files.indexOf('-');
  return at < 0 ? files : files.slice(0, at);
}
