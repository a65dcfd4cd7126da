import { builtinSource } from '../../src/diagnostics/source.ts';
import type { Connection } from '../../src/ir/connection.ts';
import type { Entity } from '../../src/ir/entity.ts';
import { all } from '../../src/ir/expression.ts';
import type { Policy, PolicySet, Rule, Stage } from '../../src/ir/policy.ts';
import { type IpAddress, parseAddress } from '../../src/net/address.ts';
import { parseCidr } from '../../src/net/cidr.ts';
import { Protocol } from '../../src/net/protocol.ts';

/** Small pieces of IR for tests that are about the IR itself, not about a language that lowers to it. */
const source = builtinSource('test');

export function address(text: string): IpAddress {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`not an address: ${text}`);
  return parsed;
}

export function network(text: string, ...except: string[]) {
  const cidr = (one: string) => {
    const parsed = parseCidr(one);
    if (parsed === undefined) throw new Error(`not a CIDR: ${one}`);
    return parsed.cidr;
  };
  return { cidr: cidr(text), except: except.map(cidr) };
}

/** `ns/name` with labels written `key=value`. */
export function pod(name: string, ip: string, labels: string[] = [], more: Partial<Entity> = {}): Entity {
  const [namespace, own] = name.split('/');
  return {
    kind: 'pod',
    cluster: 'default',
    namespace,
    name: own,
    labels: new Map(labels.map((label) => label.split('=') as [string, string])),
    namespaceLabels: new Map([['kubernetes.io/metadata.name', namespace]]),
    serviceAccount: 'default',
    serviceAccountLabels: new Map(),
    node: 'n1',
    nodeLabels: new Map(),
    addresses: [address(ip)],
    ports: [],
    source,
    ...more,
  };
}

export function policy(name: string, more: Partial<Policy> = {}): Policy {
  return {
    ref: { tier: 'test', kind: 'Test', namespace: '', name },
    subject: all,
    governs: [],
    source,
    ...more,
  };
}

export function rule(action: Rule['action'], more: Partial<Rule> = {}): Rule {
  return {
    policy: policy('p'),
    direction: 'ingress',
    index: 0,
    name: '',
    action,
    source,
    ...more,
  };
}

export function stage(name: string, rules: Rule[], more: Partial<Stage> = {}): Stage {
  const policies = [...new Set(rules.map((one) => one.policy))];
  return {
    name,
    policies,
    rules: {
      egress: rules.filter((one) => one.direction === 'egress'),
      ingress: rules.filter((one) => one.direction === 'ingress'),
    },
    ending: 'none',
    passTo: 'end',
    ...more,
  };
}

export function policySet(...stages: Stage[]): PolicySet {
  return { engine: 'test', stages, otherwise: 'accept' };
}

/** An end is an entity, or the text of an outside address. */
export function connection(
  from: Entity | string,
  to: Entity | string,
  more: Partial<Connection> = {},
): Connection {
  const party = (end: Entity | string) =>
    typeof end === 'string'
      ? { address: address(end), entities: [] }
      : { address: end.addresses[0], entities: [end] };
  return {
    source: party(from),
    destination: party(to),
    protocol: Protocol.tcp,
    sourcePort: 40000,
    destinationPort: 80,
    namesOf: () => [],
    ...more,
  };
}
