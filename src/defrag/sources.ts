import type { HashSeed } from '../net/hash-seed.ts';
import { SOURCE_WORDS } from './key.ts';
import { KeyedSlots } from './keyed-slots.ts';

/**
 * A number for each source that has datagrams open, so that what it uses can be counted. There are as many numbers as
 * datagrams, so no two sources ever share one.
 */
export class SourceTable {
  readonly #slots: KeyedSlots;
  /** Numbers that no source has. */
  readonly #free: Int32Array;
  #freeCount: number;

  constructor(capacity: number, seed: HashSeed) {
    this.#slots = new KeyedSlots(capacity, SOURCE_WORDS, seed);
    this.#free = Int32Array.from({ length: capacity }, (_, number) => capacity - 1 - number);
    this.#freeCount = capacity;
  }

  /** The number of the source whose address begins at `at`; -1 if it has none. */
  find(words: Uint32Array, at: number): number {
    return this.#slots.find(words, at);
  }

  /** The same; gives it one if it has none. */
  enter(words: Uint32Array, at: number): number {
    const found = this.find(words, at);
    if (found >= 0) return found;
    this.#freeCount--;
    const number = this.#free[this.#freeCount];
    this.#slots.add(number, words, at);
    return number;
  }

  /** The source uses nothing any more. */
  leave(number: number): void {
    this.#slots.remove(number);
    this.#free[this.#freeCount] = number;
    this.#freeCount++;
  }
}
