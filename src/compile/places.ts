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
    // The way is short for whoever comes next.
    for (let at = entity; at !== root; ) {
      const next = this.#parents.get(at) as Entity;
      this.#parents.set(at, root);
      at = next;
    }
    return root;
  }
}

export function outsidePlaces(prefixes: Prefixes): readonly Place[] {
  return prefixes.all.map(({ address }, prefix) => ({ family: address.family, holders: [], prefix }));
}

/** A place for every address that somebody in the inventory holds, or at which a service answers. */
export function knownPlaces(inventory: Inventory, prefixes: Prefixes): readonly KnownPlace[] {
  const places = new Map<string, KnownPlace>();
  const add = (address: IpAddress) => {
    const key = addressKey(address);
    if (!places.has(key)) places.set(key, placeOf(address, inventory, prefixes));
  };
  for (const { addresses } of inventory.entities) addresses.forEach(add);
  for (const { addresses } of inventory.services) addresses.forEach(add);
  return [...places.values()];
}

type KnownPlace = Place & { readonly address: IpAddress };

export function placeOf(address: IpAddress, inventory: Inventory, prefixes: Prefixes): KnownPlace {
  return {
    family: address.family,
    address,
    holders: inventory.holders(address),
    prefix: prefixes.longest(address),
  };
}
