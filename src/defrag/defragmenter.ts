/**
 * Bounded reassembly of IPv4 and IPv6 fragments, for judging: a datagram is judged when it is complete, and all its
 * packets share the verdict. docs/frames.md states the policy and its sources.
 */
import type { Detail } from '../frame/details.ts';
import type { Frame } from '../frame/frame.ts';
import { type HashSeed, processSeed } from '../net/hash-seed.ts';
import { PacketClock, type Stamps } from './clock.ts';
import { Datagram } from './datagram.ts';
import { DatagramTable } from './datagrams.ts';
import { blockLength, blocksFor, FragmentStore } from './fragments.ts';
import { type DefragLimits, defaultDefragLimits, maximumLength } from './limits.ts';

/** Gets each held packet that will not be part of a complete datagram: its verdict is dropped, for `fragment`. */
export type ReleasePacket = (
  packetIndex: number,
  detail: Detail,
  capturedLength: number,
  wireLength: number,
) => void;

export interface DefragOptions {
  readonly limits?: Partial<DefragLimits>;
  /** Key of the hashes. Without it that of the process; nothing that comes out depends on it. */
  readonly seed?: HashSeed;
  readonly release?: ReleasePacket;
}

/**
 * - `held`: the packet waits; its verdict comes with its datagram or through `release`.
 * - `complete`: `datagram` holds the rebuilt packet and the numbers of all its packets, this one included.
 * - `discarded`: the packet is dropped for `fragment`; `detail` says why.
 */
export type AddResult = 'held' | 'complete' | 'discarded';

export class Defragmenter {
  /** The last complete datagram; valid until the next call. */
  readonly datagram: Datagram;
  /** Why the last packet was discarded. */
  detail: Detail | '' = '';
  readonly limits: DefragLimits;
  readonly #table: DatagramTable;
  readonly #store: FragmentStore;
  readonly #clock = new PacketClock();
  readonly #release: ReleasePacket;

  constructor(options: DefragOptions = {}) {
    const limits = { ...defaultDefragLimits, ...options.limits };
    this.limits = limits;
    this.datagram = new Datagram(limits);
    this.#table = new DatagramTable(limits.datagrams, options.seed ?? processSeed());
    this.#store = new FragmentStore(limits.datagrams, limits.fragments, limits.bytes);
    this.#release = options.release ?? (() => {});
  }

  /**
   * Takes a fragment: `isFragment` 1 and no fault. `packetIndex` is for the caller to know it again; `now` is packet
   * time, microseconds.
   */
  add(frame: Frame, packetIndex: number, now: number): AddResult {
    const time = this.#clock.advance(now);
    this.#expire(time);
    const found = this.#table.find(frame);
    const slot = found >= 0 ? found : this.#open(time);
    const givenUp = this.#table.givenUp[slot];
    if (givenUp !== '') return this.#discard(givenUp);
    const match = this.#match(slot, frame);
    if (match === 'overlap') return this.#giveUp(slot, 'overlap');
    if (this.#isTooLong(slot, frame)) return this.#giveUp(slot, 'too-long');
    if (!this.#makeRoom(slot, match === 'copy' ? 0 : blocksFor(frame))) return this.#giveUp(slot, 'limit');
    this.#store.add(slot, this.#table.source[slot], frame, packetIndex, match === 'copy');
    if (match === 'new') this.#table.count(slot, frame);
    return this.#table.isComplete(slot) ? this.#complete(slot) : 'held';
  }

  /** No datagram is open, not even one that was given up and awaits its time-out. */
  get isEmpty(): boolean {
    return this.#table.isEmpty;
  }

  /** Releases what has expired at `now`. Every `add` does this too. */
  advance(now: number): void {
    this.#expire(this.#clock.advance(now));
  }

  /**
   * The same for packets one after another, up to and with the first at which a datagram expires. Returns the number of
   * that; `count` for none.
   */
  advanceTo(stamps: Stamps): number {
    const number = this.#clock.advanceTo(this.#table.nextDeadline(), stamps);
    if (number < stamps.count) this.#expire(this.#clock.now);
    return number;
  }

  /** Releases everything, in the order in which the datagrams were opened: the capture has ended. */
  flush(): void {
    for (let slot = this.#table.oldest(); slot >= 0; slot = this.#table.oldest())
      this.#drop(slot, 'incomplete');
  }

  #open(time: number): number {
    const source = this.#table.soughtSource();
    const share = this.limits.datagrams * this.limits.sourceShare;
    // A source at its share pays with its own oldest; only a full table takes from others.
    if (this.#table.datagramsOf(source) >= share) this.#drop(this.#table.oldestOf(source), 'limit');
    else if (this.#table.isFull) this.#drop(this.#table.oldest(), 'limit');
    return this.#table.open(time);
  }

  /** What the fragment is to those already held: a copy, an overlap, or new. */
  #match(slot: number, frame: Frame): 'new' | 'copy' | 'overlap' {
    const { fragmentOffset: start, moreFragments: more } = frame;
    const end = start + frame.fragmentDataLength;
    const store = this.#store;
    for (let held = store.first(slot); held >= 0; held = store.next(held)) {
      const heldEnd = store.offset[held] + store.length[held];
      if (end <= store.offset[held] || start >= heldEnd) continue;
      const same = start === store.offset[held] && end === heldEnd && more === store.more[held];
      return same && store.hasData(held, frame) ? 'copy' : 'overlap';
    }
    // Two ends, or data behind the end, overlap as well: receivers disagree about what they make of it.
    const total = this.#table.total[slot];
    if (total >= 0 && (end > total || more === 0)) return 'overlap';
    return more === 0 && end < this.#table.highest[slot] ? 'overlap' : 'new';
  }

  /** Each fragment fits by its own header; the length of the datagram counts that of the first, if it is known. */
  #isTooLong(slot: number, frame: Frame): boolean {
    const isFirst = frame.fragmentOffset === 0;
    const header = isFirst ? frame.fragmentDataOffset - frame.ipOffset : this.#store.headerOf(slot);
    const end = Math.max(this.#table.highest[slot], frame.fragmentOffset + frame.fragmentDataLength);
    return header > 0 && fixedLength(header, frame.family) + end > maximumLength;
  }

  /** False if the datagram itself is what has to go. */
  #makeRoom(slot: number, blocks: number): boolean {
    const store = this.#store;
    if (store.countOf(slot) >= this.limits.fragmentsPerDatagram) return false;
    const source = this.#table.source[slot];
    while (this.#exceedsShare(source, blocks)) {
      if (!this.#sacrifice(this.#table.oldestOf(source), slot)) return false;
    }
    while (store.isFull || store.freeBlocks < blocks) {
      if (!this.#sacrifice(this.#table.oldest(), slot)) return false;
    }
    return true;
  }

  #exceedsShare(source: number, blocks: number): boolean {
    const { fragments, bytes, sourceShare } = this.limits;
    return (
      this.#store.fragmentsOf[source] + 1 > fragments * sourceShare ||
      (this.#store.blocksOf[source] + blocks) * blockLength > bytes * sourceShare
    );
  }

  #sacrifice(victim: number, spared: number): boolean {
    if (victim === spared) return false;
    this.#drop(victim, 'limit');
    return true;
  }

  #complete(slot: number): AddResult {
    const store = this.#store;
    this.datagram.rebuild(store, slot, store.headerOf(slot), this.#table.total[slot]);
    store.clear(slot, this.#table.source[slot]);
    this.#table.close(slot);
    return 'complete';
  }

  /** The slot stays until its time-out, so that later fragments share the fate (RFC 5722 section 4). */
  #giveUp(slot: number, detail: Detail): AddResult {
    this.#releaseAll(slot, detail);
    this.#table.givenUp[slot] = detail;
    return this.#discard(detail);
  }

  #discard(detail: Detail): AddResult {
    this.detail = detail;
    return 'discarded';
  }

  #expire(time: number): void {
    for (let slot = this.#table.expired(time); slot >= 0; slot = this.#table.expired(time)) {
      this.#drop(slot, 'incomplete');
    }
  }

  #drop(slot: number, detail: Detail): void {
    this.#releaseAll(slot, detail);
    this.#table.close(slot);
  }

  #releaseAll(slot: number, detail: Detail): void {
    const store = this.#store;
    for (let held = store.first(slot); held >= 0; held = store.next(held)) {
      this.#release(store.packetIndex[held], detail, store.capturedLength[held], store.wireLength[held]);
    }
    store.clear(slot, this.#table.source[slot]);
  }
}

/** IPv4 counts its header in the length, IPv6 what stands between its fixed header and the fragment header. */
function fixedLength(headerLength: number, family: number): number {
  return family === 4 ? headerLength : headerLength - 48;
}
