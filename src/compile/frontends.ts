import type { Inventory } from '../inventory/inventory.ts';
import { addressKey, type IpAddress } from '../net/address.ts';

/** Frontends of services, and nodes where services have node ports. */
export function frontendTest({ cluster, services, entities }: Inventory): (address: IpAddress) => boolean {
  const own = services.filter((service) => service.cluster === cluster);
  const keys = new Set(own.flatMap(({ addresses }) => addresses.map(addressKey)));
  if (own.some(({ ports }) => ports.some(({ nodePort }) => nodePort > 0))) {
    const nodes = entities.filter((entity) => entity.kind === 'node' && entity.cluster === cluster);
    for (const { addresses } of nodes) for (const address of addresses) keys.add(addressKey(address));
  }
  return (address) => keys.has(addressKey(address));
}
