import { describe, expect, it } from 'vitest';
import { NameStore } from '../../src/dns/store.ts';
import { addressKey, ipv4 } from '../../src/net/address.ts';
import { createRandom } from '../kernels/random.ts';

const limits = { maxNames: 1000, maxPairs: 1000, maxAddressesPerName: 1000, maxNamesPerAddress: 1000 };
const second = 1e6;
/** So long kept pairs are not looked at again, unless another of their name ends. */
const keepInterval = 60 * second;
const address = (n: number) => ipv4(0xc0000200 + n);
const key = (n: number) => addressKey(address(n));

/** Every pair with its end, looked at one by one. */
class Model {
  readonly pairs = new Map<string, { name: string; at: number; expiry: number; isKept: boolean }>();

  add(name: string, at: number, expiry: number, now: number): void {
    for (const [id, pair] of this.pairs) if (!pair.isKept && pair.expiry < now) this.pairs.delete(id);
    const id = `${name} ${at}`;
    const known = this.pairs.get(id)?.expiry ?? expiry;
    this.pairs.set(id, { name, at, expiry: Math.max(expiry, known), isKept: false });
  }

  /** Names of which a pair is over: all of their pairs that are, at once. */
  retire(now: number, used: ReadonlySet<string>, again: boolean): void {
    const over = [...this.pairs.values()].filter(({ expiry, isKept }) => expiry < now && (again || !isKept));
    for (const name of new Set(over.map((pair) => pair.name))) {
      const all = [...this.pairs.values()].filter((pair) => pair.name === name);
      const isUsed = all.some(({ at }) => used.has(key(at)));
      for (const pair of all.filter(({ expiry }) => expiry < now)) {
        if (isUsed) pair.isKept = true;
        else this.pairs.delete(`${name} ${pair.at}`);
      }
    }
  }

  namesOf(at: number, now: number): string[] {
    const found = [...this.pairs.values()].filter(
      (pair) => pair.at === at && (pair.isKept || pair.expiry >= now),
    );
    return found.map(({ name }) => name).sort();
  }

  get names(): number {
    return new Set(Array.from(this.pairs.values(), ({ name }) => name)).size;
  }
}

describe('the store of names', () => {
  it('has what a list of all pairs has, whatever is added, retired and in use', () => {
    const random = createRandom(7);
    const store = new NameStore(limits);
    const model = new Model();
    let now = 0;
    let recheckAt = Number.POSITIVE_INFINITY;
    for (let step = 0; step < 4000; step++) {
      now += random(3) * second;
      const name = `n${random(6)}`;
      const at = random(5);
      const expiry = now + random(20) * second;
      store.add('', name, address(at), expiry, now);
      model.add(name, at, expiry, now);
      now += random(2) * second;
      const used = new Set(random(3) === 0 ? [] : [key(random(5))]);
      // Kept pairs are looked at again when their time has come, which the store says beforehand.
      const again = now > recheckAt;
      store.retire(now, () => used);
      model.retire(now, used, again);
      if (again) recheckAt = Number.POSITIVE_INFINITY;
      for (let n = 0; n < 5; n++) expect(store.namesOf('', address(n), now)).toEqual(model.namesOf(n, now));
      expect([store.pairs, store.names]).toEqual([model.pairs.size, model.names]);
      const isAnyKept = [...model.pairs.values()].some(({ isKept }) => isKept);
      if (isAnyKept) recheckAt = Math.min(recheckAt, now + keepInterval);
      expect(store.retireAfter).toBeLessThanOrEqual(recheckAt);
    }
  });
});
