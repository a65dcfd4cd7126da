import type { Inventory, Service } from '../inventory/inventory.ts';
import type { Party } from '../ir/connection.ts';
import type { Entity } from '../ir/entity.ts';
import { canonicalName } from '../ir/name-pattern.ts';
import { parseEndpoint } from './endpoint.ts';
import type { KnownNames } from './names.ts';
import { type ProbeRequest, type Side, stop } from './request.ts';

/** One end of a request: a party for each of its addresses. */
export interface End {
  readonly parties: readonly Party[];
  /** The pod or node that was named. */
  readonly entity?: Entity;
  /** The service that was named. */
  readonly service?: Service;
  /** The inventory knows no address of the entity: the unspecified one stands for it. */
  readonly addressUnknown: boolean;
}

/** Looks up an end. Throws a Stop. */
export function findEnd(request: ProbeRequest, side: Side, inventory: Inventory, names: KnownNames): End {
  const found = parseEndpoint(request[side], inventory);
  switch (found.kind) {
    case 'error':
      throw stop(side, found.code, found.message, found.hint);
    case 'party':
      return found;
    case 'service':
      return ofService(side, found.service, found.parties);
    case 'fqdn':
      return ofName(side, found.name, inventory, names);
    case 'entity':
      if (found.name === 'host') return ofHost(request, side, inventory, names);
      throw stop(side, 'unsupported-feature', `entity:${found.name} is not yet known as an end of a probe`);
  }
}

function ofService(side: Side, service: Service, parties: readonly Party[]): End {
  const name = `svc:${service.namespace}/${service.name}`;
  if (side === 'from') throw stop(side, 'bad-endpoint', 'a service opens no connection');
  if (parties.length > 0) return { parties, service, addressUnknown: false };
  const hint = 'Clients of a headless service go straight to its pods: name one of them.';
  throw stop(side, 'no-address', `${name} has no address of its own`, hint);
}

function ofName(side: Side, name: string, inventory: Inventory, names: KnownNames): End {
  const addresses = names.addressesOf(canonicalName(name));
  if (addresses.length === 0) {
    const hint = 'Give its addresses under cluster.dns, or under after in the probe of a policy test.';
    throw stop(side, 'unknown-name', `no DNS answer gives an address for ${name}`, hint);
  }
  const parties = addresses.map((address) => ({ address, entities: inventory.holders(address) }));
  return { parties, addressUnknown: false };
}

/** The node of the pod at the other end. */
function ofHost(request: ProbeRequest, side: Side, inventory: Inventory, names: KnownNames): End {
  const other = parseEndpoint(side === 'from' ? request.to : request.from, inventory);
  const node = other.kind === 'party' ? other.entity?.node : undefined;
  if (node) return findEnd({ ...request, [side]: `node:${node}` }, side, inventory, names);
  throw stop(side, 'unknown-node', 'entity:host needs a pod with a node at the other end');
}
