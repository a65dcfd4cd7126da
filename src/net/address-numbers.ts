import type { IpAddress } from './address.ts';

/** Words of a key: the address, most significant word first, then its family. */
export const addressWords = 5;

/** A key as look-ups take it: no object is made for one, and no number that is not small. */
export type AddressWords = Int32Array<ArrayBuffer>;

export function fillAddressWords(words: AddressWords, { family, w0, w1, w2, w3 }: IpAddress): void {
  words[0] = w0;
  words[1] = w1;
  words[2] = w2;
  words[3] = w3;
  words[4] = family;
}

/**
 * Numbers addresses from 0 on, in the order in which they are added. It lives in typed arrays and has a random hash: a
 * JavaScript Map would take a string for each look-up, and one with numbers can be flooded.
 */
export class AddressNumbers {
  #size = 0;
  #keys = new Int32Array(64 * addressWords);
  /** Numbers plus one; at least half of the cells are free. */
  #cells = new Int32Array(128);
  readonly #seed = Math.floor(Math.random() * 0x1_0000_0000);

  /** The number of the address; -1 if it has none. */
  find(address: AddressWords): number {
    return this.#cells[this.#cellOf(address)] - 1;
  }

  /** The number of the address, which may be new. */
  add(address: AddressWords): number {
    const known = this.find(address);
    if (known >= 0) return known;
    const number = this.#size++;
    if (number * addressWords === this.#keys.length) this.#grow();
    this.#keys.set(address, number * addressWords);
    this.#cells[this.#cellOf(address)] = number + 1;
    return number;
  }

  /** Where the address stands, or else may be entered. */
  #cellOf(address: AddressWords): number {
    const last = this.#cells.length - 1;
    let cell = this.#hash(address) & last;
    while (this.#cells[cell] !== 0 && !this.#isAt(this.#cells[cell] - 1, address)) cell = (cell + 1) & last;
    return cell;
  }

  #isAt(number: number, address: AddressWords): boolean {
    const at = number * addressWords;
    for (let word = addressWords - 1; word >= 0; word--)
      if (this.#keys[at + word] !== address[word]) return false;
    return true;
  }

  #grow(): void {
    const keys = this.#keys;
    this.#keys = new Int32Array(2 * keys.length);
    this.#keys.set(keys);
    this.#cells = new Int32Array(2 * this.#cells.length);
    for (let at = 0; at < keys.length; at += addressWords) {
      this.#cells[this.#cellOf(keys.subarray(at, at + addressWords))] = at / addressWords + 1;
    }
  }

  #hash(address: AddressWords): number {
    const h = mixed(this.#seed ^ address[3], address[4]);
    return address[4] === 4 ? h : mixed(mixed(mixed(h, address[2]), address[1]), address[0]);
  }
}

/** Two rounds of a multiply-xor mix. */
function mixed(word: number, other: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b) ^ other;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
