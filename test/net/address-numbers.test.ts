import { expect, it } from 'vitest';
import { addressKey, type IpAddress, ipv4, ipv6 } from '../../src/net/address.ts';
import { AddressNumbers, addressWords, fillAddressWords } from '../../src/net/address-numbers.ts';
import { createRandom } from '../kernels/random.ts';

/** Addresses that often differ in one word or in nothing but their family. */
function randomAddress(random: (below: number) => number): IpAddress {
  const word = () => (random(3) === 0 ? random(2 ** 32) : random(40));
  return random(3) === 0 ? ipv6(random(2), random(2), random(2), word()) : ipv4(word());
}

it('numbers addresses in the order in which they are added, as a map from their keys does', () => {
  const random = createRandom(3);
  const numbers = new AddressNumbers();
  const words = new Int32Array(addressWords);
  const expected = new Map<string, number>();
  for (let n = 0; n < 20_000; n++) {
    const address = randomAddress(random);
    const known = expected.get(addressKey(address));
    fillAddressWords(words, address);
    expect(numbers.find(words)).toBe(known ?? -1);
    if (random(2) === 0) continue;
    if (known === undefined) expected.set(addressKey(address), expected.size);
    expect(numbers.add(words)).toBe(expected.get(addressKey(address)));
  }
  expect(expected.size).toBeGreaterThan(2000);
});
