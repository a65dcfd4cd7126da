import { treeBoxBytes, treeLeaf, treeNodeBytes, treeWhatShift } from '../../kernels/image-layout.ts';
import type { Budget } from '../bounds.ts';
import { type BoxList, boxWords, dimensions } from './box-list.ts';
import type { Cut } from './cuts.ts';

/** Trees as the kernels read them (kernels/image-layout.ts): nodes, boxes of leaves, and what their rules say. */
export class Forest {
  readonly #nodes = new Words(treeNodeBytes / 4);
  readonly #boxes = new Words(treeBoxBytes / 4);
  readonly #results = new Words(1);
  /** By the boxes of a leaf of some list: where they stand. */
  #leaves = new Map<string, number>();
  #list: BoxList | undefined;
  readonly #budget: Budget;
  /** Boxes of the longest leaf. */
  longest = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  get nodes(): Uint32Array {
    return this.#nodes.all;
  }

  get boxes(): Uint32Array {
    return this.#boxes.all;
  }

  get results(): Uint32Array {
    return this.#results.all;
  }

  /** Nodes, the leaves among them. */
  get size(): number {
    return this.#nodes.size;
  }

  /** Those that leaves share once. */
  get boxesInLeaves(): number {
    return this.#results.size;
  }

  /** Gives the number of the first. */
  addNodes(count: number): number {
    return this.#nodes.add(count);
  }

  setCut(node: number, { dimension, at }: Cut, children: number): void {
    this.#nodes.set(node, [at, ((children << treeWhatShift) | dimension) >>> 0]);
  }

  /** Throws BeyondTables. */
  setLeaf(node: number, boxes: Int32Array, list: BoxList): void {
    if (boxes.length > this.longest) {
      this.#budget.spend('leafBoxes', boxes.length - this.longest);
      this.longest = boxes.length;
    }
    this.#nodes.set(node, [this.#place(boxes, list), ((boxes.length << treeWhatShift) | treeLeaf) >>> 0]);
  }

  /** Number of the first of the boxes. Leaves of the same boxes share them. */
  #place(boxes: Int32Array, list: BoxList): number {
    if (list !== this.#list) {
      this.#list = list;
      this.#leaves = new Map();
    }
    const key = boxes.join();
    let first = this.#leaves.get(key);
    if (first === undefined) {
      first = this.#boxes.add(boxes.length);
      this.#results.add(boxes.length);
      const { words, results } = list;
      for (let n = 0; n < boxes.length; n++) {
        this.#boxes.set(first + n, formOf(words, boxes[n] * boxWords));
        this.#results.set(first + n, [results[boxes[n]]]);
      }
      this.#leaves.set(key, first);
    }
    return first;
  }
}

/** First values, and how far the last ones are from them. */
function formOf(words: Int32Array, at: number): readonly number[] {
  const form: number[] = [];
  for (let dimension = 0; dimension < dimensions; dimension++) {
    form[dimension] = words[at + dimension];
    form[dimensions + dimension] = words[at + dimensions + dimension] - words[at + dimension];
  }
  return form;
}

/** Items of so many words, one behind the other. */
class Words {
  #words: Uint32Array;
  readonly #length: number;
  size = 0;

  constructor(length: number) {
    this.#length = length;
    this.#words = new Uint32Array(1024 * length);
  }

  get all(): Uint32Array {
    return this.#words.subarray(0, this.size * this.#length);
  }

  /** Gives the number of the first. */
  add(count: number): number {
    const first = this.size;
    this.size += count;
    if (this.size * this.#length > this.#words.length) {
      const words = new Uint32Array(2 ** Math.ceil(Math.log2(this.size)) * this.#length);
      words.set(this.#words);
      this.#words = words;
    }
    return first;
  }

  set(item: number, words: readonly number[]): void {
    this.#words.set(words, item * this.#length);
  }
}
