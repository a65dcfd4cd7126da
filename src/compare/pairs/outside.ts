import type { Inventory } from '../../inventory/inventory.ts';
import { addressKey, compareAddresses, type Family, type IpAddress, ipv4, ipv6 } from '../../net/address.ts';
import { type Cidr, cidrCovers, formatCidr } from '../../net/cidr.ts';
import { firstOf, lastOf, toAddress } from './big-address.ts';

/** A prefix that some policy mentions, in the tree of all of them. Its atom: what no child contains. */
export interface Prefix {
  readonly cidr: Cidr;
  readonly parent: Prefix | undefined;
  /** In the order of their addresses. */
  readonly children: readonly Prefix[];
  /** An address of the atom that is outside; undefined where there is none. */
  readonly sample: IpAddress | undefined;
}

interface Growing extends Prefix {
  readonly children: Growing[];
  sample: IpAddress | undefined;
}

const everything: readonly Cidr[] = [
  { address: ipv4(0), length: 0 },
  { address: ipv6(0, 0, 0, 0), length: 0 },
];

/** All prefixes of both families, parents first. Policies cannot tell two addresses of one atom apart. */
export function prefixTree(cidrs: readonly Cidr[], inventory: Inventory): readonly Prefix[] {
  const distinct = new Map([...everything, ...cidrs].map((cidr) => [formatCidr(cidr), cidr]));
  const sorted = [...distinct.values()].sort(
    (a, b) => compareAddresses(a.address, b.address) || a.length - b.length,
  );
  const prefixes: Growing[] = [];
  let above: Growing | undefined;
  for (const cidr of sorted) {
    while (above !== undefined && !cidrCovers(above.cidr, cidr)) above = above.parent as Growing | undefined;
    const prefix: Growing = { cidr, parent: above, children: [], sample: undefined };
    above?.children.push(prefix);
    prefixes.push(prefix);
    above = prefix;
  }
  const isTaken = takenAddresses(inventory);
  for (const prefix of prefixes) prefix.sample = freeAddress(prefix, isTaken);
  return prefixes;
}

/**
 * An address that an entity or a service holds is not outside: policies judge a connection to a service behind
 * its translation. Nor is the unspecified address, which stands for those that are not known.
 */
function takenAddresses(inventory: Inventory): (address: IpAddress) => boolean {
  const services = inventory.services.flatMap(({ addresses }) => addresses);
  const taken = new Set([...services, ...everything.map(({ address }) => address)].map(addressKey));
  return (address) => taken.has(addressKey(address)) || inventory.holders(address).length > 0;
}

function freeAddress({ cidr, children }: Prefix, isTaken: (a: IpAddress) => boolean): IpAddress | undefined {
  let from = firstOf(cidr);
  for (const child of children) {
    const found = freeBetween(cidr.address.family, from, firstOf(child.cidr) - 1n, isTaken);
    if (found !== undefined) return found;
    from = lastOf(child.cidr) + 1n;
  }
  return freeBetween(cidr.address.family, from, lastOf(cidr), isTaken);
}

function freeBetween(
  family: Family,
  from: bigint,
  to: bigint,
  isTaken: (address: IpAddress) => boolean,
): IpAddress | undefined {
  for (let at = from; at <= to; at++) {
    const address = toAddress(family, at);
    if (!isTaken(address)) return address;
  }
  return undefined;
}
