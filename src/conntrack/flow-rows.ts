import { type Family, type IpAddress, ipv4, ipv6 } from '../net/address.ts';
import type { AddressWords } from '../net/address-numbers.ts';
import { hasPorts } from '../net/protocol.ts';
import { isIcmpOf } from './key.ts';
import { Double, restDoubles, rowDoubles, rowShift, State, Word } from './layout.ts';
import { type PhaseName, phaseNames } from './phase.ts';
import type { FlowDirection } from './track.ts';

/** Reads the columns of flows in rows of memory, as their openers see them: the opener is the source. Only of live flows. */
export class FlowRows {
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  readonly #firstTimes: Float64Array;

  /** The first two are views of the same memory, and the third is one of the rests: see FlowTable. */
  constructor(words: Int32Array, doubles: Float64Array, firstTimes: Float64Array) {
    this.#words = words;
    this.#doubles = doubles;
    this.#firstTimes = firstTimes;
  }

  family(slot: number): Family {
    return ((this.#word(slot, Word.kind) >>> 8) & 255) as Family;
  }

  /** IP protocol number. */
  protocol(slot: number): number {
    return this.#word(slot, Word.kind) & 255;
  }

  /** Word 0..3, most significant first, unsigned. */
  sourceWord(slot: number, index: number): number {
    return this.#addressWord(slot, Word.source, Word.sourceHigh, index) >>> 0;
  }

  destinationWord(slot: number, index: number): number {
    return this.#addressWord(slot, Word.destination, Word.destinationHigh, index) >>> 0;
  }

  /** Puts the source into a key. */
  readSource(slot: number, into: AddressWords): void {
    this.#read(slot, Word.source, Word.sourceHigh, into);
  }

  readDestination(slot: number, into: AddressWords): void {
    this.#read(slot, Word.destination, Word.destinationHigh, into);
  }

  source(slot: number): IpAddress {
    return this.#address(slot, Word.source, Word.sourceHigh);
  }

  destination(slot: number): IpAddress {
    return this.#address(slot, Word.destination, Word.destinationHigh);
  }

  /** 0 for protocols without ports. */
  sourcePort(slot: number): number {
    return hasPorts(this.protocol(slot)) ? this.#word(slot, Word.ports) >>> 16 : 0;
  }

  destinationPort(slot: number): number {
    return hasPorts(this.protocol(slot)) ? this.#word(slot, Word.ports) & 0xffff : 0;
  }

  /** Type of the opening query, and its identifier; -1 for other protocols. */
  icmpType(slot: number): number {
    return this.#isIcmp(slot) ? (this.#word(slot, Word.kind) >>> 16) & 255 : -1;
  }

  icmpId(slot: number): number {
    return this.#isIcmp(slot) ? this.#word(slot, Word.ports) & 0xffff : -1;
  }

  /** Microseconds since 1970, as track() was told. This and what is counted: only where the table counts. */
  firstTime(slot: number): number {
    return this.#firstTimes[slot * restDoubles];
  }

  /** Of the last packet that kept the flow alive. */
  lastTime(slot: number): number {
    return this.#double(slot, Double.last);
  }

  packets(slot: number, direction: FlowDirection): number {
    return this.#word(slot, Word.packets + direction) >>> 0;
  }

  /** Bytes of IP packets, headers included. */
  bytes(slot: number, direction: FlowDirection): number {
    return this.#double(slot, Double.bytes + direction);
  }

  /** A packet of this direction was let through. */
  isSeen(slot: number, direction: FlowDirection): boolean {
    return (this.#word(slot, Word.state) & (State.seen << direction)) !== 0;
  }

  isMidstream(slot: number): boolean {
    return (this.#word(slot, Word.state) & State.midstream) !== 0;
  }

  phase(slot: number): PhaseName {
    return phaseNames[this.#word(slot, Word.state) & State.phase];
  }

  #isIcmp(slot: number): boolean {
    return isIcmpOf(this.family(slot), this.protocol(slot));
  }

  #address(slot: number, low: number, high: number): IpAddress {
    const w3 = this.#word(slot, low);
    if (this.family(slot) === 4) return ipv4(w3);
    return ipv6(this.#word(slot, high), this.#word(slot, high + 1), this.#word(slot, high + 2), w3);
  }

  #read(slot: number, low: number, high: number, into: AddressWords): void {
    const family = this.family(slot);
    for (let word = 0; word < 3; word++) into[word] = family === 4 ? 0 : this.#word(slot, high + word);
    into[3] = this.#word(slot, low);
    into[4] = family;
  }

  #addressWord(slot: number, low: number, high: number, index: number): number {
    return this.#word(slot, index === 3 ? low : high + index);
  }

  #word(slot: number, offset: number): number {
    return this.#words[(slot << rowShift) + offset];
  }

  #double(slot: number, offset: number): number {
    return this.#doubles[slot * rowDoubles + offset];
  }
}
