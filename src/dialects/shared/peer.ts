import type { Entity } from '../../ir/entity.ts';
import { matches } from '../../ir/expression.ts';
import type { Peer } from '../../ir/policy.ts';
import { cidrContains } from '../../net/cidr.ts';

/** Could traffic of this entity match the peer? In doubt yes: names and exceptions are not looked into. */
export function couldBePeer({ entity, networks }: Peer, candidate: Entity): boolean {
  if (entity !== undefined && !matches(entity, candidate)) return false;
  if (networks === undefined) return true;
  return candidate.addresses.some((address) => networks.some(({ cidr }) => cidrContains(cidr, address)));
}
