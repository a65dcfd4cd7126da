import type { Inventory } from '../../inventory/inventory.ts';
import type { Party, ServiceRef } from '../../ir/connection.ts';
import { type Entity, entityName } from '../../ir/entity.ts';
import { type Family, formatAddress, type IpAddress, ipv4, ipv6 } from '../../net/address.ts';
import type { Prefix } from './outside.ts';

export const families: readonly Family[] = [4, 6];

/** An endpoint in one family. */
export interface Place {
  readonly party: Party;
  /** Names for which DNS gave the address; none for those of the inventory, which go by their labels. */
  readonly names: readonly string[];
  /** Present where a service led here: then only to the service's ports. */
  readonly through?: Through;
}

export interface Through {
  readonly service: ServiceRef;
  /** `80/6`: those of the backend, with the protocol. */
  readonly ports: readonly string[];
}

/** Who can be at an end of a connection. */
export interface Endpoint {
  /** Position in the universe. */
  readonly id: number;
  readonly name: string;
  readonly places: Readonly<Partial<Record<Family, Place>>>;
  /** Absent for those of the inventory. */
  readonly outside?: OutsidePart;
  /** It is a backend as reached through this service, and no source. */
  readonly through?: ServiceRef;
}

/** A part of the address space that no prefix of either set divides, under one name or none. */
export interface OutsidePart {
  readonly prefix: Prefix;
  /** Pattern of the name; empty for addresses without one. */
  readonly label: string;
}

export type EndpointDraft = Omit<Endpoint, 'id'>;

/** Pods and nodes. A further address of one family makes a further endpoint: policies may tell the two apart. */
export function insideEndpoints(inventory: Inventory): readonly EndpointDraft[] {
  const used = usedFamilies(inventory);
  return inventory.entities.flatMap((entity) => {
    const name = entityName(entity, inventory.cluster);
    if (entity.addresses.length === 0) return [{ name, places: placesWithoutAddress(entity, used) }];
    return lanes(ownAddresses(entity, inventory)).map((lane, index) => ({
      name: index === 0 ? name : `${name} (${lane.map(formatAddress).join(', ')})`,
      places: Object.fromEntries(lane.map((address) => [address.family, placeAt(address, inventory)])),
    }));
  });
}

/** A pod of the host network is met at its node, under the node's name. */
function ownAddresses(entity: Entity, inventory: Inventory): readonly IpAddress[] {
  if (entity.kind !== 'host-network-pod') return entity.addresses;
  return entity.addresses.filter(
    (address) => !inventory.holders(address).some((holder) => holder.kind === 'node'),
  );
}

/** The first addresses of both families, then the second ones, and so on. */
function lanes(addresses: readonly IpAddress[]): IpAddress[][] {
  const byFamily = families.map((family) => addresses.filter((address) => address.family === family));
  const count = Math.max(...byFamily.map((list) => list.length));
  return Array.from({ length: count }, (_, index) =>
    byFamily.flatMap((list) => (index < list.length ? [list[index]] : [])),
  );
}

function placeAt(address: IpAddress, inventory: Inventory): Place {
  return { party: { address, entities: inventory.holders(address) }, names: [] };
}

const unspecified: Readonly<Record<Family, IpAddress>> = { 4: ipv4(0), 6: ipv6(0, 0, 0, 0) };

/** Pod templates, and pods that have no address yet: only the prefix of all addresses contains theirs. */
function placesWithoutAddress(entity: Entity, used: readonly Family[]): Endpoint['places'] {
  return Object.fromEntries(
    used.map((family) => [
      family,
      { party: { address: unspecified[family], entities: [entity] }, names: [] },
    ]),
  );
}

function usedFamilies(inventory: Inventory): readonly Family[] {
  const seen = new Set(inventory.entities.flatMap(({ addresses }) => addresses.map(({ family }) => family)));
  return seen.size === 0 ? [4] : families.filter((family) => seen.has(family));
}

/** Endpoints that share an entity with another one: to some rules they are the same, so none stands for them. */
export function entangled(endpoints: readonly Endpoint[]): ReadonlySet<Endpoint> {
  const first = new Map<Entity, Endpoint>();
  const found = new Set<Endpoint>();
  for (const endpoint of endpoints) {
    for (const entity of entitiesOf(endpoint)) {
      const other = first.get(entity) ?? endpoint;
      first.set(entity, other);
      if (other !== endpoint) found.add(other).add(endpoint);
    }
  }
  return found;
}

export function entitiesOf({ places }: Endpoint): readonly Entity[] {
  return [...new Set(families.flatMap((family) => places[family]?.party.entities ?? []))];
}
