import type { Family, IpAddress } from './address.ts';

/** Words of a key: the address, then its family. */
const keyWords = 5;

/**
 * Numbers addresses from 0 on, in the order in which they are added. It lives in typed arrays and has a random hash: a
 * JavaScript Map would take a string for each look-up, and one with numbers can be flooded.
 */
export class AddressNumbers {
  #size = 0;
  #keys = new Uint32Array(64 * keyWords);
  /** Numbers plus one; at least half of the cells are free. */
  #cells = new Int32Array(128);
  readonly #seed = Math.floor(Math.random() * 0x1_0000_0000);

  /** The number of the address; -1 if it has none. */
  find(address: IpAddress): number {
    return this.#cells[this.#cellOf(address)] - 1;
  }

  /** The number of the address, which may be new. */
  add(address: IpAddress): number {
    const known = this.find(address);
    if (known >= 0) return known;
    const number = this.#size++;
    if (number * keyWords === this.#keys.length) this.#grow();
    const { family, w0, w1, w2, w3 } = address;
    this.#keys.set([w0, w1, w2, w3, family], number * keyWords);
    this.#cells[this.#cellOf(address)] = number + 1;
    return number;
  }

  /** Where the address stands, or else may be entered. */
  #cellOf(address: IpAddress): number {
    const last = this.#cells.length - 1;
    let cell = this.#hash(address) & last;
    while (this.#cells[cell] !== 0 && !this.#isAt(this.#cells[cell] - 1, address)) cell = (cell + 1) & last;
    return cell;
  }

  #isAt(number: number, { family, w0, w1, w2, w3 }: IpAddress): boolean {
    const keys = this.#keys;
    const at = number * keyWords;
    if (keys[at + 3] !== w3 || keys[at + 4] !== family || keys[at] !== w0) return false;
    return keys[at + 1] === w1 && keys[at + 2] === w2;
  }

  #grow(): void {
    const keys = this.#keys;
    this.#keys = new Uint32Array(2 * keys.length);
    this.#keys.set(keys);
    this.#cells = new Int32Array(2 * this.#cells.length);
    for (let at = 0; at < keys.length; at += keyWords) {
      const [w0, w1, w2, w3, family] = keys.subarray(at, at + keyWords);
      this.#cells[this.#cellOf({ family: family as Family, w0, w1, w2, w3 })] = at / keyWords + 1;
    }
  }

  #hash({ family, w0, w1, w2, w3 }: IpAddress): number {
    const h = mixed(this.#seed ^ w3, family);
    return family === 4 ? h : mixed(mixed(mixed(h, w2), w1), w0);
  }
}

/** Two rounds of a multiply-xor mix. */
function mixed(word: number, other: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b) ^ other;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
