import { addressKey, type IpAddress } from '../net/address.ts';

/** One name and one address, under one scope. */
interface Pair {
  readonly nameKey: string;
  readonly addressKey: string;
  readonly name: string;
  readonly address: IpAddress;
  /** Microseconds since 1970. */
  readonly expiry: number;
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
 */
export class NameStore {
  readonly #limits: StoreLimits;
  /** In order of the last answer. */
  readonly #byName = new Map<string, Map<string, Pair>>();
  readonly #byAddress = new Map<string, Map<string, Pair>>();
  #pairs = 0;
  /** No pair that is not kept ends before. */
  #firstExpiry = Number.POSITIVE_INFINITY;
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

  /** `scope` keeps the names of different clients apart; '' is everybody's. The later expiry wins. */
  add(scope: string, name: string, address: IpAddress, expiry: number): void {
    const nameKey = `${scope} ${name}`;
    const key = `${scope} ${addressKey(address)}`;
    const known = this.#byName.get(nameKey)?.get(key);
    if (known !== undefined) this.#remove(known);
    const last = Math.max(expiry, known?.expiry ?? expiry);
    this.#insert({ nameKey, addressKey: key, name, address, expiry: last, isKept: false });
    this.#keepBounds(nameKey, key);
  }

  /** Names of the address at that time, in byte order. Pairs that are over are dropped on the way. */
  namesOf(scope: string, address: IpAddress, now: number): string[] {
    const names: string[] = [];
    for (const pair of this.#byAddress.get(`${scope} ${addressKey(address)}`)?.values() ?? []) {
      if (pair.isKept || pair.expiry >= now) names.push(pair.name);
      else this.#remove(pair);
    }
    return names.sort();
  }

  /** Later than this retire() may find something to do. */
  get retireAfter(): number {
    return Math.min(this.#firstExpiry, this.#recheckAt);
  }

  /** Drops the pairs that are over, except of names to one of whose addresses a connection goes: those are kept. */
  retire(now: number, inUse: InUse): void {
    const over = [...this.#byName.values()].filter((pairs) => hasOver(pairs, now));
    const used = inUse(over.flatMap((pairs) => Array.from(pairs.values(), ({ address }) => address)));
    this.#recheckAt = Number.POSITIVE_INFINITY;
    for (const pairs of over) this.#retireOf(pairs, now, used);
    this.#firstExpiry = this.#earliest();
  }

  #retireOf(pairs: Map<string, Pair>, now: number, used: ReadonlySet<string>): void {
    const all = [...pairs.values()];
    const isUsed = all.some(({ address }) => used.has(addressKey(address)));
    if (isUsed) this.#recheckAt = now + keepInterval;
    for (const pair of all) {
      if (pair.expiry >= now) continue;
      if (isUsed) pair.isKept = true;
      else this.#remove(pair);
    }
  }

  #earliest(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const pairs of this.#byName.values()) {
      for (const { expiry, isKept } of pairs.values()) if (!isKept && expiry < earliest) earliest = expiry;
    }
    return earliest;
  }

  /** Enters the pair as the newest of its name and address, and its name as the newest name. */
  #insert(pair: Pair): void {
    const addresses = this.#byName.get(pair.nameKey) ?? new Map<string, Pair>();
    this.#byName.delete(pair.nameKey);
    this.#byName.set(pair.nameKey, addresses.set(pair.addressKey, pair));
    const names = this.#byAddress.get(pair.addressKey) ?? new Map<string, Pair>();
    this.#byAddress.set(pair.addressKey, names.set(pair.nameKey, pair));
    this.#pairs++;
    this.#firstExpiry = Math.min(this.#firstExpiry, pair.expiry);
  }

  #remove(pair: Pair): void {
    this.#pairs--;
    removeFrom(this.#byName, pair.nameKey, pair.addressKey);
    removeFrom(this.#byAddress, pair.addressKey, pair.nameKey);
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
    this.#remove(pair);
  }
}

function hasOver(pairs: Map<string, Pair>, now: number): boolean {
  for (const { expiry } of pairs.values()) if (expiry < now) return true;
  return false;
}

function removeFrom(index: Map<string, Map<string, Pair>>, key: string, inner: string): void {
  const pairs = index.get(key);
  pairs?.delete(inner);
  if (pairs?.size === 0) index.delete(key);
}
