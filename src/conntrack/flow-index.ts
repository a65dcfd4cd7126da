import { bucketCells, crowdedCells } from '../kernels/flow-layout.ts';
import type { HashSeed } from '../net/hash-seed.ts';
import { FlowHash } from './hash.ts';
import { createKey, type FlowKey } from './key.ts';
import { bucketWords, rowShift } from './layout.ts';
import { directionOfKey, loadKey } from './row-key.ts';

/**
 * Finds the slot of a key. A flow may stand in one of two buckets of eight cells, so a look-up reads sixteen tags at
 * the most, whatever keys an attacker chooses. Where both are full one of the flows there moves to its other bucket
 * (cuckoo hashing, Pagh and Rodler 2001), so that who does not know the hash's key crowds nobody out.
 */
export class FlowIndex {
  /** Direction of the key that was found: 1 if it is the flow's key reversed. */
  direction: 0 | 1 = 0;
  /** Tags read since the start: a test holds it to sixteen a look-up. */
  tagsRead = 0;
  readonly #hash: FlowHash;
  readonly #cells: Int32Array;
  readonly #mask: number;
  /** Key of the flow that is removed or moved. */
  readonly #entered = createKey();
  /** Both hashes of the sought key. */
  #first = 0;
  #second = 0;

  /** `cells`: bucketsFor(slots) * bucketWords words, zero where the index is empty. */
  constructor(cells: Int32Array, seed: HashSeed) {
    this.#hash = new FlowHash(seed);
    this.#cells = cells;
    this.#mask = cells.length / bucketWords - 1;
  }

  /** The slot of the key, in either direction; -1 if there is none. It becomes the sought key. */
  find(key: FlowKey, rows: Int32Array): number {
    this.#hash.compute(key, 0);
    this.#first = this.#hash.first;
    this.#second = this.#hash.second;
    const tag = tagOf(this.#first, this.#second);
    const slot = this.#findIn(this.#first & this.#mask, tag, key, rows);
    return slot >= 0 ? slot : this.#findIn(this.#second & this.#mask, tag, key, rows);
  }

  #findIn(bucket: number, tag: number, key: FlowKey, rows: Int32Array): number {
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
  isKey(slot: number, key: FlowKey, rows: Int32Array): boolean {
    const direction = directionOfKey(rows, slot << rowShift, key);
    if (direction < 0) return false;
    this.direction = direction as 0 | 1;
    return true;
  }

  /** A free cell for the sought key (see crowdedCells); -1 if both of its buckets are full. */
  freeCell(): number {
    const first = (this.#first & this.#mask) * bucketWords;
    const second = (this.#second & this.#mask) * bucketWords;
    const crowd = this.#used(first);
    return this.#freeIn(crowd >= crowdedCells && this.#used(second) < crowd ? second : first);
  }

  #freeIn(at: number): number {
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
    this.#hashOf(slot, rows);
    const cell = this.#cellOf(slot, this.#hash.first) ?? this.#cellOf(slot, this.#hash.second);
    if (cell !== undefined) this.#cells[cell + bucketCells] = 0;
  }

  #hashOf(slot: number, rows: Int32Array): void {
    loadKey(rows, slot << rowShift, this.#entered);
    this.#hash.compute(this.#entered, 0);
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
    return this.#cells[this.#neighbourCell(n) + bucketCells] - 1;
  }

  #neighbourCell(n: number): number {
    const hash = n < bucketCells ? this.#first : this.#second;
    return (hash & this.#mask) * bucketWords + (n % bucketCells);
  }

  /**
   * Makes a free cell for the sought key, both of whose buckets are full: half of the flows in each are tried, other ones
   * in the second as it may be the same bucket. False: none of the eight can move.
   */
  displace(rows: Int32Array): boolean {
    for (let n = 0; n < bucketCells; n++) {
      const cell = this.#neighbourCell(n < bucketCells / 2 ? n : bucketCells + n);
      if (this.#moveAway(cell, rows)) return true;
    }
    return false;
  }

  /** Moves the flow of a cell to its other bucket, if that is not full. */
  #moveAway(cell: number, rows: Int32Array): boolean {
    const entry = this.#cells[cell + bucketCells];
    this.#hashOf(entry - 1, rows);
    const first = (this.#hash.first & this.#mask) * bucketWords;
    const stands = cell - (cell % bucketWords);
    const free = this.#freeIn(first === stands ? (this.#hash.second & this.#mask) * bucketWords : first);
    if (free < 0) return false;
    this.#cells[free] = this.#cells[cell];
    this.#cells[free + bucketCells] = entry;
    this.#cells[cell + bucketCells] = 0;
    return true;
  }
}

/** Independent of the bits that choose the buckets as far as 32 bits allow. */
function tagOf(first: number, second: number): number {
  return first ^ ((second << 16) | (second >>> 16));
}
