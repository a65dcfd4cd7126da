import { formatCidr } from '../net/cidr.ts';
import { protocolName } from '../net/protocol.ts';
import type { Attribute, Expression } from './expression.ts';
import type {
  Direction,
  IcmpMatch,
  Network,
  Peer,
  Policy,
  PolicySet,
  PortMatch,
  Rule,
  Stage,
  TrafficMatch,
} from './policy.ts';

/**
 * A policy set as text, one policy and one rule a line, in order of evaluation. For people and for golden tests;
 * names are as the objects write them, so escape the text before it reaches a terminal.
 */
export function printPolicySet(set: PolicySet): string {
  const head = `engine ${set.engine}, otherwise ${set.otherwise}`;
  return `${[head, ...set.stages.map(printStage), ...printForwarding(set)].join('\n\n')}\n`;
}

function printForwarding({ forwarding }: PolicySet): readonly string[] {
  if (forwarding === undefined) return [];
  const nodes = [...forwarding.nodes.keys()].join(', ');
  return [`forwarding at ${nodes}, otherwise ${forwarding.otherwise}`, ...forwarding.stages.map(printStage)];
}

function printStage(stage: Stage): string {
  const before = stage.beforeTranslation ? ', before service translation' : '';
  const head = `stage ${stage.name}: ending ${stage.ending}, pass to ${stage.passTo}${before}`;
  const lines = [head, ...stage.policies.map((policy) => `  ${printPolicy(policy)}`)];
  for (const direction of ['egress', 'ingress'] as const) {
    const rules = stage.rules[direction];
    if (rules.length > 0) lines.push(`  ${direction}`);
    for (const rule of rules) lines.push(`    ${printRule(rule)}`);
  }
  return lines.join('\n');
}

function printPolicy(policy: Policy): string {
  const governs = policy.governs.length === 0 ? 'nothing' : policy.governs.join(' and ');
  return `policy ${policyLabel(policy)} governs ${governs} of ${printExpression(policy.subject)}`;
}

function policyLabel({ ref }: Policy): string {
  return `${ref.kind} ${ref.namespace === '' ? ref.name : `${ref.namespace}/${ref.name}`}`;
}

export function printRule(rule: Rule): string {
  const label = rule.name === '' ? `[${rule.index}]` : `[${rule.index} ${JSON.stringify(rule.name)}]`;
  const { subject, family, local, traffic } = rule;
  const parts = [
    `${rule.action} ${policyLabel(rule.policy)} ${label}`,
    printRemote(rule.direction, rule.remote),
    ...(subject === undefined ? [] : [`for ${printExpression(subject)}`]),
    ...(local === undefined ? [] : [`own end ${printPeers(local)}`]),
    ...(family === undefined ? [] : [`IPv${family}`]),
    traffic === undefined ? 'any traffic' : alternatives(traffic.map(printTraffic), 'no traffic'),
  ];
  return parts.join(', ');
}

function printRemote(direction: Direction, remote: readonly Peer[] | undefined): string {
  const word = direction === 'ingress' ? 'from' : 'to';
  return `${word} ${remote === undefined ? 'anyone' : printPeers(remote)}`;
}

function printPeers(peers: readonly Peer[]): string {
  return alternatives(peers.map(printPeer), 'nobody');
}

function printPeer(peer: Peer): string {
  const { entity, notEntity, networks, notNetworks, domainNames } = peer;
  const parts = [
    ...(entity === undefined ? [] : [printExpression(entity)]),
    ...(notEntity === undefined ? [] : [`not (${printExpression(notEntity)})`]),
    ...(networks === undefined ? [] : [set(networks.map(printNetwork))]),
    ...(notNetworks === undefined ? [] : [`not ${set(notNetworks.map(formatCidr))}`]),
    ...(domainNames === undefined ? [] : [`name ${set(domainNames.map(({ text }) => text))}`]),
  ];
  return parts.length === 0 ? 'anyone' : parts.join(' and ');
}

function printNetwork({ cidr, except }: Network): string {
  const block = formatCidr(cidr);
  return except.length === 0 ? block : `${block} except ${except.map(formatCidr).join(' ')}`;
}

function printTraffic(match: TrafficMatch): string {
  const parts = [
    ...(match.protocols === undefined ? [] : [match.protocols.map(protocolName).join('/')]),
    ...(match.notProtocols === undefined ? [] : [`not ${match.notProtocols.map(protocolName).join('/')}`]),
    ...ports('port', match.destinationPorts),
    ...ports('not port', match.notDestinationPorts),
    ...ports('source port', match.sourcePorts),
    ...ports('not source port', match.notSourcePorts),
    ...(match.icmp === undefined ? [] : [printIcmp(match.icmp)]),
    ...(match.notIcmp === undefined ? [] : [`not ${printIcmp(match.notIcmp)}`]),
  ];
  return parts.length === 0 ? 'any traffic' : parts.join(' ');
}

function ports(word: string, matches: readonly PortMatch[] | undefined): readonly string[] {
  return matches === undefined ? [] : [`${word} ${set(matches.map(printPort))}`];
}

function printPort(match: PortMatch): string {
  if ('name' in match) return JSON.stringify(match.name);
  return match.from === match.to ? String(match.from) : `${match.from}-${match.to}`;
}

function printIcmp({ type, code }: IcmpMatch): string {
  return code === undefined ? `type ${type}` : `type ${type} code ${code}`;
}

export function printExpression(expression: Expression): string {
  switch (expression.op) {
    case 'all':
      return 'everyone';
    case 'none':
      return 'nobody';
    case 'and':
    case 'or':
      return expression.terms.map((term) => printTerm(term, expression.op)).join(` ${expression.op} `);
    case 'not':
      return `not (${printExpression(expression.term)})`;
    case 'kind':
      return set(expression.kinds);
    case 'isSubject':
      return 'itself';
    default:
      return printTest(expression);
  }
}

function printTest(expression: Extract<Expression, { attribute: Attribute }>): string {
  const attribute = printAttribute(expression.attribute);
  switch (expression.op) {
    case 'exists':
      return `has ${attribute}`;
    case 'in':
      return `${attribute}=${set(expression.values)}`;
    case 'sameAsSubject':
      return `same ${attribute}`;
    default:
      return `${attribute} ${expression.op} ${JSON.stringify(expression.value)}`;
  }
}

/** An `or` inside an `and` needs its brackets, and the other way round. */
function printTerm(term: Expression, within: 'and' | 'or'): string {
  const text = printExpression(term);
  return (term.op === 'and' || term.op === 'or') && term.op !== within ? `(${text})` : text;
}

function printAttribute(attribute: Attribute): string {
  return 'key' in attribute ? `${attribute.of}:${attribute.key}` : attribute.of;
}

/** One value bare, several in braces. */
function set(values: readonly string[]): string {
  return values.length === 1 ? values[0] : `{${values.join(', ')}}`;
}

function alternatives(values: readonly string[], otherwise: string): string {
  return values.length === 0 ? otherwise : values.join(' | ');
}
