import type { Inventory, Service } from '../../inventory/inventory.ts';
import type { ServiceRef } from '../../ir/connection.ts';
import { entityName } from '../../ir/entity.ts';
import { addressKey, formatAddress, type IpAddress } from '../../net/address.ts';
import type { EndpointDraft, Place } from './endpoint.ts';

/**
 * The backends of services that some rule names, as reached through them. Of all others it makes no difference
 * which way a connection came, but that a pod is no longer itself.
 */
export function backendEndpoints(
  services: readonly ServiceRef[],
  inventory: Inventory,
): readonly EndpointDraft[] {
  return services.flatMap(({ namespace, name }) => {
    const service = inventory.service(namespace, name);
    return service === undefined ? [] : backendsOf(service, inventory);
  });
}

function backendsOf(service: Service, inventory: Inventory): readonly EndpointDraft[] {
  const through = { namespace: service.namespace, name: service.name };
  const drafts = new Map<string, { name: string; places: Record<number, Place> }>();
  for (const [address, ports] of portsByAddress(service)) {
    const holder = holderName(address, inventory);
    const name = `${holder} through svc:${service.namespace}/${service.name}`;
    // A second address of one family stands for itself.
    const key = drafts.get(holder)?.places[address.family] === undefined ? holder : formatAddress(address);
    const draft = drafts.get(key) ?? { name: key === holder ? name : `${name} (${key})`, places: {} };
    const party = { address, entities: inventory.holders(address) };
    draft.places[address.family] = { party, names: [], through: { service: through, ports } };
    drafts.set(key, draft);
  }
  return [...drafts.values()].map((draft) => ({ ...draft, through }));
}

function portsByAddress({ ports }: Service): Iterable<readonly [IpAddress, readonly string[]]> {
  const found = new Map<string, readonly [IpAddress, readonly string[]]>();
  for (const { protocol, backends } of ports) {
    for (const { address, port } of backends) {
      const key = addressKey(address);
      const known = found.get(key)?.[1] ?? [];
      found.set(key, [address, [...new Set([...known, `${port}/${protocol}`])].sort()]);
    }
  }
  return found.values();
}

function holderName(address: IpAddress, inventory: Inventory): string {
  const holders = inventory.holders(address);
  const holder = holders.find(({ kind }) => kind === 'node') ?? holders[0];
  return holder === undefined ? formatAddress(address) : entityName(holder, inventory.cluster);
}
