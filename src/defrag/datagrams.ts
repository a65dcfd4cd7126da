/** The open datagrams: slots in typed arrays. */
import type { Detail } from '../frame/details.ts';
import type { Frame } from '../frame/frame.ts';
import type { HashSeed } from '../net/hash-seed.ts';
import { fillKey, ipv6Kind, keyWords, SOURCE_WORD } from './key.ts';
import { KeyedSlots } from './keyed-slots.ts';
import { lifetimeIpv4, lifetimeIpv6 } from './limits.ts';
import { SlotLists } from './lists.ts';
import { SourceTable } from './sources.ts';

const families = 2;

export class DatagramTable {
  /** Length of the whole datagram, as the last fragment told; -1 before. */
  readonly total: Int32Array;
  /** End of the farthest fragment. */
  readonly highest: Int32Array;
  /** Number of its source (sources.ts). */
  readonly source: Int32Array;
  /** Why the datagram was given up; '' while it is open. */
  readonly givenUp: (Detail | '')[];
  readonly #received: Int32Array;
  readonly #deadline: Float64Array;
  readonly #opened: Float64Array;
  readonly #slots: KeyedSlots;
  readonly #sources: SourceTable;
  readonly #ages: SlotLists;
  readonly #bySource: SlotLists;
  readonly #free: Int32Array;
  #freeCount: number;
  #sequence = 0;
  readonly #sought = new Uint32Array(keyWords);

  constructor(capacity: number, seed: HashSeed) {
    this.total = new Int32Array(capacity);
    this.#received = new Int32Array(capacity);
    this.highest = new Int32Array(capacity);
    this.source = new Int32Array(capacity);
    this.givenUp = new Array<Detail | ''>(capacity).fill('');
    this.#deadline = new Float64Array(capacity);
    this.#opened = new Float64Array(capacity);
    this.#slots = new KeyedSlots(capacity, keyWords, seed);
    this.#sources = new SourceTable(capacity, seed);
    this.#ages = new SlotLists(capacity, families);
    this.#bySource = new SlotLists(capacity, capacity);
    this.#free = Int32Array.from({ length: capacity }, (_, slot) => capacity - 1 - slot);
    this.#freeCount = capacity;
  }

  get isFull(): boolean {
    return this.#freeCount === 0;
  }

  get isEmpty(): boolean {
    return this.#freeCount === this.#free.length;
  }

  /** The slot of the datagram that the fragment belongs to; -1 if there is none. It becomes the sought one. */
  find(frame: Frame): number {
    fillKey(this.#sought, frame);
    return this.#slots.find(this.#sought);
  }

  /** Number of the sought datagram's source; -1 if nothing of it is open. */
  soughtSource(): number {
    return this.#sources.find(this.#sought, SOURCE_WORD);
  }

  datagramsOf(source: number): number {
    return source < 0 ? 0 : this.#bySource.lengthOf(source);
  }

  /** Opens the sought datagram; there must be room. */
  open(now: number): number {
    this.#freeCount--;
    const slot = this.#free[this.#freeCount];
    this.#slots.add(slot, this.#sought);
    this.#start(slot, now);
    return slot;
  }

  /** Counts the data of a fragment that is no copy. */
  count(slot: number, frame: Frame): void {
    const end = frame.fragmentOffset + frame.fragmentDataLength;
    this.#received[slot] += frame.fragmentDataLength;
    this.highest[slot] = Math.max(this.highest[slot], end);
    if (frame.moreFragments === 0) this.total[slot] = end;
  }

  /** Nothing overlaps, so the sum of the lengths tells. */
  isComplete(slot: number): boolean {
    return this.#received[slot] === this.total[slot];
  }

  family(slot: number): 4 | 6 {
    return this.#slots.word(slot, 0) === ipv6Kind ? 6 : 4;
  }

  close(slot: number): void {
    const source = this.source[slot];
    this.#slots.remove(slot);
    this.#ages.remove(ageList(this.family(slot)), slot);
    this.#bySource.remove(source, slot);
    if (this.#bySource.lengthOf(source) === 0) this.#sources.leave(source);
    this.#free[this.#freeCount] = slot;
    this.#freeCount++;
  }

  /** The datagram that has been open longest; -1 for none. */
  oldest(): number {
    const four = this.#ages.first(0);
    const six = this.#ages.first(1);
    if (four < 0 || six < 0) return Math.max(four, six);
    return this.#opened[four] < this.#opened[six] ? four : six;
  }

  oldestOf(source: number): number {
    return this.#bySource.first(source);
  }

  /** When the time of a datagram will be over next; infinity while none is open. */
  nextDeadline(): number {
    let next = Number.POSITIVE_INFINITY;
    for (let family = 0; family < families; family++) {
      const slot = this.#ages.first(family);
      if (slot >= 0) next = Math.min(next, this.#deadline[slot]);
    }
    return next;
  }

  /** A datagram whose time is over at `now`; -1 for none. */
  expired(now: number): number {
    for (let family = 0; family < families; family++) {
      const slot = this.#ages.first(family);
      if (slot >= 0 && this.#deadline[slot] <= now) return slot;
    }
    return -1;
  }

  #start(slot: number, now: number): void {
    this.total[slot] = -1;
    this.#received[slot] = 0;
    this.highest[slot] = 0;
    this.givenUp[slot] = '';
    this.source[slot] = this.#sources.enter(this.#sought, SOURCE_WORD);
    const family = this.family(slot);
    this.#deadline[slot] = now + (family === 4 ? lifetimeIpv4 : lifetimeIpv6);
    this.#opened[slot] = this.#sequence;
    this.#sequence++;
    this.#ages.add(ageList(family), slot);
    this.#bySource.add(this.source[slot], slot);
  }
}

/** Each family has its own lifetime, so that each list is in the order of expiry. */
function ageList(family: 4 | 6): number {
  return family === 4 ? 0 : 1;
}
