import type { CaptureSummary } from '../capture/packet.ts';
import { BeyondTables } from '../compile/bounds.ts';
import type { EngineCore } from '../engine/core.ts';
import { canOptimiseEarly, optimiseKernels } from '../kernels/load.ts';
import { BatchReplay } from './compiled/batch-replay.ts';
import { EarlyMemory } from './compiled/early-memory.ts';
import { WorkerPool } from './compiled/worker-pool.ts';
import { defaultMaxFlows, Pipeline, type PipelineOptions } from './pipeline.ts';
import { playCaptures, type RunOptions } from './run.ts';

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

export interface PreparationOptions {
  /** Threads in all, of which the one that calls is the first. */
  readonly workers: number;
  /** As PipelineOptions has it. */
  readonly maxFlows?: number;
  /** Of all captures; undefined where nobody knows. */
  readonly bytes: number | undefined;
}

/** Bytes of captures from which on a rehearsal takes less time than it saves. */
const rehearsedBytes = 32 * 2 ** 20;

/** What a replay of much traffic can have made ready while policies are read. Whoever starts it must close it. */
export class Preparation {
  readonly pool: WorkerPool | undefined;
  readonly early: EarlyMemory | undefined;

  private constructor({ workers, maxFlows = defaultMaxFlows, bytes = 0 }: PreparationOptions) {
    this.pool = WorkerPool.start(workers - 1);
    this.early = EarlyMemory.make(maxFlows, bytes, this.pool?.size ?? 0);
  }

  /** Undefined for a core that could not use it. */
  static start(core: EngineCore, options: PreparationOptions): Preparation | undefined {
    if (core === 'compiled') optimiseKernels();
    if (core === 'reference') return undefined;
    const preparation = new Preparation(options);
    if (core === 'portable' && canOptimiseEarly() && (options.bytes ?? 0) >= rehearsedBytes)
      preparation.early?.rehearse();
    return preparation;
  }

  async close(): Promise<void> {
    await this.pool?.close();
  }
}

/** `preparation`: for one replay alone. The results are the same without it. */
export function createReplay(options: PipelineOptions, core: EngineCore, preparation?: Preparation): Replay {
  const beyond: string[] = [];
  if (core !== 'reference') {
    try {
      return new BatchReplay(options, { ...preparation, portable: core === 'portable' });
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
