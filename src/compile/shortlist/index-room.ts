import { VectorMemory } from './vectors.ts';

/** Keys in all indexes: some 150 bytes each. */
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
