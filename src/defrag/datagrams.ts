/**
 * The open datagrams: slots in typed arrays, found by a keyed hash with chains. A JavaScript Map would do with
 * string keys, but costs a string a fragment; with numbers for keys it can be flooded, as its hash is public.
 */
import type { Detail } from '../frame/details.ts';
import type { Frame } from '../frame/frame.ts';
import { fillKey, ipv6Kind, keyedHash, keyWords, SOURCE_WORD, SOURCE_WORDS } from './key.ts';
import { lifetimeIpv4, lifetimeIpv6 } from './limits.ts';
import { SlotLists } from './lists.ts';

/** Sources share a bucket by a keyed hash, so that nobody can choose whose share he uses up. */
export const sourceBuckets = 1024;
const families = 2;

export class DatagramTable {
  /** Length of the whole datagram, as the last fragment told; -1 before. */
  readonly total: Int32Array;
  /** End of the farthest fragment. */
  readonly highest: Int32Array;
  readonly source: Int32Array;
  /** Why the datagram was given up; '' while it is open. */
  readonly givenUp: (Detail | '')[];
  readonly #received: Int32Array;
  readonly #deadline: Float64Array;
  readonly #opened: Float64Array;
  readonly #keys: Uint32Array;
  readonly #hash: Uint32Array;
  readonly #chain: Int32Array;
  readonly #heads: Int32Array;
  readonly #ages: SlotLists;
  readonly #bySource: SlotLists;
  readonly #free: Int32Array;
  #freeCount: number;
  #sequence = 0;
  readonly #sought = new Uint32Array(keyWords);
  #soughtHash = 0;
  readonly #seed: readonly [number, number];

  constructor(capacity: number, seed: readonly [number, number]) {
    this.total = new Int32Array(capacity);
    this.#received = new Int32Array(capacity);
    this.highest = new Int32Array(capacity);
    this.source = new Int32Array(capacity);
    this.givenUp = new Array<Detail | ''>(capacity).fill('');
    this.#deadline = new Float64Array(capacity);
    this.#opened = new Float64Array(capacity);
    this.#keys = new Uint32Array(capacity * keyWords);
    this.#hash = new Uint32Array(capacity);
    this.#chain = new Int32Array(capacity).fill(-1);
    this.#heads = new Int32Array(powerOfTwo(capacity * 2)).fill(-1);
    this.#ages = new SlotLists(capacity, families);
    this.#bySource = new SlotLists(capacity, sourceBuckets);
    this.#free = Int32Array.from({ length: capacity }, (_, slot) => capacity - 1 - slot);
    this.#freeCount = capacity;
    this.#seed = seed;
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
    this.#soughtHash = keyedHash(this.#sought, 0, keyWords, this.#seed);
    let slot = this.#heads[this.#head(this.#soughtHash)];
    while (slot >= 0 && !this.#isSought(slot)) slot = this.#chain[slot];
    return slot;
  }

  /** Bucket of the sought datagram's source. */
  soughtSource(): number {
    return keyedHash(this.#sought, SOURCE_WORD, SOURCE_WORDS, this.#seed) & (sourceBuckets - 1);
  }

  datagramsOf(source: number): number {
    return this.#bySource.lengthOf(source);
  }

  /** Opens the sought datagram; there must be room. */
  open(now: number): number {
    this.#freeCount--;
    const slot = this.#free[this.#freeCount];
    this.#keys.set(this.#sought, slot * keyWords);
    this.#hash[slot] = this.#soughtHash;
    const head = this.#head(this.#soughtHash);
    this.#chain[slot] = this.#heads[head];
    this.#heads[head] = slot;
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
    return this.#keys[slot * keyWords] === ipv6Kind ? 6 : 4;
  }

  close(slot: number): void {
    const head = this.#head(this.#hash[slot]);
    if (this.#heads[head] === slot) this.#heads[head] = this.#chain[slot];
    else this.#chain[this.#before(head, slot)] = this.#chain[slot];
    this.#ages.remove(ageList(this.family(slot)), slot);
    this.#bySource.remove(this.source[slot], slot);
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
    this.source[slot] = this.soughtSource();
    const family = this.family(slot);
    this.#deadline[slot] = now + (family === 4 ? lifetimeIpv4 : lifetimeIpv6);
    this.#opened[slot] = this.#sequence;
    this.#sequence++;
    this.#ages.add(ageList(family), slot);
    this.#bySource.add(this.source[slot], slot);
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

  #isSought(slot: number): boolean {
    if (this.#hash[slot] !== this.#soughtHash) return false;
    const at = slot * keyWords;
    for (let i = 0; i < keyWords; i++) if (this.#keys[at + i] !== this.#sought[i]) return false;
    return true;
  }
}

/** Each family has its own lifetime, so that each list is in the order of expiry. */
function ageList(family: 4 | 6): number {
  return family === 4 ? 0 : 1;
}

function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(least));
}
