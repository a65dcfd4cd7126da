import type { Budget } from '../bounds.ts';

/** Numbers of a box: of each dimension the first value, then of each the last. */
export const boxWords = 8;
export const dimensions = 4;

/**
 * What rules match as boxes in four dimensions, both ends inclusive: the own end (by its number among those that are asked), the
 * other end (by its position), and the two numbers of the traffic. In the order of the rules.
 */
export class BoxList {
  #words = new Int32Array(0);
  #results = new Uint32Array(0);
  #size = 0;
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  get size(): number {
    return this.#size;
  }

  /** By box, boxWords numbers. */
  get words(): Int32Array {
    return this.#words.subarray(0, this.#size * boxWords);
  }

  /** By box, what its rule says: see kernels/trees.ts. */
  get results(): Uint32Array {
    return this.#results.subarray(0, this.#size);
  }

  /** Copies the box. Throws BeyondTables. */
  add(box: Int32Array, result: number): void {
    this.#budget.spend('treeBoxes', 1);
    if (this.#size === this.#results.length) this.#grow();
    this.#words.set(box, this.#size * boxWords);
    this.#results[this.#size++] = result;
  }

  /** Most stages have no rules of a direction, or few. */
  #grow(): void {
    const room = Math.max(16, this.#results.length * 2);
    const words = new Int32Array(room * boxWords);
    words.set(this.#words);
    this.#words = words;
    const results = new Uint32Array(room);
    results.set(this.#results);
    this.#results = results;
  }
}
