import type { Entity } from '../../ir/entity.ts';
import { type Expression, matches } from '../../ir/expression.ts';
import { matchesName } from '../../ir/name-pattern.ts';
import type { NamedPort, Network, Peer } from '../../ir/policy.ts';
import type { Family } from '../../net/address.ts';
import { type Cidr, cidrCovers } from '../../net/cidr.ts';
import { onNode, relationOf } from '../relation.ts';
import { type Resolution, resolutionKey } from '../rule-variants.ts';

/** What tells addresses apart: the longest mentioned prefix around it, who holds it, and which names lead to it. */
export interface Whereabouts {
  readonly family: Family;
  readonly prefix: Cidr;
  /** A sample of each identity among the holders. */
  readonly holders: readonly Entity[];
  readonly names: readonly string[];
}

/** What a rule asks of the other end; every part that is present must hold. */
export interface PeerQuestion {
  readonly peers?: readonly Peer[];
  readonly family?: Family;
  /** Named ports that mean this there. */
  readonly servers?: { readonly named: readonly NamedPort[]; readonly resolution: string };
  /** From whom it is seen, where a part compares both ends: an entity that is neither the other end nor on its node. */
  readonly subject?: Entity;
}

/** The peers as they look to somebody who is none of them and on no node of theirs: what a PeerQuestion has. */
export function peersApart(peers: readonly Peer[]): readonly Peer[] {
  return peers.map(({ entity, notEntity, ...peer }) => ({
    ...peer,
    ...(entity && { entity: apart(entity) }),
    ...(notEntity && { notEntity: apart(notEntity) }),
  }));
}

/** The same for names of ports. */
export function namedApart(named: readonly NamedPort[]): readonly NamedPort[] {
  return named.map(({ name, of }) => (of === undefined ? { name } : { name, of: apart(of) }));
}

export function holdsAt(question: PeerQuestion, where: Whereabouts): boolean {
  const { peers, family, servers, subject } = question;
  if (family !== undefined && family !== where.family) return false;
  if (peers !== undefined && !peersMatch(peers, where, seenFrom(subject))) return false;
  if (servers === undefined) return true;
  return resolutionKey(resolutionAt(servers.named, where, subject)) === servers.resolution;
}

/** The subject's own end. */
export function holdsLocally(peers: readonly Peer[], where: Whereabouts): boolean {
  return peersMatch(peers, where, (expression, entity) => matches(expression, entity));
}

/** What a named port means at a server. */
function portsNamed(
  { name, of }: NamedPort,
  server: Entity,
  satisfies: (expression: NonNullable<NamedPort['of']>) => boolean,
): readonly { readonly port: number; readonly protocol: number }[] {
  if (of !== undefined && !satisfies(of)) return [];
  return server.ports.filter((port) => port.name === name);
}

/** What names of ports mean at whoever is there. */
export function resolutionAt(
  named: readonly NamedPort[],
  { holders }: Whereabouts,
  subject: Entity | undefined,
): Resolution {
  const holds = seenFrom(subject);
  return named.map((port) =>
    holders.flatMap((server) => portsNamed(port, server, (of) => holds(of, server))),
  );
}

/** What names of ports mean at the subject itself. */
export function ownResolution(named: readonly NamedPort[], subject: Entity): Resolution {
  return named.map((port) => portsNamed(port, subject, (of) => matches(of, subject)));
}

type Holds = (expression: Expression, entity: Entity) => boolean;

function seenFrom(subject: Entity | undefined): Holds {
  return (expression, entity) => matches(expression, entity, subject ?? entity);
}

/** The predicate for two entities that are not one and share no node. */
function apart(expression: Expression): Expression {
  const { node, itself } = relationOf(expression);
  return node || itself ? onNode(expression, false) : expression;
}

function peersMatch(peers: readonly Peer[], where: Whereabouts, holds: Holds): boolean {
  return peers.some((peer) => peerMatches(peer, where, holds));
}

function peerMatches(
  { entity, notEntity, networks, notNetworks, domainNames }: Peer,
  { holders, prefix, names }: Whereabouts,
  holds: Holds,
): boolean {
  if (entity !== undefined && !holders.some((one) => holds(entity, one))) return false;
  if (notEntity !== undefined && holders.some((one) => holds(notEntity, one))) return false;
  if (networks !== undefined && !inNetworks(networks, prefix)) return false;
  if (notNetworks?.some((cidr) => cidrCovers(cidr, prefix))) return false;
  return domainNames === undefined || domainNames.some((one) => names.some((name) => matchesName(one, name)));
}

export function inNetworks(networks: readonly Network[], prefix: Cidr): boolean {
  return networks.some(
    ({ cidr, except }) => cidrCovers(cidr, prefix) && !except.some((hole) => cidrCovers(hole, prefix)),
  );
}
