import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { ReaderResult, ReaderTask } from './reader-thread.ts';

/** Where the built thread lies; a source tree that runs as it is has none. */
const threadPath = fileURLToPath(new URL('./reader-thread.js', import.meta.url));

export function canReadInThread(): boolean {
  return existsSync(threadPath);
}

/** A pool of the one thread that reads captures. The thread starts at once, so that it is there when it is needed. */
export class ReaderPool {
  /** Why the thread has failed; undefined while it has not. */
  failure: unknown;
  readonly #pool: Piscina;

  constructor() {
    this.#pool = new Piscina({ filename: threadPath, minThreads: 1, maxThreads: 1, atomics: 'disabled' });
  }

  async run(task: ReaderTask): Promise<ReaderResult> {
    try {
      return await this.#pool.run(task);
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
