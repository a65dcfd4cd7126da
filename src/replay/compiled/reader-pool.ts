import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { ReaderResult, ReaderTask } from './reader-thread.ts';

/** Where the built thread lies; a source tree that runs as it is has none. */
const threadPath = fileURLToPath(new URL('./reader-thread.js', import.meta.url));

export function canReadInThread(): boolean {
  return existsSync(threadPath);
}

/** A pool of the one thread that reads captures. */
export class ReaderPool {
  readonly result: Promise<ReaderResult>;
  readonly #pool: Piscina;
  /** Why the thread has failed; undefined while it has not. */
  failure: unknown;

  constructor(task: ReaderTask) {
    this.#pool = new Piscina({ filename: threadPath, minThreads: 1, maxThreads: 1, atomics: 'disabled' });
    this.result = this.#pool.run(task);
    this.result.catch((error) => {
      this.failure = error;
    });
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
