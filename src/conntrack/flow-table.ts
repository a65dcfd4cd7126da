import { FlowIndex } from './flow-index.ts';
import { createKey, type FlowKey } from './key.ts';
import { Double, rowDoubles, rowShift, rowWords, State, sideWords, Word } from './layout.ts';

const smallestCapacity = 64;
/** A row is 128 bytes: 2^24 flows are 2 GiB. */
export const largestCapacity = 2 ** 24;

/** Flows in rows of typed arrays, with stable slots, bounded in number. It knows nothing of protocols. */
export class FlowTable {
  /** Rows of rowWords each; see layout.ts. Replaced when the table grows. */
  words: Int32Array;
  /** The same memory in doubles. */
  doubles: Float64Array;
  /** The key to look up and enter: a find() that was in vain must come first. */
  readonly key: FlowKey = createKey();
  readonly index: FlowIndex;
  /**
   * The time of the packet at hand, microseconds since 1970. A double in an array costs nothing to hand around;
   * as an argument or a field it is boxed for every packet.
   */
  readonly clock: Float64Array = Float64Array.of(Number.NEGATIVE_INFINITY);
  readonly maxFlows: number;
  /** Slots that exist now. */
  capacity: number;
  live = 0;
  /** Slots from here on were never used: sweeps stop here. */
  used = 0;
  readonly #onGrow: (capacity: number) => void;
  #free: Int32Array;
  #freeCount = 0;
  /** Packets come in trains, so the slot that was found last is tried first; -1 for none. */
  #lastFound = -1;

  constructor(maxFlows: number, seed: readonly [number, number], onGrow: (capacity: number) => void) {
    this.maxFlows = powerOfTwo(maxFlows);
    this.capacity = Math.min(this.maxFlows, smallestCapacity);
    this.words = new Int32Array(this.capacity * rowWords);
    this.doubles = new Float64Array(this.words.buffer);
    this.index = new FlowIndex(this.capacity, seed);
    this.#free = new Int32Array(this.capacity);
    this.#onGrow = onGrow;
  }

  /** The slot of the key, in either direction (index.direction); -1 if there is none. */
  find(): number {
    const last = this.#lastFound;
    if (last >= 0 && this.index.isKey(last, this.key, this.words)) return last;
    this.#lastFound = this.index.find(this.key, this.words);
    return this.#lastFound;
  }

  isLive(slot: number): boolean {
    return (this.words[(slot << rowShift) + Word.state] & State.live) !== 0;
  }

  phaseOf(slot: number): number {
    return this.words[(slot << rowShift) + Word.state] & State.phase;
  }

  /** The flow lives on from now. */
  touch(slot: number): void {
    this.doubles[slot * rowDoubles + Double.last] = this.clock[0];
  }

  /** There is a slot to be had, if need be by growing. */
  hasSlot(): boolean {
    return this.#freeCount > 0 || this.used < this.capacity || this.#grow();
  }

  hasCell(): boolean {
    return this.index.freeCell() >= 0;
  }

  /** Enters the key as a flow that begins now. hasSlot() and hasCell() must hold. */
  add(): number {
    const slot = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.used++;
    const row = slot << rowShift;
    this.words.fill(0, row, row + rowWords);
    this.words.set(this.key, row);
    this.words[row + Word.state] = State.live;
    this.doubles[slot * rowDoubles + Double.first] = this.clock[0];
    this.touch(slot);
    this.index.insert(slot);
    this.live++;
    return slot;
  }

  remove(slot: number): void {
    this.index.remove(slot, this.words);
    if (slot === this.#lastFound) this.#lastFound = -1;
    this.words[(slot << rowShift) + Word.state] = 0;
    this.#free[this.#freeCount++] = slot;
    this.live--;
  }

  count(slot: number, direction: number, bytes: number): void {
    this.words[(slot << rowShift) + Word.packets + direction]++;
    this.doubles[slot * rowDoubles + Double.bytes + direction] += bytes;
  }

  #grow(): boolean {
    if (this.capacity >= this.maxFlows) return false;
    this.capacity *= 2;
    const words = new Int32Array(this.capacity * rowWords);
    words.set(this.words);
    this.words = words;
    this.doubles = new Float64Array(words.buffer);
    // Growth happens only when no slot is free, so the free list is empty.
    this.#free = new Int32Array(this.capacity);
    this.index.grow(this.capacity, words);
    this.#onGrow(this.capacity);
    return true;
  }
}

/** Offset of a direction's sequence state in a row. */
export function sideOf(slot: number, direction: number): number {
  return (slot << rowShift) + Word.side + direction * sideWords;
}

function powerOfTwo(flows: number): number {
  const bounded = Math.min(Math.max(1, flows), largestCapacity);
  return 2 ** Math.floor(Math.log2(bounded));
}
