import { VectorMemory } from './vectors.ts';

/** Keys in all indexes. Measured, they take 20 bytes (ClassBench's rules share most) to 90 (rules that share none, in short lists). */
const mostKeys = 2 ** 20;

/** What the indexes of all lists may take together. Once it is full, lists that have none are walked. */
export class IndexRoom {
  readonly vectors = new VectorMemory();
  readonly #most: number;
  #keys = 0;

  constructor(most = mostKeys) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.#keys >= this.#most;
  }

  /** So many keys more, or fewer. */
  add(keys: number): void {
    this.#keys += keys;
  }
}
