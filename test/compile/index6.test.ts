import { describe, expect, it } from 'vitest';
import { Random } from '../../bench/random.ts';
import { hashWith, index6, type Prefix6 } from '../../src/compile/index6.ts';
import * as layout from '../../src/kernels/image-layout.ts';
import { askedBit, askedByByte, askedByWord } from '../../src/kernels/index6.ts';
import { useMemory } from '../../src/kernels/mem.ts';
import { placeOf } from '../../src/kernels/places.ts';
import { type IpAddress, ipv6 } from '../../src/net/address.ts';
import { cidrContains, maskAddress } from '../../src/net/cidr.ts';

const imageAt = 128;
const addressAt = 64;
const elsewhere = 7;

/** Looks addresses up as kernels do, in an image that has this index and nothing else. */
class Lookup {
  readonly #words: Uint32Array;

  /** `change` may change the filter. */
  constructor(prefixes: readonly Prefix6[], change: (asked: Uint32Array) => void = () => {}) {
    const { cells, lengths, asked, keys } = index6(prefixes);
    change(asked);
    const starts: number[] = [];
    let end = layout.imageHeaderBytes;
    for (const part of [cells, lengths, asked]) {
      starts.push(end);
      end += part.byteLength;
    }
    this.#words = new Uint32Array(Math.ceil((imageAt + end) / 8) * 2);
    for (const [i, part] of [cells, lengths, asked].entries())
      this.#words.set(part, (imageAt + starts[i]) / 4);
    this.#set(layout.imagePrefixes6, starts[0]);
    this.#set(layout.imageMask6, cells.length / (layout.prefix6Bytes / 4) - 1);
    this.#set(layout.imageLengths6, starts[1]);
    this.#set(layout.imageAsked6, starts[2]);
    for (const [i, key] of keys.entries()) this.#set(layout.imageKeys6 + i * 4, key);
    this.#set(layout.imageDefault6, elsewhere);
  }

  placeOf({ w0, w1, w2, w3 }: IpAddress): number {
    this.#words.set([w0, w1, w2, w3], addressAt / 4);
    useMemory(this.#words.buffer);
    return (placeOf(imageAt, 6, addressAt) - imageAt) >>> layout.placeShift;
  }

  #set(field: number, value: number): void {
    this.#words[(imageAt + field) / 4] = value;
  }
}

/** The place of the longest prefix around the address. */
function plainly(prefixes: readonly Prefix6[], address: IpAddress): number {
  const around = prefixes.filter((prefix) => cidrContains(prefix, address));
  return around.sort((a, b) => b.length - a.length)[0]?.place ?? elsewhere;
}

/** Every combination of these upper bits of the four words: a sum of products would tell few of them apart. */
function ofUpperBits(bits: number): Prefix6[] {
  const values = Array.from({ length: 2 ** bits }, (_, value) => (value << (32 - bits)) >>> 0);
  return values.flatMap((w0) =>
    values.flatMap((w1) =>
      values.flatMap((w2) => values.map((w3) => ({ address: ipv6(w0, w1, w2, w3), length: 128, place: 8 }))),
    ),
  );
}

/** Prefixes whose hashes with these keys have the same lowest bits. */
function colliding(count: number, bits: number, keys: Uint32Array): Prefix6[] {
  const found: Prefix6[] = [];
  for (let n = 0; found.length < count; n++) {
    const address = ipv6(0x20010db8, 0, 0, n);
    if ((hashWith(keys, address, 128) & (2 ** bits - 1)) !== 0) continue;
    found.push({ address, length: 128, place: 100 + found.length });
  }
  return found;
}

/** Of used cells side by side. */
function longestRun(cells: Uint32Array): number {
  let longest = 0;
  let run = 0;
  for (let cell = 0; cell < cells.length; cell += layout.prefix6Bytes / 4) {
    run = cells[cell + layout.prefix6Length / 4] === 0 ? 0 : run + 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

describe('the index of IPv6 prefixes', () => {
  it('leads to the longest prefix, of any lengths', () => {
    const random = new Random(6);
    // Few first words, so that prefixes nest.
    const near = () =>
      ipv6(0x20010db0 + random.below(16), random.below(2) << 31, random.below(4) << 30, random.below(4));
    const far = () => ipv6(random.word(), random.word(), random.word(), random.word());
    for (let round = 0; round < 60; round++) {
      const found = new Map<string, Prefix6>();
      for (let n = random.below(60); n > 0; n--) {
        const length = random.chance(0.3) ? 128 : 1 + random.below(128);
        const address = maskAddress(random.chance(0.8) ? near() : far(), length);
        found.set(JSON.stringify([address, length]), { address, length, place: 8 + found.size });
      }
      const prefixes = [...found.values()];
      const lookup = new Lookup(prefixes);
      const ends = prefixes.flatMap(({ address }) => [address, { ...address, w3: (address.w3 ^ 1) >>> 0 }]);
      for (const address of [
        ...ends,
        ...Array.from({ length: 40 }, () => (random.chance(0.5) ? near() : far())),
      ]) {
        expect(lookup.placeOf(address)).toBe(plainly(prefixes, address));
      }
    }
  });

  it('asks for no length that the filter leaves out, and the filter leaves out what no prefix is like', () => {
    const prefixes = [
      { address: ipv6(0xfd000000, 0, 0, 0), length: 8, place: 8 },
      { address: ipv6(0x20010db8, 1, 0, 0), length: 64, place: 9 },
      { address: ipv6(0x20010db8, 1, 0, 7), length: 128, place: 10 },
    ];
    const { asked } = index6(prefixes);
    // Two lengths for one first word, one for one first byte.
    expect([...asked].filter((word) => word !== 0)).toHaveLength(2);
    expect(asked[askedByWord(0x20010db8)]).toBe(((1 << askedBit(64)) | (1 << askedBit(128))) >>> 0);
    expect(asked[askedByByte(0xfd123456)]).toBe(1 << askedBit(8));
    const lookup = new Lookup(prefixes, (words) => words.fill(0));
    for (const { address } of prefixes) expect(lookup.placeOf(address)).toBe(elsewhere);
  });

  it.each([3, 4])('has no long runs for prefixes that differ in the %i upper bits of their words', (bits) => {
    expect(longestRun(index6(ofUpperBits(bits)).cells)).toBeLessThan(100);
  });

  it('has no long runs for prefixes that collide with keys that others gave it', () => {
    const { keys } = index6([]);
    const prefixes = colliding(1000, 10, keys);
    const index = index6(prefixes);
    expect(index.keys).not.toEqual(keys);
    expect(longestRun(index.cells)).toBeLessThan(60);
    const lookup = new Lookup(prefixes);
    for (const n of [0, 1, 500, 999]) expect(lookup.placeOf(prefixes[n].address)).toBe(100 + n);
  });

  it('is the same for the same prefixes', () => {
    expect(index6(ofUpperBits(2))).toEqual(index6(ofUpperBits(2)));
  });
});
