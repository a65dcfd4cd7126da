import type { NodeInfo } from '../../../inventory/inventory.ts';
import { type IpAddress, sameAddress } from '../../../net/address.ts';

/** An interface of a node, as far as the inventory tells. */
export interface Interface {
  /** Undefined where the inventory names none: then any name may be it. */
  readonly name: string | undefined;
  /** At least one. */
  readonly addresses: readonly IpAddress[];
}

/**
 * The interfaces of a node by their addresses. The first holds the node's first address, and all that are on no
 * interface that has a name; where none has, one interface holds them all.
 */
export function interfacesOf({ entity: { addresses }, interfaces }: NodeInfo): readonly Interface[] {
  const named = interfaces.filter((each) => each.addresses.length > 0);
  const main = named.find((each) => each.addresses.some((own) => sameAddress(own, addresses[0])));
  const lost = addresses.filter((own) => !named.some((each) => holds(each.addresses, own)));
  const first = {
    name: main?.name,
    addresses: [...lost, ...(main?.addresses ?? [])],
  };
  return [...(first.addresses.length === 0 ? [] : [first]), ...named.filter((each) => each !== main)];
}

export function holds(addresses: readonly IpAddress[], wanted: IpAddress): boolean {
  return addresses.some((address) => sameAddress(address, wanted));
}
