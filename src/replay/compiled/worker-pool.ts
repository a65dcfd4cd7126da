import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';

/** Built threads, beside this file; a source tree that runs as it is has none. */
const threads = { reader: './reader-thread.js', tracker: './tracker-thread.js' } as const;

export type Thread = keyof typeof threads;

function pathOf(thread: Thread): string {
  return fileURLToPath(new URL(threads[thread], import.meta.url));
}

export function canUseThreads(): boolean {
  return existsSync(pathOf('reader'));
}

/** The threads of a replay. They start at once, so that they are there when they are needed. */
export class WorkerPool {
  /** Why a thread has failed; undefined while none has. */
  failure: unknown;
  readonly #pool: Piscina;

  constructor(size: number) {
    this.#pool = new Piscina({
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
