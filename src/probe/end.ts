import type { Inventory, Service } from '../inventory/inventory.ts';
import type { Party } from '../ir/connection.ts';
import type { Entity } from '../ir/entity.ts';
import { canonicalName } from '../ir/name-pattern.ts';
import { parseEndpoint } from './endpoint.ts';
import { findEntity } from './entity.ts';
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
      return ofWord(found.name, request, side, inventory);
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

/** A word of Cilium's, seen from the other end. */
function ofWord(word: string, request: ProbeRequest, side: Side, inventory: Inventory): End {
  const other = parseEndpoint(side === 'from' ? request.to : request.from, inventory);
  const found = findEntity(word, other.kind === 'party' ? other.entity?.node : undefined, inventory);
  if ('code' in found) throw stop(side, found.code, found.message, found.hint);
  return found;
}
