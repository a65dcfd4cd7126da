import { describe, expect, it } from 'vitest';
import { blocksOf, Index4 } from '../../src/compile/index4.ts';
import { ranges4, type Stretch } from '../../src/compile/ranges4.ts';
import * as layout from '../../src/kernels/image-layout.ts';
import { useMemory } from '../../src/kernels/mem.ts';
import { placeOf } from '../../src/kernels/places.ts';
import { createRandom } from '../kernels/random.ts';

const imageAt = 128;
const addressAt = 64;

/** Looks addresses up as kernels do, in an image that has this index and nothing else. */
function lookup(fields: ReadonlyMap<number, Uint32Array>): (address: number) => number {
  let end = layout.imageHeaderBytes;
  const parts = [...fields].map(([field, part]) => {
    const at = end;
    end += part.byteLength;
    return { field, part, at };
  });
  const words = new Uint32Array(Math.ceil((imageAt + end) / 8) * 2);
  for (const { field, part, at } of parts) {
    words[(imageAt + field) / 4] = at;
    words.set(part, (imageAt + at) / 4);
  }
  return (address) => {
    words[addressAt / 4 + 3] = address;
    useMemory(words.buffer);
    return (placeOf(imageAt, 4, addressAt) - imageAt) >>> layout.placeShift;
  };
}

/** Prefixes inside each other, a few addresses twice; each after those around it. */
function randomStretches(random: (below: number) => number, count: number): readonly Stretch[] {
  const found = new Map<string, Stretch>([['0/0', { address: 0, length: 0, place: 0 }]]);
  const words = [0, 0x0a00_0000, 0x7fff_ff00, 0xffff_ff00];
  for (let place = 1; place < count; place++) {
    const length = random(2) === 0 ? 32 - random(10) : 1 + random(32);
    const word = words[random(words.length)] + random(256);
    const address = (word & -(2 ** (32 - length))) >>> 0;
    found.set(`${address}/${length}`, { address, length, place });
  }
  return [...found.values()].sort((a, b) => a.address - b.address || a.length - b.length);
}

describe('ranges of IPv4 addresses', () => {
  it('lead where blocks lead', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = createRandom(seed);
      const stretches = randomStretches(random, 1 + random(80));
      const index4 = new Index4();
      for (const stretch of [...stretches].sort((a, b) => a.length - b.length)) index4.set(stretch);
      expect(index4.blocks().length).toBe(256 * blocksOf(stretches));
      const inBlocks = lookup(
        new Map([
          [layout.imageRoot4, index4.root],
          [layout.imageBlocks4, index4.blocks()],
        ]),
      );
      const { root, ranges } = ranges4(stretches);
      const inRanges = lookup(
        new Map([
          [layout.imageRoot4, root],
          [layout.imageRanges4, ranges],
        ]),
      );
      const edges = stretches.flatMap(({ address, length }) => [address, address + 2 ** (32 - length)]);
      const asked = edges
        .flatMap((edge) => [edge - 1, edge, edge + 1])
        .filter((one) => one >= 0 && one < 2 ** 32);
      for (const address of asked) expect(inRanges(address), `seed ${seed}`).toBe(inBlocks(address));
    }
  });

  it('take the place of blocks where these would be too many', () => {
    const apart = Array.from({ length: 70_000 }, (_, n) => n * 256);
    expect(blocksOf(apart.map((address) => ({ address, length: 32, place: 1 })))).toBe(70_000 + 274);
    const { ranges } = ranges4([
      { address: 0, length: 0, place: 0 },
      ...apart.map((address) => ({ address, length: 32, place: 1 })),
    ]);
    expect(ranges.length).toBe(2 * 2 * apart.length);
  });
});
