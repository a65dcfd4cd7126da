import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';

/** The package is loaded for whoever wants threads: most replays are of small captures, and have none. */
const load = createRequire(import.meta.url);

/** Built threads, beside this file; a source tree that runs as it is has none. */
const threads = { reader: './reader-thread.js', tracker: './tracker-thread.js' } as const;

export type Thread = keyof typeof threads;

function pathOf(thread: Thread): string {
  return fileURLToPath(new URL(threads[thread], import.meta.url));
}

function canUseThreads(): boolean {
  return existsSync(pathOf('reader'));
}

/** So many have something to do: one reads and parses, one tracks; the thread that starts them judges. */
const mostThreads = 2;

/**
 * The threads of a replay. They start at once, so that they are there when they are needed: a start takes as long as a
 * million packets. Whoever makes a pool must close it.
 */
export class WorkerPool {
  /** Why a thread has failed; undefined while none has. */
  failure: unknown;
  readonly size: number;
  readonly #pool: Piscina;

  /** `threads` beside the one that calls; undefined where there are none to be had. */
  static start(threads: number): WorkerPool | undefined {
    return threads > 0 && canUseThreads() ? new WorkerPool(Math.min(threads, mostThreads)) : undefined;
  }

  private constructor(size: number) {
    this.size = size;
    const { Piscina: Pool } = load('piscina') as typeof import('piscina');
    this.#pool = new Pool({
      filename: pathOf('reader'),
      minThreads: size,
      maxThreads: size,
      atomics: 'disabled',
    });
  }

  async run<Result>(thread: Thread, task: unknown): Promise<Result> {
    try {
      return (await this.#pool.run(task, { filename: pathOf(thread) })) as Result;
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
