import type { Connection, Party } from '../ir/connection.ts';
import { type Entity, entityName, type Labels } from '../ir/entity.ts';
import type { NamedPort, Rule } from '../ir/policy.ts';
import { formatAddress } from '../net/address.ts';
import { hasPorts, protocolName } from '../net/protocol.ts';
import type { Question } from '../reference/match.ts';
import type { Difference } from './mismatches.ts';

/** What the connection is, where it is not what the rule wants; in the words in which rules are printed. */
export function factsAbout(failed: readonly Difference[], rule: Rule, question: Question): readonly string[] {
  const facts = failed.map((part) => factAbout(part, rule, question));
  return [...facts, ...(failed.includes('port') ? namedPortFacts(rule, question) : [])];
}

function factAbout(part: Difference, rule: Rule, { connection, remote, local, subject }: Question): string {
  switch (part) {
    case 'remote':
      return `${rule.direction === 'ingress' ? 'from' : 'to'} ${partyText(remote, subject.cluster)}`;
    case 'local':
      return `own end ${partyText(local, subject.cluster)}`;
    case 'family':
      return `IPv${remote.address.family}`;
    case 'service':
      return serviceText(connection);
    case 'request':
      return 'another request';
    case 'subject':
      return `for ${entityText(subject, subject.cluster)}`;
    default:
      return trafficText(connection);
  }
}

function serviceText({ service }: Connection): string {
  return service === undefined
    ? 'through no service'
    : `through service ${service.namespace}/${service.name}`;
}

function trafficText({ protocol, destinationPort, sourcePort, icmp }: Connection): string {
  const parts = [protocolName(protocol)];
  if (hasPorts(protocol)) parts.push(`port ${destinationPort ?? '(none)'}`);
  if (sourcePort !== undefined) parts.push(`source port ${sourcePort}`);
  if (icmp !== undefined) parts.push(`type ${icmp.type} code ${icmp.code}`);
  return parts.join(' ');
}

function partyText({ address, entities }: Party, cluster: string): string {
  if (entities.length === 0) return `${formatAddress(address)}, an outside address`;
  return `${formatAddress(address)}, ${entities.map((entity) => entityText(entity, cluster)).join('; ')}`;
}

function entityText(entity: Entity, cluster: string): string {
  const { labels, namespaceLabels } = entity;
  const shown = [...labelTexts('label', labels), ...labelTexts('namespaceLabel', namespaceLabels)];
  return [entityName(entity, cluster), ...(shown.length === 0 ? [] : [`with ${shown.join(' ')}`])].join(' ');
}

/** That a namespace is labelled with its own name goes without saying. */
const ownName = 'kubernetes.io/metadata.name';

function labelTexts(of: string, labels: Labels): readonly string[] {
  return [...labels].filter(([key]) => key !== ownName).map(([key, value]) => `${of}:${key}=${value}`);
}

/** A port name means what the pod at the other end of it declares, which the rule does not show. */
function namedPortFacts({ traffic = [] }: Rule, { servers }: Question): readonly string[] {
  const ports = traffic.flatMap(({ destinationPorts = [] }) => destinationPorts);
  const names = new Set(ports.filter((port): port is NamedPort => 'name' in port).map(({ name }) => name));
  return [...names].flatMap((name) => servers.map((server) => namedPortFact(name, server)));
}

function namedPortFact(wanted: string, server: Entity): string {
  const ports = server.ports.filter(({ name }) => name === wanted);
  const meaning = ports.map(({ protocol, port }) => `${protocolName(protocol)} port ${port}`).join(', ');
  const owner = entityName(server);
  return meaning === '' ? `${owner} has no port "${wanted}"` : `"${wanted}" of ${owner} is ${meaning}`;
}
