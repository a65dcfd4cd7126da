import { NameCache } from '../dns/cache.ts';
import type { InUse } from '../dns/store.ts';
import type { Frame } from '../frame/frame.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Connection } from '../ir/connection.ts';
import type { NameKeeping } from '../ir/policy.ts';
import type { IpAddress } from '../net/address.ts';

/**
 * Names for addresses, from the DNS answers of the capture and the facts of the inventory. Each lane has its own:
 * an answer that its policies drop teaches nobody anything.
 */
export class Names {
  readonly cache: NameCache;
  readonly #isKeptByConnections: boolean;
  /** Addresses for which the inventory has names. */
  readonly #stated: readonly IpAddress[];
  #inUse: InUse | undefined;
  #now = Number.NEGATIVE_INFINITY;

  constructor(inventory: Inventory, keeping?: NameKeeping) {
    // Names must not open ways to endpoints: those go by their labels (DNS rebinding).
    const isProtected = (address: IpAddress) => inventory.holders(address).length > 0;
    this.cache = new NameCache({
      isProtected,
      ...(keeping && {
        minimumTtl: keeping.minimumTtl,
        wholeSeconds: keeping.isKeptByConnections,
        limits: { maxAddressesPerName: keeping.maxAddressesPerName },
      }),
    });
    this.#isKeptByConnections = keeping?.isKeptByConnections ?? false;
    this.#stated = inventory.dnsFacts.flatMap(({ addresses }) => addresses);
    for (const { name, addresses } of inventory.dnsFacts) {
      for (const address of addresses) this.cache.addFact(name, address);
    }
  }

  /** Who knows the open connections, for engines whose names are kept by them. */
  keepBy(inUse: InUse): void {
    if (this.#isKeptByConnections) this.#inUse = inUse;
  }

  /** Later than this the connections must be asked before the next packet; never is infinite. */
  get askAfter(): number {
    return this.#inUse === undefined ? Number.POSITIVE_INFINITY : this.cache.retireAfter;
  }

  /** Time of the latest packet, microseconds. */
  get now(): number {
    return this.#now;
  }

  /** Time of the current packet, microseconds. It never runs back. */
  advance(now: number): void {
    if (now > this.#now) this.#now = now;
    if (this.#inUse !== undefined && this.#now > this.askAfter) this.cache.retire(this.#now, this.#inUse);
  }

  /** Tells of every address that may have a name, now or later. To be called before anything is learnt. */
  tellOf(onNamed: (address: IpAddress) => void): void {
    for (const address of this.#stated) onNamed(address);
    this.cache.onLearn = onNamed;
  }

  /** A packet that was forwarded. */
  learn(frame: Frame): void {
    this.cache.observe(frame, this.#now);
  }

  /** All names that lead to the address now. */
  ofAddress(address: IpAddress): readonly string[] {
    return this.cache.namesAt(address, this.#now);
  }

  readonly namesOf: Connection['namesOf'] = (address, client) =>
    this.cache.namesAt(address, this.#now, client.addresses[0]);
}
