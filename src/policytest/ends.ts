import { type Endpoint, parseEndpoint } from '../inventory/endpoint.ts';
import type { Inventory, Service } from '../inventory/inventory.ts';
import type { Party } from '../ir/connection.ts';
import { canonicalName } from '../ir/name-pattern.ts';
import type { Probe } from './model.ts';
import type { KnownNames } from './names.ts';
import { stop } from './stop.ts';

/** One end of a probe: a party for each of its addresses. */
export interface End {
  readonly parties: readonly Party[];
  /** No service answers at the address of a pod. */
  readonly isPod: boolean;
  /** Where the end is one. */
  readonly service: Service | undefined;
}

export type Side = 'from' | 'to';

/** Looks up an end. Throws a Stop. */
export function findEnd(probe: Probe, side: Side, inventory: Inventory, names: KnownNames): End {
  const found = parseEndpoint(probe[side], inventory);
  if (found.kind === 'error') throw stop(probe, side, found.code, found.message, found.hint);
  if (found.kind === 'party') return ofParty(probe, side, found);
  if (found.kind === 'service') return { parties: found.parties, isPod: false, service: found.service };
  if (found.kind === 'fqdn') return ofName(probe, side, found.name, inventory, names);
  if (found.name === 'host') return ofHost(probe, side, inventory, names);
  const message = `entity:${found.name} is not yet known as an end of a probe`;
  throw stop(probe, side, 'unsupported-feature', message);
}

function ofParty(probe: Probe, side: Side, found: Extract<Endpoint, { kind: 'party' }>): End {
  if (found.addressUnknown) throw stop(probe, side, 'no-address', `${probe[side]} has no address`);
  return { parties: found.parties, isPod: found.entity?.kind === 'pod', service: undefined };
}

function ofName(probe: Probe, side: Side, name: string, inventory: Inventory, names: KnownNames): End {
  const addresses = names.addressesOf(canonicalName(name));
  if (addresses.length === 0) {
    const hint = 'Give its addresses under cluster.dns, or under after in the probe.';
    throw stop(probe, side, 'unknown-name', `no DNS answer gives an address for ${name}`, hint);
  }
  const parties = addresses.map((address) => ({ address, entities: inventory.holders(address) }));
  return { parties, isPod: false, service: undefined };
}

/** The node of the pod at the other end. */
function ofHost(probe: Probe, side: Side, inventory: Inventory, names: KnownNames): End {
  const other = parseEndpoint(side === 'from' ? probe.to : probe.from, inventory);
  const node = other.kind === 'party' ? other.entity?.node : undefined;
  if (node) return findEnd({ ...probe, [side]: `node:${node}` }, side, inventory, names);
  throw stop(probe, side, 'unknown-node', 'entity:host needs a pod with a node at the other end');
}
