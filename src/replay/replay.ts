import type { CaptureSummary } from '../capture/packet.ts';
import type { EngineCore } from '../engine/core.ts';
import { BatchReplay } from './compiled/batch-replay.ts';
import { Pipeline, type PipelineOptions } from './pipeline.ts';
import { playCaptures, type RunOptions } from './run.ts';

export interface Replay {
  /** Holds the sums. */
  readonly pipeline: Pipeline;
  /** Plays captures one after another, with one state across them. To be called once. */
  play(files: readonly string[], options?: RunOptions): Promise<readonly CaptureSummary[]>;
}

export function createReplay(options: PipelineOptions, core: EngineCore): Replay {
  if (core !== 'reference') return new BatchReplay(options, core === 'portable');
  const pipeline = new Pipeline(options);
  return { pipeline, play: (files, run) => playCaptures(files, pipeline, run) };
}
