import type { CaptureSummary } from '../capture/packet.ts';
import { readCapture } from '../capture/read.ts';
import type { Pipeline } from './pipeline.ts';

export interface RunOptions {
  /** Bytes and packets of all captures so far. */
  readonly onProgress?: (bytes: number, packets: number) => void;
  /** Asked between pieces of a file; a promise holds the reading back. */
  readonly ready?: () => Promise<void> | undefined;
}

/** Plays captures one after another through a pipeline, with one state across them. */
export async function playCaptures(
  files: readonly string[],
  pipeline: Pipeline,
  options: RunOptions = {},
): Promise<readonly CaptureSummary[]> {
  const summaries: CaptureSummary[] = [];
  let before = 0;
  for (const file of files) {
    let read = 0;
    const summary = await readCapture(
      file,
      (packet) => {
        pipeline.packet(packet);
        return true;
      },
      {
        onProgress: (bytes) => {
          read = bytes;
          options.onProgress?.(before + bytes, pipeline.tally.packets);
        },
        ready: options.ready,
      },
    );
    before += read;
    summaries.push(summary);
  }
  await pipeline.finish(options.ready);
  return summaries;
}
