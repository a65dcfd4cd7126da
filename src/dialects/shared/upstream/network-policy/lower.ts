import type { FieldPath } from '../../../../diagnostics/source.ts';
import { and, type Expression } from '../../../../ir/expression.ts';
import type { Direction, Peer, Policy, PortMatch, Rule, TrafficMatch } from '../../../../ir/policy.ts';
import { parseProtocol } from '../../../../net/protocol.ts';
import { toCidr } from '../../cidr.ts';
import type { PolicyObject } from '../../kind.ts';
import type { LoweredPolicy } from '../../lowered.ts';
import { inNamespaces } from '../../scope.ts';
import { selectorExpression } from '../../selector.ts';
import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicyRule, NetworkPolicySpec } from './types.ts';

type Subject = PolicyObject<NetworkPolicySpec>;

/** The directions in which a policy isolates whom it selects. */
export type Governed = (spec: NetworkPolicySpec) => readonly Direction[];

/** `pods`: whoever counts as a pod for NetworkPolicy, of the policies' own cluster. */
export function lowerNetworkPolicy(object: Subject, pods: Expression, governed: Governed): LoweredPolicy {
  const { namespace, name, spec, manifest } = object;
  const policy: Policy = {
    ref: { tier: 'NetworkPolicy', kind: object.kind, namespace, name },
    subject: and(pods, inNamespaces(namespace), selectorExpression(spec.podSelector, 'label')),
    governs: governed(spec),
    source: manifest.source([]),
  };
  const rules = (direction: Direction): readonly Rule[] =>
    policy.governs.includes(direction)
      ? (spec[direction] ?? []).map((rule, index) =>
          lowerRule({ object, pods, policy, direction, index }, rule),
        )
      : [];
  const subjectSource = manifest.source(['spec', 'podSelector']);
  return { policy, subjectSource, rules: { ingress: rules('ingress'), egress: rules('egress') } };
}

/**
 * The defaulting of policyTypes: Ingress always, Egress where there are egress rules. So a policy with egress
 * rules alone isolates ingress too, and `egress: []` leaves egress open.
 */
export function governedDirections({
  policyTypes = [],
  egress = [],
}: NetworkPolicySpec): readonly Direction[] {
  if (policyTypes.length === 0) return egress.length === 0 ? ['ingress'] : ['ingress', 'egress'];
  const listed = new Set(policyTypes);
  return (['ingress', 'egress'] as const).filter((direction) =>
    listed.has(direction === 'ingress' ? 'Ingress' : 'Egress'),
  );
}

interface RulePlace {
  readonly object: Subject;
  readonly pods: Expression;
  readonly policy: Policy;
  readonly direction: Direction;
  readonly index: number;
}

/** No peers is any peer and no ports any traffic, whether the list is absent or empty. */
function lowerRule(place: RulePlace, rule: NetworkPolicyRule): Rule {
  const { object, pods, policy, direction, index } = place;
  const field = direction === 'ingress' ? 'from' : 'to';
  const peers = rule[field] ?? [];
  const ports = rule.ports ?? [];
  const path: FieldPath = ['spec', direction, index];
  return {
    policy,
    direction,
    index,
    name: '',
    action: 'accept',
    ...(peers.length === 0
      ? {}
      : { remote: peers.map((peer, at) => lowerPeer(place, peer, [...path, field, at])) }),
    ...(ports.length === 0 ? {} : { traffic: ports.map((port) => lowerPort(port, pods)) }),
    source: object.manifest.source(path),
  };
}

function lowerPeer({ object, pods }: RulePlace, peer: NetworkPolicyPeer, path: FieldPath): Peer {
  const source = object.manifest.source(path);
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (ipBlock !== undefined) {
    const except = (ipBlock.except ?? []).map(toCidr);
    return { networks: [{ cidr: toCidr(ipBlock.cidr), except }], source };
  }
  const where =
    namespaceSelector === undefined
      ? inNamespaces(object.namespace)
      : selectorExpression(namespaceSelector, 'namespaceLabel');
  return { entity: and(pods, where, selectorExpression(podSelector, 'label')), source };
}

/** The protocol defaults to TCP even where no port is given. */
function lowerPort({ protocol = 'TCP', port, endPort }: NetworkPolicyPort, pods: Expression): TrafficMatch {
  const protocols = [parseProtocol(protocol) as number];
  if (port === undefined) return { protocols };
  const match: PortMatch =
    typeof port === 'string' ? { name: port, of: pods } : { from: port, to: endPort ?? port };
  return { protocols, destinationPorts: [match] };
}
