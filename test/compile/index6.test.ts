import { describe, expect, it } from 'vitest';
import { Random } from '../../bench/random.ts';
import { index6, multipliers6, type Prefix6 } from '../../src/compile/index6.ts';
import * as layout from '../../src/kernels/image-layout.ts';
import { hash6 } from '../../src/kernels/index6.ts';
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

  constructor(prefixes: readonly Prefix6[]) {
    const { cells, lengths, asked, multipliers } = index6(prefixes);
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
    for (const [i, multiplier] of multipliers.entries())
      this.#set(layout.imageMultipliers6 + i * 4, multiplier);
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

/** Addresses that have one and the same hash under the multipliers that are tried first. */
function colliding(count: number): Prefix6[] {
  const [, , m2, m3] = multipliers6(0);
  const step = Math.imul(m2, inverse(m3));
  return Array.from({ length: count }, (_, n) => ({
    address: ipv6(0x20010db8, 0, n, -Math.imul(n, step) >>> 0),
    length: 128,
    place: 100 + n,
  }));
}

/** Of an odd number, modulo 2^32 (each step of Newton's doubles the bits that are right). */
function inverse(odd: number): number {
  let found = odd;
  for (let i = 0; i < 5; i++) found = Math.imul(found, 2 - Math.imul(odd, found));
  return found;
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

  it('has no long runs for prefixes that were chosen to collide', () => {
    const prefixes = colliding(20_000);
    const hashes = new Set(
      prefixes.map(({ address: { w0, w1, w2, w3 } }) => hash6(w0, w1, w2, w3, 128, ...multipliers6(0))),
    );
    expect(hashes.size).toBe(1);
    const { cells, multipliers } = index6(prefixes);
    expect(multipliers).not.toEqual(multipliers6(0));
    const words = layout.prefix6Bytes / 4;
    let longest = 0;
    let run = 0;
    for (let cell = 0; cell < cells.length; cell += words) {
      run = cells[cell + layout.prefix6Length / 4] === 0 ? 0 : run + 1;
      longest = Math.max(longest, run);
    }
    expect(longest).toBeLessThan(512);
    const lookup = new Lookup(prefixes);
    for (const n of [0, 1, 9_999, 19_999]) expect(lookup.placeOf(prefixes[n].address)).toBe(100 + n);
  });

  it('is the same for the same prefixes', () => {
    expect(index6(colliding(3000))).toEqual(index6(colliding(3000)));
  });
});
