import { tableControlBytes, tableTimeouts } from '../kernels/flow-layout.ts';
import type { HashSeed } from '../net/hash-seed.ts';
import { FlowIndex } from './flow-index.ts';
import { createKey, type FlowKey } from './key.ts';
import {
  bucketWords,
  Control,
  Double,
  restDoubles,
  restWords,
  rowDoubles,
  rowShift,
  rowWords,
  State,
  sideWords,
  Word,
} from './layout.ts';
import { phaseNames } from './phase.ts';
import { storeKey } from './row-key.ts';
import { type TableMemory, tableLayout } from './table-memory.ts';

/**
 * Flows in rows of shared memory, with stable slots, bounded in number. It knows nothing of protocols. The track
 * kernel works on the same memory, so whatever both change is read from there each time.
 */
export class FlowTable {
  /** Rows of rowWords each; see layout.ts. */
  readonly words: Int32Array;
  /** The same memory in doubles. */
  readonly doubles: Float64Array;
  /** What is left of flows, restWords each: see Rest. */
  readonly rest: Int32Array;
  /** Times of first packets, by slot times restDoubles. */
  readonly firstTimes: Float64Array;
  /** See Control. */
  readonly control: Uint32Array;
  /** The key to look up and enter: a find() that was in vain must come first. */
  readonly key: FlowKey = createKey();
  readonly index: FlowIndex;
  /**
   * The time of the packet at hand, microseconds since 1970. A double in an array costs nothing to hand around;
   * as an argument or a field it is boxed for every packet.
   */
  readonly clock: Float64Array;
  /** Microseconds of silence by phase number. */
  readonly timeouts: Float64Array;
  /** Slots. */
  readonly capacity: number;
  readonly memory: TableMemory;
  readonly #free: Int32Array;
  /**
   * Packets come in trains, so the slot that was found last is tried first; -1 for none. A key is in the table once
   * so if the slot still lives this never changes what is found, and the kernel need not know it.
   */
  #lastFound = -1;

  /** Without `memory` it takes its own. */
  constructor(maxFlows: number, seed: HashSeed, memory?: TableMemory) {
    const layout = tableLayout(maxFlows);
    this.memory = memory ?? { buffer: new ArrayBuffer(layout.bytes), byteOffset: 0 };
    const { buffer, byteOffset } = this.memory;
    this.capacity = layout.capacity;
    this.control = new Uint32Array(buffer, byteOffset, tableControlBytes / 4);
    this.clock = new Float64Array(buffer, byteOffset, 1);
    this.timeouts = new Float64Array(buffer, byteOffset + tableTimeouts, phaseNames.length);
    this.words = new Int32Array(buffer, byteOffset + layout.rows, this.capacity * rowWords);
    this.doubles = new Float64Array(buffer, byteOffset + layout.rows, this.capacity * rowDoubles);
    this.rest = new Int32Array(buffer, byteOffset + layout.rest, this.capacity * restWords);
    this.firstTimes = new Float64Array(buffer, byteOffset + layout.rest, this.capacity * restDoubles);
    const cells = new Int32Array(buffer, byteOffset + layout.cells, layout.cellWords);
    this.index = new FlowIndex(cells, seed);
    this.#free = new Int32Array(buffer, byteOffset + layout.free, this.capacity);
    this.clock[0] = Number.NEGATIVE_INFINITY;
    this.control[Control.capacity] = layout.capacity;
    this.control[Control.mask] = layout.cellWords / bucketWords - 1;
    this.control[Control.cells] = layout.cells;
    this.control[Control.free] = layout.free;
    this.control[Control.rest] = layout.rest;
    this.control.set(seed, Control.seed);
  }

  get live(): number {
    return this.control[Control.live];
  }

  /** Slots from here on were never used: sweeps stop here. */
  get used(): number {
    return this.control[Control.used];
  }

  /** The slot of the key, in either direction (index.direction); -1 if there is none. */
  find(): number {
    const last = this.#lastFound;
    // The kernel may have ended the flow.
    if (last >= 0 && this.isLive(last) && this.index.isKey(last, this.key, this.words)) return last;
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

  hasSlot(): boolean {
    return this.control[Control.freeCount] > 0 || this.used < this.capacity;
  }

  /** There is a free cell for the key now. False: whatever stands where it may stand can stand nowhere else. */
  makeCell(): boolean {
    return this.index.freeCell() >= 0 || this.index.displace(this.words);
  }

  /** Enters the key as a flow that begins now. hasSlot() and makeCell() must hold. */
  add(): number {
    const slot = this.#takeSlot();
    const row = slot << rowShift;
    const counts = this.control[Control.counts] !== 0;
    this.words.fill(0, row, row + Word.lane);
    if (counts) this.words.fill(0, row + Word.packets, row + Word.sourceHigh);
    storeKey(this.words, row, this.key);
    this.words[row + Word.state] = State.live;
    if (counts) this.firstTimes[slot * restDoubles] = this.clock[0];
    this.touch(slot);
    this.index.insert(slot);
    this.control[Control.live]++;
    return slot;
  }

  #takeSlot(): number {
    const { control } = this;
    if (control[Control.freeCount] === 0) return control[Control.used]++;
    control[Control.freeCount]--;
    return this.#free[control[Control.freeCount]];
  }

  remove(slot: number): void {
    const { control } = this;
    this.index.remove(slot, this.words);
    this.words[(slot << rowShift) + Word.state] = 0;
    this.#free[control[Control.freeCount]] = slot;
    control[Control.freeCount]++;
    control[Control.live]--;
  }

  /** A packet of the flow was let through. */
  count(slot: number, direction: number, bytes: number): void {
    const row = slot << rowShift;
    this.words[row + Word.state] |= State.seen << direction;
    if (this.control[Control.counts] === 0) return;
    this.words[row + Word.packets + direction]++;
    this.doubles[slot * rowDoubles + Double.bytes + direction] += bytes;
  }
}

/** Offset of a direction's sequence state in a row. */
export function sideOf(slot: number, direction: number): number {
  return (slot << rowShift) + Word.side + direction * sideWords;
}
