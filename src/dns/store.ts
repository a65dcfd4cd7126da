/** One name and one address, under one scope. */
interface Pair {
  readonly nameKey: string;
  readonly addressKey: string;
  readonly name: string;
  /** Microseconds since 1970. */
  readonly expiry: number;
}

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
  add(scope: string, name: string, address: string, expiry: number): void {
    const nameKey = `${scope} ${name}`;
    const addressKey = `${scope} ${address}`;
    const known = this.#byName.get(nameKey)?.get(addressKey);
    if (known !== undefined) this.#remove(known);
    this.#insert({ nameKey, addressKey, name, expiry: Math.max(expiry, known?.expiry ?? expiry) });
    this.#keepBounds(nameKey, addressKey);
  }

  /** Names of the address at that time, in byte order. Pairs that are over are dropped on the way. */
  namesOf(scope: string, address: string, now: number): string[] {
    const names: string[] = [];
    for (const pair of this.#byAddress.get(`${scope} ${address}`)?.values() ?? []) {
      if (pair.expiry >= now) names.push(pair.name);
      else this.#remove(pair);
    }
    return names.sort();
  }

  /** Enters the pair as the newest of its name and address, and its name as the newest name. */
  #insert(pair: Pair): void {
    const addresses = this.#byName.get(pair.nameKey) ?? new Map<string, Pair>();
    this.#byName.delete(pair.nameKey);
    this.#byName.set(pair.nameKey, addresses.set(pair.addressKey, pair));
    const names = this.#byAddress.get(pair.addressKey) ?? new Map<string, Pair>();
    this.#byAddress.set(pair.addressKey, names.set(pair.nameKey, pair));
    this.#pairs++;
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

function removeFrom(index: Map<string, Map<string, Pair>>, key: string, inner: string): void {
  const pairs = index.get(key);
  pairs?.delete(inner);
  if (pairs?.size === 0) index.delete(key);
}
