import { expect, it } from 'vitest';
import { Random } from '../../../bench/random.ts';
import { ImageCopies } from '../../../src/compile/live/image-copies.ts';
import { type Capacity, layoutOf } from '../../../src/compile/live/layout.ts';
import { LiveIndex } from '../../../src/compile/live/live-index.ts';
import { imageKeys6, imagePlaces, placeShift } from '../../../src/kernels/image-layout.ts';
import { useMemory } from '../../../src/kernels/mem.ts';
import { placeOf } from '../../../src/kernels/places.ts';
import { type IpAddress, ipv4, ipv6 } from '../../../src/net/address.ts';
import { type Cidr, cidrContains, formatCidr, maskAddress } from '../../../src/net/cidr.ts';
import { regionOf, scratch } from './memory.ts';

const capacity: Capacity = {
  ...{ blocks: 600, cells6: 1024, places: 1024, cells: 16, tables: 1, classes: 1 },
  ...{ rows: 1, listed: 1, signatures: 1, traffic: 1 },
};

/** Near each other, so that prefixes nest. */
function randomAddress(random: Random): IpAddress {
  const word = (0x0a000000 | (random.below(3) << 16) | (random.below(4) << 8) | random.below(16)) >>> 0;
  if (random.chance(0.5)) return ipv4(word);
  return ipv6(0xfd000000, random.below(2), random.below(3) * 0x40000000, word);
}

function randomCidr(random: Random): Cidr {
  const address = randomAddress(random);
  const most = address.family === 4 ? 32 : 128;
  const length = random.chance(0.4) ? most : 1 + random.below(most);
  return { address: maskAddress(address, length), length };
}

it('leads to the place of the longest prefix after any edits, as a trie and as arrays', () => {
  const random = new Random(17);
  const region = regionOf(ImageCopies.bytesOf(layoutOf(capacity)));
  const words = new Uint32Array(region.buffer);
  useMemory(region.buffer);
  const image = new ImageCopies(region);
  const layout = layoutOf(capacity);
  image.begin();
  image.layOut(layout);
  const index = new LiveIndex(image, layout, 0, 1);
  image.publish();
  const prefixes = new Map<string, { readonly cidr: Cidr; readonly place: number }>();
  let removed = 0;
  for (let step = 0; step < 1500; step++) {
    const known = [...prefixes.values()];
    const old = known[random.below(known.length * 2 + 1)];
    image.begin();
    if (old !== undefined) {
      index.delete(old.cidr);
      prefixes.delete(formatCidr(old.cidr));
      removed++;
    }
    const cidr = randomCidr(random);
    const place = 2 + (step % 1000);
    index.set(cidr, place);
    prefixes.set(formatCidr(cidr), { cidr, place });
    image.publish();
    for (let probe = 0; probe < 10; probe++) {
      const address = probe < 3 ? cidr.address : randomAddress(random);
      const around = [...prefixes.values()].filter((one) => cidrContains(one.cidr, address));
      const longest = around.sort((a, b) => b.cidr.length - a.cidr.length)[0];
      const expected = longest?.place ?? (address.family === 4 ? 0 : 1);
      expect(index.placeOf(address)).toBe(expected);
      const { active } = image.generations;
      words.set([address.w0, address.w1, address.w2, address.w3], scratch / 4);
      const record = placeOf(active, address.family, scratch) - active - words[(active + imagePlaces) / 4];
      expect(record >>> placeShift).toBe(expected);
    }
  }
  expect(removed).toBeGreaterThan(300);
});

it('draws the keys of its hash at random', () => {
  const keys = [0, 1].map(() => {
    const region = regionOf(ImageCopies.bytesOf(layoutOf(capacity)));
    const image = new ImageCopies(region);
    image.begin();
    image.layOut(layoutOf(capacity));
    new LiveIndex(image, layoutOf(capacity), 0, 1);
    return [0, 4, 8, 12].map((at) => image.word(imageKeys6 + at));
  });
  expect(keys[0]).not.toEqual(keys[1]);
});
