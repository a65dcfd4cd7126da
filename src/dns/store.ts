import { addressKey, type IpAddress } from '../net/address.ts';
import { type Ending, ExpiryQueue } from './expiry-queue.ts';

/** One name and one address, under one scope. */
interface Pair extends Ending {
  readonly nameKey: string;
  readonly addressKey: string;
  readonly name: string;
  readonly address: IpAddress;
  /** Its time is over, but a connection keeps it: see retire(). */
  isKept: boolean;
}

/** Which of the addresses, by their keys, connections go to. */
export type InUse = (addresses: readonly IpAddress[]) => ReadonlySet<string>;

/** Microseconds until kept pairs are looked at again. */
const keepInterval = 60e6;

export interface StoreLimits {
  readonly maxNames: number;
  readonly maxPairs: number;
  readonly maxAddressesPerName: number;
  readonly maxNamesPerAddress: number;
}

/**
 * Pairs of names and addresses, found from either side, with a bound on each. What was answered longest ago goes
 * first: an address of a name with too many, a name of an address with too many, a whole name if there are too
 * many names or pairs. Maps keep the order of insertion, so each is found at once. String keys: see outstanding.ts.
 *
 * What is over counts for no bound, and asking changes nothing: who asks, and when, differs from one engine core to another.
 */
export class NameStore {
  readonly #limits: StoreLimits;
  /** In order of the last answer. */
  readonly #byName = new Map<string, Map<string, Pair>>();
  readonly #byAddress = new Map<string, Map<string, Pair>>();
  /** Of all pairs that are not kept. */
  readonly #ends = new ExpiryQueue<Pair>();
  /** Names of which pairs are kept. */
  readonly #kept = new Set<string>();
  #pairs = 0;
  #recheckAt = Number.POSITIVE_INFINITY;
  /** Pairs dropped for want of room. */
  evicted = 0;

  constructor(limits: StoreLimits) {
    this.#limits = limits;
  }

  get names(): number {
    return this.#byName.size;
  }

  get pairs(): number {
    return this.#pairs;
  }

  /**
   * `scope` keeps the names of different clients apart; '' is everybody's. The later expiry wins. Pairs that are over at
   * `now` make room first.
   */
  add(scope: string, name: string, address: IpAddress, expiry: number, now: number): void {
    for (const pair of this.#ends.takeBefore(now)) this.#remove(pair);
    const nameKey = `${scope} ${name}`;
    const key = `${scope} ${addressKey(address)}`;
    const known = this.#byName.get(nameKey)?.get(key);
    if (known !== undefined) this.#drop(known);
    const last = Math.max(expiry, known?.expiry ?? expiry);
    this.#insert({ nameKey, addressKey: key, name, address, expiry: last, isKept: false, isGone: false });
    this.#keepBounds(nameKey, key);
  }

  /** Names of the address at that time, in byte order. */
  namesOf(scope: string, address: IpAddress, now: number): string[] {
    const names: string[] = [];
    for (const pair of this.#byAddress.get(`${scope} ${addressKey(address)}`)?.values() ?? []) {
      if (pair.isKept || pair.expiry >= now) names.push(pair.name);
    }
    return names.sort();
  }

  /** Later than this retire() may find something to do. */
  get retireAfter(): number {
    return Math.min(this.#ends.first, this.#recheckAt);
  }

  /**
   * Drops the pairs that are over, except of names to one of whose addresses a connection goes: those are kept, and
   * looked at again when more of the name is over, or after a while.
   */
  retire(now: number, inUse: InUse): void {
    const names = new Set(this.#ends.takeBefore(now).map(({ nameKey }) => nameKey));
    if (now > this.#recheckAt) {
      for (const name of this.#kept) names.add(name);
      this.#recheckAt = Number.POSITIVE_INFINITY;
    }
    const over = [...names].flatMap((name) => this.#byName.get(name) ?? []);
    const used = inUse(over.flatMap((pairs) => Array.from(pairs.values(), ({ address }) => address)));
    for (const pairs of over) this.#retireOf(pairs, now, used);
    if (this.#kept.size > 0) this.#recheckAt = Math.min(this.#recheckAt, now + keepInterval);
  }

  #retireOf(pairs: Map<string, Pair>, now: number, used: ReadonlySet<string>): void {
    const all = [...pairs.values()];
    const over = all.filter(({ expiry }) => expiry < now);
    if (!all.some(({ address }) => used.has(addressKey(address)))) {
      for (const pair of over) this.#remove(pair);
      return;
    }
    for (const pair of over) {
      pair.isKept = true;
      this.#kept.add(pair.nameKey);
    }
  }

  /** Enters the pair as the newest of its name and address, and its name as the newest name. */
  #insert(pair: Pair): void {
    const addresses = this.#byName.get(pair.nameKey) ?? new Map<string, Pair>();
    this.#byName.delete(pair.nameKey);
    this.#byName.set(pair.nameKey, addresses.set(pair.addressKey, pair));
    const names = this.#byAddress.get(pair.addressKey) ?? new Map<string, Pair>();
    this.#byAddress.set(pair.addressKey, names.set(pair.nameKey, pair));
    this.#pairs++;
    this.#ends.add(pair);
  }

  /** Removes a pair that the queue may hold. */
  #drop(pair: Pair): void {
    if (!pair.isKept) this.#ends.leave(pair);
    this.#remove(pair);
  }

  /** Removes a pair that the queue does not hold. */
  #remove(pair: Pair): void {
    this.#pairs--;
    removeFrom(this.#byName, pair.nameKey, pair.addressKey);
    removeFrom(this.#byAddress, pair.addressKey, pair.nameKey);
    if (pair.isKept && !this.#hasKept(pair.nameKey)) this.#kept.delete(pair.nameKey);
  }

  #hasKept(nameKey: string): boolean {
    for (const { isKept } of this.#byName.get(nameKey)?.values() ?? []) if (isKept) return true;
    return false;
  }

  #keepBounds(nameKey: string, addressKey: string): void {
    const addresses = this.#byName.get(nameKey);
    const names = this.#byAddress.get(addressKey);
    if ((addresses?.size ?? 0) > this.#limits.maxAddressesPerName) this.#evictFirst(addresses);
    if ((names?.size ?? 0) > this.#limits.maxNamesPerAddress) this.#evictFirst(names);
    while (this.#byName.size > this.#limits.maxNames || this.#pairs > this.#limits.maxPairs) {
      const oldest = this.#byName.values().next().value;
      if (oldest === undefined) return;
      for (const pair of [...oldest.values()]) this.#evict(pair);
    }
  }

  #evictFirst(pairs: Map<string, Pair> | undefined): void {
    const oldest = pairs?.values().next().value;
    if (oldest !== undefined) this.#evict(oldest);
  }

  #evict(pair: Pair): void {
    this.evicted++;
    this.#drop(pair);
  }
}

function removeFrom(index: Map<string, Map<string, Pair>>, key: string, inner: string): void {
  const pairs = index.get(key);
  pairs?.delete(inner);
  if (pairs?.size === 0) index.delete(key);
}
