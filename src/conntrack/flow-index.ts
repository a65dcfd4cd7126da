import { FlowHash } from './hash.ts';
import { rowShift, rowWords, Word } from './layout.ts';

const bucketCells = 8;
/** Eight tags, then eight slots plus one (0: free): a bucket is one cache line. */
const bucketWords = 2 * bucketCells;

/**
 * Finds the slot of a key. A flow may stand in one of two buckets of eight cells and goes to the emptier one, so a
 * look-up reads sixteen tags at the most, whatever keys an attacker chooses: keys that collide crowd each other
 * out instead of slowing the rest down.
 */
export class FlowIndex {
  /** Direction of the key that was found: 1 if it is the flow's key reversed. */
  direction: 0 | 1 = 0;
  /** Tags read since the start: a test holds it to sixteen a look-up. */
  tagsRead = 0;
  readonly #hash: FlowHash;
  #cells: Int32Array;
  #mask: number;
  /** Both hashes of the sought key. */
  #first = 0;
  #second = 0;

  /** `slots`: how many flows it should hold, a power of two. The cells are twice as many. */
  constructor(slots: number, seed: readonly [number, number]) {
    const buckets = bucketsFor(slots);
    this.#hash = new FlowHash(seed);
    this.#cells = new Int32Array(buckets * bucketWords);
    this.#mask = buckets - 1;
  }

  /** The slot of the key, in either direction; -1 if there is none. It becomes the sought key. */
  find(key: Int32Array, rows: Int32Array): number {
    this.#hash.compute(key, 0);
    this.#first = this.#hash.first;
    this.#second = this.#hash.second;
    const tag = tagOf(this.#first, this.#second);
    const slot = this.#findIn(this.#first & this.#mask, tag, key, rows);
    return slot >= 0 ? slot : this.#findIn(this.#second & this.#mask, tag, key, rows);
  }

  #findIn(bucket: number, tag: number, key: Int32Array, rows: Int32Array): number {
    const cells = this.#cells;
    const at = bucket * bucketWords;
    this.tagsRead += bucketCells;
    for (let cell = at; cell < at + bucketCells; cell++) {
      if (cells[cell] !== tag) continue;
      const slot = cells[cell + bucketCells] - 1;
      if (slot >= 0 && this.isKey(slot, key, rows)) return slot;
    }
    return -1;
  }

  /** The slot's flow has this key, in the direction that is left in `direction`. */
  isKey(slot: number, key: Int32Array, rows: Int32Array): boolean {
    const row = slot << rowShift;
    if (rows[row + Word.kind] !== key[Word.kind]) return false;
    const direction = sameWords(row, key, rows) ? 0 : 1;
    if (direction === 1 && !reversedWords(row, key, rows)) return false;
    this.direction = direction;
    return true;
  }

  /** A free cell for the sought key, in the emptier of its buckets; -1 if both are full. */
  freeCell(): number {
    const first = (this.#first & this.#mask) * bucketWords;
    const second = (this.#second & this.#mask) * bucketWords;
    const at = this.#used(second) < this.#used(first) ? second : first;
    for (let cell = at; cell < at + bucketCells; cell++) {
      if (this.#cells[cell + bucketCells] === 0) return cell;
    }
    return -1;
  }

  #used(at: number): number {
    let used = 0;
    for (let cell = at + bucketCells; cell < at + bucketWords; cell++)
      used += Number(this.#cells[cell] !== 0);
    return used;
  }

  /** Enters the sought key. freeCell() must not be -1. */
  insert(slot: number): void {
    const cell = this.freeCell();
    this.#cells[cell] = tagOf(this.#first, this.#second);
    this.#cells[cell + bucketCells] = slot + 1;
  }

  remove(slot: number, rows: Int32Array): void {
    this.#hash.compute(rows, slot << rowShift);
    const cell = this.#cellOf(slot, this.#hash.first) ?? this.#cellOf(slot, this.#hash.second);
    if (cell !== undefined) this.#cells[cell + bucketCells] = 0;
  }

  #cellOf(slot: number, hash: number): number | undefined {
    const at = (hash & this.#mask) * bucketWords;
    for (let cell = at; cell < at + bucketCells; cell++) {
      if (this.#cells[cell + bucketCells] === slot + 1) return cell;
    }
    return undefined;
  }

  /** Slot of the n-th cell (0..15) of the sought key's two buckets; -1 where it is free. */
  neighbour(n: number): number {
    const hash = n < bucketCells ? this.#first : this.#second;
    return this.#cells[(hash & this.#mask) * bucketWords + bucketCells + (n % bucketCells)] - 1;
  }

  /**
   * Room for twice as many. An entry stays with the one of its two hashes that put it where it is, so every
   * bucket splits in two and none can overflow.
   */
  grow(slots: number, rows: Int32Array): void {
    const old = this.#cells;
    const oldMask = this.#mask;
    const buckets = bucketsFor(slots);
    this.#cells = new Int32Array(buckets * bucketWords);
    this.#mask = buckets - 1;
    for (let at = 0; at < old.length; at++) {
      const slot = old[at + bucketCells] - 1;
      if (at % bucketWords >= bucketCells || slot < 0) continue;
      this.#hash.compute(rows, slot << rowShift);
      const byFirst = (this.#hash.first & oldMask) === Math.floor(at / bucketWords);
      this.#place((byFirst ? this.#hash.first : this.#hash.second) & this.#mask, slot, old[at]);
    }
  }

  #place(bucket: number, slot: number, tag: number): void {
    let cell = bucket * bucketWords;
    while (this.#cells[cell + bucketCells] !== 0) cell++;
    this.#cells[cell] = tag;
    this.#cells[cell + bucketCells] = slot + 1;
  }
}

/** Independent of the bits that choose the buckets as far as 32 bits allow. */
function tagOf(first: number, second: number): number {
  return first ^ ((second << 16) | (second >>> 16));
}

function bucketsFor(slots: number): number {
  return Math.max(1, (slots * 2) / bucketCells);
}

function sameWords(row: number, key: Int32Array, rows: Int32Array): boolean {
  for (let i = Word.ports; i >= 0; i--) if (rows[row + i] !== key[i]) return false;
  return true;
}

function reversedWords(row: number, key: Int32Array, rows: Int32Array): boolean {
  const ports = key[Word.ports];
  if (rows[row + Word.ports] !== ((ports << 16) | (ports >>> 16))) return false;
  for (let i = 0; i < 4; i++) {
    if (rows[row + i] !== key[4 + i] || rows[row + 4 + i] !== key[i]) return false;
  }
  return true;
}

/** Words of a table with this many slots, rows and index together: what the memory bound is made of. */
export function tableWords(slots: number): number {
  return slots * rowWords + bucketsFor(slots) * bucketWords;
}
