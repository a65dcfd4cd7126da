import type { CaptureSummary } from '../capture/packet.ts';
import { BeyondTables } from '../compile/bounds.ts';
import type { EngineCore } from '../engine/core.ts';
import { optimiseKernels } from '../kernels/load.ts';
import { BatchReplay } from './compiled/batch-replay.ts';
import { WorkerPool } from './compiled/worker-pool.ts';
import { Pipeline, type PipelineOptions } from './pipeline.ts';
import { playCaptures, type RunOptions } from './run.ts';

export type Threads = WorkerPool;

export interface Replay {
  /** Holds the sums. */
  readonly pipeline: Pipeline;
  /** Threads that are used. */
  readonly workers: number;
  /** What was too large for the kernels, so that connections are judged more slowly; empty in the usual case. */
  readonly beyond: readonly string[];
  /** Kernels that are WebAssembly do all that is done for each packet. */
  readonly isInKernels: boolean;
  /** Plays captures one after another, with one state across them. To be called once. */
  play(files: readonly string[], options?: RunOptions): Promise<readonly CaptureSummary[]>;
}

/**
 * What a replay of much traffic can have made ready before it begins: fast kernels, and threads for `workers` threads in
 * all, of which the one that calls is the first. To be closed behind it.
 */
export function startThreads(core: EngineCore, workers: number): Threads | undefined {
  if (core === 'compiled') optimiseKernels();
  return core === 'reference' ? undefined : WorkerPool.start(workers - 1);
}

/** The results are the same with any number of threads. */
export function createReplay(options: PipelineOptions, core: EngineCore, pool?: Threads): Replay {
  const beyond: string[] = [];
  if (core !== 'reference') {
    try {
      return new BatchReplay(options, { portable: core === 'portable', pool });
    } catch (error) {
      // The plain pipeline needs no shared memory.
      if (!(error instanceof BeyondTables)) throw error;
      beyond.push(error.message);
    }
  }
  const pipeline = new Pipeline(options);
  return {
    pipeline,
    workers: 1,
    beyond,
    isInKernels: false,
    play: (files, run) => playCaptures(files, pipeline, run),
  };
}
