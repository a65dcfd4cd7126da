import type { HashSeed } from '../net/hash-seed.ts';

/**
 * Keyed hash of a flow key, the same for both directions. It is HalfSipHash with one round a word and three at
 * the end, because a plain multiply-xor mix can be inverted by someone who can time answers (Crosby and Wallach
 * 2003). A second word comes from one further round: the index needs two independent buckets.
 */
export class FlowHash {
  first = 0;
  second = 0;
  readonly #key0: number;
  readonly #key1: number;
  readonly #message = new Int32Array(10);

  constructor(seed: HashSeed) {
    this.#key0 = seed[0] | 0;
    this.#key1 = seed[1] | 0;
  }

  /** `words` holds a key at `at`: a row of the table or the key of a packet. Leaves the result in the fields. */
  compute(words: Int32Array, at: number): void {
    const length = this.#fill(words, at);
    const message = this.#message;
    let first = 0;
    let v0 = this.#key0;
    let v1 = this.#key1 ^ 0xee;
    let v2 = 0x6c796765 ^ this.#key0;
    let v3 = 0x74656462 ^ this.#key1;
    for (let i = 0; i < length + 4; i++) {
      if (i === length) v2 ^= 0xee;
      if (i === length + 3) first = v1 ^ v3;
      const word = i < length ? message[i] : 0;
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    this.first = first;
    this.second = v1 ^ v3;
  }

  /** Puts the lower end first, so that a packet and its answer hash alike. Returns the number of words. */
  #fill(words: Int32Array, at: number): number {
    const swap = sourceIsHigher(words, at);
    const message = this.#message;
    const low = at + (swap ? 4 : 0);
    const high = at + (swap ? 0 : 4);
    const ports = words[at + 8];
    message[0] = words[low + 3];
    message[1] = words[high + 3];
    message[2] = swap ? (ports << 16) | (ports >>> 16) : ports;
    message[3] = words[at + 9];
    if ((words[at + 9] & 0xff00) === 0x0400) return 4;
    for (let i = 0; i < 3; i++) {
      message[4 + i] = words[low + i];
      message[7 + i] = words[high + i];
    }
    return 10;
  }
}

/** Any total order does, so words compare as signed numbers. */
export function sourceIsHigher(words: Int32Array, at: number): boolean {
  for (let i = 3; i >= 0; i--) {
    const source = words[at + i];
    const destination = words[at + 4 + i];
    if (source !== destination) return source > destination;
  }
  const ports = words[at + 8];
  return ports >>> 16 > (ports & 0xffff);
}
