import type { Connection, Party, ServiceRef } from '../ir/connection.ts';
import type { Entity } from '../ir/entity.ts';
import { matches } from '../ir/expression.ts';
import { matchesName } from '../ir/name-pattern.ts';
import type {
  Direction,
  IcmpMatch,
  Network,
  Peer,
  PortMatch,
  PortRange,
  Rule,
  Stage,
  TrafficMatch,
} from '../ir/policy.ts';
import { cidrContains } from '../net/cidr.ts';

/** The first part of a rule that a connection does not satisfy, in the order in which they are asked. */
export type Mismatch = 'subject' | 'family' | 'service' | 'remote' | 'local' | 'protocol' | 'port' | 'icmp';

/** What a rule is asked about: one connection, seen from one subject. */
export interface Question {
  readonly subject: Entity;
  readonly connection: Connection;
  readonly remote: Party;
  readonly local: Party;
  /** Whoever answers at the destination port: the subject itself on ingress. */
  readonly servers: readonly Entity[];
}

/** What the rules of a stage are asked. */
export function stageQuestion(
  { beforeTranslation }: Pick<Stage, 'beforeTranslation'>,
  direction: Direction,
  subject: Entity,
  connection: Connection,
): Question {
  const { frontend } = connection;
  if (!beforeTranslation || frontend === undefined || !translates(direction, subject, connection)) {
    return question(direction, subject, connection);
  }
  const { destination, port } = frontend;
  const { destinationPort: _translated, ...rest } = connection;
  const asked = { ...rest, destination, ...(port !== undefined && { destinationPort: port }) };
  return question(direction, subject, asked);
}

/**
 * Is it this machine that translates the connection to a backend? The client's own does, but for addresses of
 * nodes, which every other sender leaves to that node. An outside client is taken to come in where the backend is.
 */
function translates(direction: Direction, subject: Entity, { source, frontend }: Connection): boolean {
  if (direction === 'egress') return source.entities.includes(subject);
  const at = (node: Entity) => node.cluster === subject.cluster && node.node === subject.node;
  const nodes = frontend?.destination.entities.filter(({ kind }) => kind === 'node') ?? [];
  if (nodes.length > 0) return nodes.some(at) && !source.entities.some(at);
  return !source.entities.some(({ cluster }) => cluster === subject.cluster);
}

export function question(direction: Direction, subject: Entity, connection: Connection): Question {
  const { source, destination } = connection;
  return direction === 'egress'
    ? { subject, connection, remote: destination, local: source, servers: destination.entities }
    : { subject, connection, remote: source, local: destination, servers: [subject] };
}

/** Does the rule's policy select this subject, and the rule itself where it narrows that? */
export function selects(rule: Rule, subject: Entity): boolean {
  return (
    matches(rule.policy.subject, subject) && (rule.subject === undefined || matches(rule.subject, subject))
  );
}

/** Why the rule does not match, or undefined where it does. The subject must be selected already. */
export function mismatch(rule: Rule, q: Question): Mismatch | undefined {
  if (rule.family !== undefined && rule.family !== q.remote.address.family) return 'family';
  if (rule.service !== undefined && !throughService(rule.service, q.connection.service)) return 'service';
  if (rule.remote !== undefined && !rule.remote.some((peer) => peerMatches(peer, q.remote, q)))
    return 'remote';
  if (rule.local !== undefined && !rule.local.some((peer) => peerMatches(peer, q.local, q))) return 'local';
  return rule.traffic === undefined ? undefined : trafficMismatch(rule.traffic, q);
}

function throughService(wanted: NonNullable<Rule['service']>, service: ServiceRef | undefined): boolean {
  if (wanted === 'none' || service === undefined) return wanted === 'none' && service === undefined;
  return wanted.some(({ namespace, name }) => namespace === service.namespace && name === service.name);
}

export function peerMatches(peer: Peer, party: Party, q: Question): boolean {
  const { entity, notEntity, networks, notNetworks, domainNames } = peer;
  const holds = (e: Entity, expression: NonNullable<typeof entity>) => matches(expression, e, q.subject);
  if (entity !== undefined && !party.entities.some((e) => holds(e, entity))) return false;
  if (notEntity !== undefined && party.entities.some((e) => holds(e, notEntity))) return false;
  if (networks !== undefined && !networks.some((network) => inNetwork(network, party))) return false;
  if (notNetworks?.some((cidr) => cidrContains(cidr, party.address))) return false;
  if (domainNames === undefined) return true;
  const names = q.connection.namesOf(party.address, q.subject);
  return domainNames.some((pattern) => names.some((name) => matchesName(pattern, name)));
}

function inNetwork(network: Network, party: Party): boolean {
  return (
    cidrContains(network.cidr, party.address) &&
    !network.except.some((cidr) => cidrContains(cidr, party.address))
  );
}

/** Undefined if one of the alternatives matches; else the mismatch of the one that came furthest. */
function trafficMismatch(traffic: readonly TrafficMatch[], q: Question): Mismatch | undefined {
  let furthest: Mismatch = 'protocol';
  for (const alternative of traffic) {
    const found = alternativeMismatch(alternative, q);
    if (found === undefined) return undefined;
    if (found !== 'protocol') furthest = found;
  }
  return furthest;
}

function alternativeMismatch(match: TrafficMatch, q: Question): Mismatch | undefined {
  const { protocol } = q.connection;
  if (match.protocols !== undefined && !match.protocols.includes(protocol)) return 'protocol';
  if (match.notProtocols?.includes(protocol)) return 'protocol';
  if (!portsMatch(match, q)) return 'port';
  return icmpMatches(match, q) ? undefined : 'icmp';
}

function portsMatch(match: TrafficMatch, q: Question): boolean {
  const { sourcePort, destinationPort } = q.connection;
  const { destinationPorts, notDestinationPorts, sourcePorts, notSourcePorts } = match;
  if (destinationPorts !== undefined && !destinationPorts.some((port) => isPort(port, destinationPort, q)))
    return false;
  if (notDestinationPorts?.some((port) => isPort(port, destinationPort, q))) return false;
  if (sourcePorts !== undefined && !sourcePorts.some((range) => inRange(range, sourcePort))) return false;
  return !notSourcePorts?.some((range) => inRange(range, sourcePort));
}

function isPort(match: PortMatch, port: number | undefined, q: Question): boolean {
  if (!('name' in match)) return inRange(match, port);
  const { name, of } = match;
  return q.servers.some(
    (server) =>
      (of === undefined || matches(of, server, q.subject)) &&
      server.ports.some(
        (own) => own.name === name && own.port === port && own.protocol === q.connection.protocol,
      ),
  );
}

function inRange(range: PortRange, port: number | undefined): boolean {
  return port !== undefined && port >= range.from && port <= range.to;
}

function icmpMatches(match: TrafficMatch, q: Question): boolean {
  const { icmp } = q.connection;
  if (match.icmp !== undefined && !isIcmp(match.icmp, icmp)) return false;
  return match.notIcmp === undefined || !isIcmp(match.notIcmp, icmp);
}

function isIcmp(match: IcmpMatch, icmp: Connection['icmp']): boolean {
  return (
    icmp !== undefined && icmp.type === match.type && (match.code === undefined || match.code === icmp.code)
  );
}
