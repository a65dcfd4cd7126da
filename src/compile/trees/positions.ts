import type { Family } from '../../net/address.ts';
import { addBit, type Bits, emptyBits, forEachBit } from '../bits.ts';
import type { Budget } from '../bounds.ts';
import type { Identities } from '../identities.ts';
import type { Place } from '../places.ts';
import { joined, type Ranges, rangeOf, rangesOfBits } from './ranges.ts';

/**
 * Places in an order in which most of what rules ask for stands together: those outside by their prefixes, those that
 * somebody holds by prefix, namespace and identity. What is inside a prefix is one run of the former and one of the latter.
 * IPv4 has its outside places first, IPv6 last, so all that is held is one run, and so is each family.
 */
export class Positions {
  /** By place. */
  readonly of: Int32Array;
  readonly #outside: Runs;
  readonly #held: Runs;
  /** All from this one on are of IPv6, and none before. */
  readonly first6: number;
  /** By identity, ascending: positions of the places that it holds, alone or with others. */
  readonly #byIdentity: readonly number[][];

  readonly #budget: Budget;

  /** `prefixes`: how many there are. */
  constructor(places: readonly Place[], identities: Identities, prefixes: number, budget: Budget) {
    this.#budget = budget;
    const keys = places.map((place) => keyOf(place, identities));
    const order = Int32Array.from(places.keys()).sort((a, b) => compare(keys[a], keys[b]));
    this.of = new Int32Array(places.length);
    this.#byIdentity = Array.from({ length: identities.size }, () => []);
    for (const [position, id] of order.entries()) {
      this.of[id] = position;
      for (const identity of keys[id].identities) this.#byIdentity[identity].push(position);
    }
    this.#outside = new Runs(order, places, prefixes, (place) => place.address === undefined);
    this.#held = new Runs(order, places, prefixes, (place) => place.address !== undefined);
    // Every address of IPv6 is in ::/0, which is a place.
    this.first6 = order.findIndex((id) => places[id].family === 6);
  }

  get size(): number {
    return this.of.length;
  }

  /** Of the places that are in prefixes `from` to `to` - 1. */
  ofPrefixes(from: number, to: number): Ranges {
    return joined([this.#outside.of(from, to), this.#held.of(from, to)]);
  }

  /** Of the places that some of these identities hold. Throws BeyondTables. */
  ofIdentities(identities: Bits): Ranges {
    const positions = emptyBits(this.size);
    this.#budget.spend('treeMembers', positions.length);
    forEachBit(identities, (identity) => {
      const own = this.#byIdentity[identity];
      this.#budget.spend('treeMembers', own.length);
      for (const position of own) addBit(positions, position);
    });
    return rangesOfBits(positions);
  }

  ofFamily(family: Family): Ranges {
    return family === 4 ? rangeOf(0, this.first6) : rangeOf(this.first6, this.size);
  }
}

/** By prefix, where the places of a kind begin that are in it or in one behind it, and end that are in it or in one before. */
class Runs {
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;

  constructor(
    order: Int32Array,
    places: readonly Place[],
    prefixes: number,
    isOne: (place: Place) => boolean,
  ) {
    this.#starts = new Int32Array(prefixes).fill(order.length);
    this.#ends = new Int32Array(prefixes);
    for (const [position, id] of order.entries()) {
      if (!isOne(places[id])) continue;
      const { prefix } = places[id];
      this.#starts[prefix] = Math.min(this.#starts[prefix], position);
      this.#ends[prefix] = position + 1;
    }
    for (let prefix = prefixes - 2; prefix >= 0; prefix--)
      this.#starts[prefix] = Math.min(this.#starts[prefix], this.#starts[prefix + 1]);
    for (let prefix = 1; prefix < prefixes; prefix++)
      this.#ends[prefix] = Math.max(this.#ends[prefix], this.#ends[prefix - 1]);
  }

  of(from: number, to: number): Ranges {
    return rangeOf(this.#starts[from], this.#ends[to - 1]);
  }
}

interface PlaceKey {
  readonly part: number;
  readonly prefix: number;
  readonly namespace: string;
  readonly identities: readonly number[];
}

function keyOf({ family, address, holders, prefix }: Place, identities: Identities): PlaceKey {
  const isHeld = address !== undefined;
  return {
    part: family === 4 ? Number(isHeld) : 3 - Number(isHeld),
    prefix,
    namespace: holders[0]?.namespace ?? '',
    identities: holders.map((entity) => identities.of(entity)).sort((a, b) => a - b),
  };
}

function compare(a: PlaceKey, b: PlaceKey): number {
  if (a.part !== b.part) return a.part - b.part;
  if (a.prefix !== b.prefix) return a.prefix - b.prefix;
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1;
  return (a.identities[0] ?? -1) - (b.identities[0] ?? -1);
}
