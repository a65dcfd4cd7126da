import type { HashSeed } from '../net/hash-seed.ts';
import { keyedHash } from './key.ts';

/**
 * Finds the slot of a key that packets choose: a keyed hash with chains. A JavaScript Map would do with string keys, but
 * costs a string a look-up; with numbers for keys it can be flooded, as its hash is public.
 */
export class KeyedSlots {
  readonly #width: number;
  readonly #seed: HashSeed;
  readonly #keys: Uint32Array;
  readonly #hashes: Uint32Array;
  /** The next slot of the same chain; -1 behind the last. */
  readonly #chain: Int32Array;
  readonly #heads: Int32Array;

  /** `width`: words of a key. */
  constructor(slots: number, width: number, seed: HashSeed) {
    this.#width = width;
    this.#seed = seed;
    this.#keys = new Uint32Array(slots * width);
    this.#hashes = new Uint32Array(slots);
    this.#chain = new Int32Array(slots).fill(-1);
    this.#heads = new Int32Array(powerOfTwo(slots * 2)).fill(-1);
  }

  /** The slot of the key that begins at `at`; -1 if there is none. */
  find(words: Uint32Array, at = 0): number {
    const hash = keyedHash(words, at, this.#width, this.#seed);
    let slot = this.#heads[this.#head(hash)];
    while (slot >= 0 && !(this.#hashes[slot] === hash && this.#hasKey(slot, words, at)))
      slot = this.#chain[slot];
    return slot;
  }

  /** A key that is not there yet, and a slot that has none. */
  add(slot: number, words: Uint32Array, at = 0): void {
    const hash = keyedHash(words, at, this.#width, this.#seed);
    const head = this.#head(hash);
    for (let i = 0; i < this.#width; i++) this.#keys[slot * this.#width + i] = words[at + i];
    this.#hashes[slot] = hash;
    this.#chain[slot] = this.#heads[head];
    this.#heads[head] = slot;
  }

  remove(slot: number): void {
    const head = this.#head(this.#hashes[slot]);
    if (this.#heads[head] === slot) this.#heads[head] = this.#chain[slot];
    else this.#chain[this.#before(head, slot)] = this.#chain[slot];
  }

  /** Word of the slot's key. */
  word(slot: number, index: number): number {
    return this.#keys[slot * this.#width + index];
  }

  #head(hash: number): number {
    return hash & (this.#heads.length - 1);
  }

  /** The slot before `slot` in its chain, in which it is not the first. */
  #before(head: number, slot: number): number {
    let before = this.#heads[head];
    while (this.#chain[before] !== slot) before = this.#chain[before];
    return before;
  }

  #hasKey(slot: number, words: Uint32Array, at: number): boolean {
    for (let i = 0; i < this.#width; i++) if (this.word(slot, i) !== words[at + i]) return false;
    return true;
  }
}

function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(least));
}
