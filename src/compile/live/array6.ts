import { getRandomValues } from 'node:crypto';
import {
  asked6Words,
  imageKeys6,
  prefix6Bytes,
  prefix6Length,
  prefix6Place,
} from '../../kernels/image-layout.ts';
import { askedBit } from '../../kernels/index6.ts';
import type { IpAddress } from '../../net/address.ts';
import type { Cidr } from '../../net/cidr.ts';
import { askedIndices, hashWith, lengthEntries } from '../index6.ts';
import type { ImageCopies } from './image-copies.ts';
import type { Layout } from './layout.ts';
import { NeedsRebuild } from './rebuild.ts';

/** The array form of the IPv6 index in an image, edited in place: a hash of prefixes, as compile/index6.ts makes it. */
export class Array6 {
  readonly #image: ImageCopies;
  readonly #layout: Layout;
  /** By length: prefixes. */
  readonly #counts = new Int32Array(129);
  /** By word of imageAsked6 and bit: prefixes. */
  readonly #asked = new Int32Array(asked6Words * 32);
  /** Drawn at random, so nobody can choose prefixes, or names' addresses, that collide. */
  readonly #keys = getRandomValues(new Uint32Array(4));
  #used = 0;

  constructor(image: ImageCopies, layout: Layout) {
    this.#image = image;
    this.#layout = layout;
    for (const [i, key] of this.#keys.entries()) image.setWord(imageKeys6 + i * 4, key);
  }

  /** `length` is 1..128. */
  set({ address, length }: Cidr, place: number): void {
    let number = this.#home(address, length);
    while (!this.#isFree(number) && !this.#holds(number, address, length)) number = this.#after(number);
    if (this.#isFree(number)) this.#add(number, address, length);
    this.#image.setWord(this.#at(number) + prefix6Place, place);
  }

  delete({ address, length }: Cidr): void {
    let number = this.#home(address, length);
    while (!this.#holds(number, address, length)) {
      if (this.#isFree(number)) return;
      number = this.#after(number);
    }
    this.#close(number);
    this.#used--;
    this.#ask(address, length, -1);
    if (--this.#counts[length] === 0) this.#writeLengths();
  }

  #add(number: number, address: IpAddress, length: number): void {
    const { w0, w1, w2, w3 } = address;
    if (this.#used * 2 >= this.#layout.capacity.cells6) throw new NeedsRebuild('prefixes6');
    this.#image.setBytes(this.#at(number), Uint32Array.of(w0, w1, w2, w3, length));
    this.#used++;
    this.#ask(address, length, 1);
    if (this.#counts[length]++ === 0) this.#writeLengths();
  }

  /** Moves up what would not be found behind a free cell (D. Knuth, TAOCP 3, 6.4, algorithm R). */
  #close(number: number): void {
    const { cells6 } = this.#layout.capacity;
    let hole = number;
    for (let at = this.#after(number); !this.#isFree(at); at = this.#after(at)) {
      const cell = this.#read(at);
      const [w0, w1, w2, w3, length] = cell;
      const home = hashWith(this.#keys, { w0, w1, w2, w3 }, length) & (cells6 - 1);
      if (((at - home) & (cells6 - 1)) < ((at - hole) & (cells6 - 1))) continue;
      this.#image.setBytes(this.#at(hole), cell);
      hole = at;
    }
    this.#image.setBytes(this.#at(hole), new Uint32Array(6));
  }

  #read(number: number): Uint32Array {
    const at = this.#at(number);
    return Uint32Array.from({ length: 6 }, (_, i) => this.#image.word(at + i * 4));
  }

  /** Notes one prefix more or less of those for which an address is looked up. */
  #ask(address: IpAddress, length: number, change: number): void {
    const bit = askedBit(length);
    for (const index of askedIndices(address, length)) {
      const count = this.#asked[index * 32 + bit] + change;
      this.#asked[index * 32 + bit] = count;
      if (count > 1 || (count === 1 && change < 0)) continue;
      const at = this.#layout.parts.asked6 + index * 4;
      this.#image.setWord(at, (this.#image.word(at) ^ (1 << bit)) >>> 0);
    }
  }

  #writeLengths(): void {
    const lengths: number[] = [];
    for (let length = 128; length > 0; length--) if (this.#counts[length] > 0) lengths.push(length);
    this.#image.setBytes(this.#layout.parts.lengths6, lengthEntries(lengths));
  }

  #home(address: IpAddress, length: number): number {
    return hashWith(this.#keys, address, length) & (this.#layout.capacity.cells6 - 1);
  }

  #after(number: number): number {
    return (number + 1) & (this.#layout.capacity.cells6 - 1);
  }

  #at(number: number): number {
    return this.#layout.parts.prefixes6 + number * prefix6Bytes;
  }

  #isFree(number: number): boolean {
    return this.#image.word(this.#at(number) + prefix6Length) === 0;
  }

  #holds(number: number, { w0, w1, w2, w3 }: IpAddress, length: number): boolean {
    const at = this.#at(number);
    const word = (i: number) => this.#image.word(at + i * 4);
    return word(4) === length && word(3) === w3 && word(2) === w2 && word(1) === w1 && word(0) === w0;
  }
}
