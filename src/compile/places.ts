import type { Inventory } from '../inventory/inventory.ts';
import type { Entity } from '../ir/entity.ts';
import { addressKey, type Family, type IpAddress } from '../net/address.ts';
import type { Prefixes } from './prefixes.ts';

/**
 * Where an address leads: to whoever holds it, or, for an outside address, to the longest prefix around it that
 * policies mention. Places have numbers: outside ones first, by prefix, then those of known addresses.
 */
export interface Place {
  readonly family: Family;
  /** Absent for an outside place. */
  readonly address?: IpAddress;
  readonly holders: readonly Entity[];
  /** Number of the longest prefix. */
  readonly prefix: number;
}

/** Entities that share addresses, directly or through others, are of one household. */
export class Households {
  readonly #parents = new Map<Entity, Entity>();

  join(entities: readonly Entity[]): void {
    for (const entity of entities) {
      const root = this.root(entity);
      const first = this.root(entities[0]);
      if (root !== first) this.#parents.set(root, first);
    }
  }

  root(entity: Entity): Entity {
    let root = entity;
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root)) root = next;
    return root;
  }
}

export function outsidePlaces(prefixes: Prefixes): readonly Place[] {
  return prefixes.all.map(({ address }, prefix) => ({ family: address.family, holders: [], prefix }));
}

/** A place for every address that somebody in the inventory holds. */
export function heldPlaces(
  inventory: Inventory,
  prefixes: Prefixes,
): readonly (Place & { address: IpAddress })[] {
  const seen = new Set<string>();
  const places: (Place & { address: IpAddress })[] = [];
  for (const entity of inventory.entities) {
    for (const address of entity.addresses) {
      const key = addressKey(address);
      if (seen.has(key)) continue;
      seen.add(key);
      places.push(placeOf(address, inventory, prefixes));
    }
  }
  return places;
}

export function placeOf(
  address: IpAddress,
  inventory: Inventory,
  prefixes: Prefixes,
): Place & { address: IpAddress } {
  return {
    family: address.family,
    address,
    holders: inventory.holders(address),
    prefix: prefixes.longest(address),
  };
}
