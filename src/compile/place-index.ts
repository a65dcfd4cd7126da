import { addressKey, type IpAddress } from '../net/address.ts';
import type { NumberedPlace } from './place-facts.ts';
import type { Prefixes } from './prefixes.ts';

/** Finds the place of an address: outside places are numbered as their prefixes. */
export class PlaceIndex<P extends NumberedPlace> {
  readonly #places: readonly P[];
  readonly #prefixes: Prefixes;
  readonly #byAddress = new Map<string, P>();

  constructor(places: readonly P[], prefixes: Prefixes) {
    this.#places = places;
    this.#prefixes = prefixes;
    for (const place of places)
      if (place.address !== undefined) this.#byAddress.set(addressKey(place.address), place);
  }

  of(address: IpAddress): P {
    return this.#byAddress.get(addressKey(address)) ?? this.#places[this.#prefixes.longest(address)];
  }
}
