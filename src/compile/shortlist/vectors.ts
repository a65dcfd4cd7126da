import { addBit, type Bits, emptyBits, ones } from '../bits.ts';

/** Rules that one word of a summary is about. */
export const blockRules = 1024;
/** So many words are found one by one as fast as by an index. */
const fewWords = 8;

/**
 * A set of rules by number: a bit for each, in words of which only those are kept that have any. A summary says which
 * these are, so that what is common to several sets is found without a look at most words (aggregated bit vectors:
 * Baboescu and Varghese, SIGCOMM 2001).
 */
export class RuleVector {
  /** Numbers of the words that are kept, ascending. */
  readonly #numbers: readonly number[];
  readonly #kept: readonly number[];
  /** Where they are not few. */
  readonly #index: WordIndex | undefined;

  /** These rules, ascending; `blocks` of blockRules are enough for all. */
  constructor(blocks: number, rules: Iterable<number>) {
    const numbers: number[] = [];
    const kept: number[] = [];
    for (const rule of rules) {
      const last = numbers.length - 1;
      if (last >= 0 && numbers[last] === rule >>> 5) kept[last] |= 1 << (rule & 31);
      else {
        numbers.push(rule >>> 5);
        kept.push(1 << (rule & 31));
      }
    }
    this.#numbers = numbers;
    this.#kept = kept;
    if (numbers.length > fewWords) this.#index = new WordIndex(blocks, numbers);
  }

  /** About: two small arrays and what is in them. */
  get bytes(): number {
    return 96 + this.#numbers.length * 16 + (this.#index?.bytes ?? 0);
  }

  /** Which of the words 32 * block to 32 * block + 31 have any. */
  summary(block: number): number {
    if (this.#index !== undefined) return this.#index.summary[block];
    let some = 0;
    for (const number of this.#numbers) if (number >>> 5 === block) some |= 1 << (number & 31);
    return some;
  }

  /** Rules 32 * number to 32 * number + 31. */
  word(number: number): number {
    const at = this.#index === undefined ? this.#numbers.indexOf(number) : this.#index.find(number);
    return at < 0 ? 0 : this.#kept[at];
  }
}

/** Finds words among those that are kept. */
class WordIndex {
  readonly summary: Bits;
  /** By word of the summary: how many are kept before those that it is about. */
  readonly #before: Uint32Array;

  constructor(blocks: number, numbers: readonly number[]) {
    this.summary = emptyBits(blocks * 32);
    for (const number of numbers) addBit(this.summary, number);
    this.#before = new Uint32Array(blocks);
    for (let block = 1; block < blocks; block++)
      this.#before[block] = this.#before[block - 1] + ones(this.summary[block - 1]);
  }

  get bytes(): number {
    return this.summary.byteLength + this.#before.byteLength;
  }

  /** -1 for one that is not kept. */
  find(number: number): number {
    const block = number >>> 5;
    const bit = 1 << (number & 31);
    const some = this.summary[block];
    return (some & bit) === 0 ? -1 : this.#before[block] + ones(some & (bit - 1));
  }
}

/** Sets of which each rule that is meant is in one at least. */
export type VectorGroup = readonly RuleVector[];

/** Numbers of the rules in blocks `from` to `to` - 1 that are in some set of every group, ascending. */
export function* common(groups: readonly VectorGroup[], from: number, to: number): Generator<number, void> {
  for (let block = from; block < to; block++) {
    for (let some = commonSummary(groups, block); some !== 0; some &= some - 1) {
      const word = block * 32 + lowest(some);
      for (let bits = commonWord(groups, word); bits !== 0; bits &= bits - 1) yield word * 32 + lowest(bits);
    }
  }
}

/** The first of blocks `from` to `to` - 1 that may have such rules; `to` for none. */
export function firstBlock(groups: readonly VectorGroup[], from: number, to: number): number {
  let block = from;
  while (block < to && commonSummary(groups, block) === 0) block++;
  return block;
}

function commonSummary(groups: readonly VectorGroup[], block: number): number {
  let all = -1;
  for (let group = 0; group < groups.length && all !== 0; group++) {
    let some = 0;
    for (const vector of groups[group]) some |= vector.summary(block);
    all &= some;
  }
  return all;
}

function commonWord(groups: readonly VectorGroup[], word: number): number {
  let all = -1;
  for (let group = 0; group < groups.length && all !== 0; group++) {
    let some = 0;
    for (const vector of groups[group]) some |= vector.word(word);
    all &= some;
  }
  return all;
}

function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/** Bytes of vectors that are kept. */
const mostBytes = 2 ** 26;

/** Who keeps vectors. */
interface VectorUser {
  forget(): void;
}

/** How much the vectors of all indexes take together. Beyond the limit all are forgotten, and made again when asked for. */
export class VectorMemory {
  readonly #most: number;
  /** With their bytes. */
  readonly #users = new Map<VectorUser, number>();
  #used = 0;

  constructor(most = mostBytes) {
    this.#most = most;
  }

  /** Bytes. */
  get used(): number {
    return this.#used;
  }

  /** For what is kept until `forget` is called; what was spent before may be forgotten now. */
  spend(user: VectorUser, bytes: number): void {
    if (this.#used + bytes > this.#most) {
      for (const one of this.#users.keys()) one.forget();
      this.#users.clear();
      this.#used = 0;
    }
    this.#users.set(user, (this.#users.get(user) ?? 0) + bytes);
    this.#used += bytes;
  }

  /** Nobody asks the user any more. */
  drop(user: VectorUser): void {
    this.#used -= this.#users.get(user) ?? 0;
    this.#users.delete(user);
  }
}
