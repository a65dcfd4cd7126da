/** xorshift32: the same numbers everywhere. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1;
  }

  word(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return this.#state >>> 0;
  }

  below(limit: number): number {
    return this.word() % limit;
  }

  chance(probability: number): boolean {
    return this.word() < probability * 2 ** 32;
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }
}
