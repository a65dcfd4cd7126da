import type { Entity } from '../../ir/entity.ts';
import type { Network, Peer, PortMatch, Rule, TrafficMatch } from '../../ir/policy.ts';
import { cidrCovers } from '../../net/cidr.ts';
import type { Steps } from './lint/steps.ts';
import { couldBePeer } from './peer.ts';

/** Could one connection match both rules? In doubt yes: names and exceptions are not looked into. */
export function rulesOverlap(a: Rule, b: Rule, entities: readonly Entity[], steps: Steps): boolean {
  steps.spend((a.traffic?.length ?? 1) * (b.traffic?.length ?? 1));
  // Traffic first: of peers everybody is asked.
  return (
    overlap(a.traffic, b.traffic, trafficOverlaps) &&
    overlap(a.remote, b.remote, (p, q) => peersOverlap(p, q, entities, steps))
  );
}

/** An absent list stands for everything, an empty one for nothing. */
function overlap<T>(
  a: readonly T[] | undefined,
  b: readonly T[] | undefined,
  meet: (a: T, b: T) => boolean,
): boolean {
  if (a === undefined) return b === undefined || b.length > 0;
  if (b === undefined) return a.length > 0;
  return a.some((mine) => b.some((theirs) => meet(mine, theirs)));
}

function peersOverlap(a: Peer, b: Peer, entities: readonly Entity[], steps: Steps): boolean {
  steps.spend(entities.length + (a.networks?.length ?? 0) * (b.networks?.length ?? 0));
  if (steps.areUsed) return false;
  if (a.domainNames !== undefined || b.domainNames !== undefined) return true;
  if (a.entity === undefined && b.entity === undefined)
    return overlap(a.networks, b.networks, networksOverlap);
  return entities.some((entity) => couldBePeer(a, entity) && couldBePeer(b, entity));
}

function networksOverlap({ cidr: a }: Network, { cidr: b }: Network): boolean {
  return cidrCovers(a, b) || cidrCovers(b, a);
}

function trafficOverlaps(a: TrafficMatch, b: TrafficMatch): boolean {
  const sameProtocol = overlap(a.protocols, b.protocols, (mine, theirs) => mine === theirs);
  return sameProtocol && overlap(a.destinationPorts, b.destinationPorts, portsOverlap);
}

function portsOverlap(a: PortMatch, b: PortMatch): boolean {
  if ('name' in a || 'name' in b) return true;
  return a.from <= b.to && b.from <= a.to;
}
