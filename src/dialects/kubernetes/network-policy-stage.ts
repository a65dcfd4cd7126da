import { builtinSource } from '../../diagnostics/source.ts';
import { and, not } from '../../ir/expression.ts';
import { directions, type Stage } from '../../ir/policy.ts';
import { Protocol } from '../../net/protocol.ts';
import { builtinPolicy } from '../shared/builtin.ts';
import { type LoweredPolicy, stageOf } from '../shared/lowered.ts';
import { membersOf } from '../shared/scope.ts';
import { isolated, subjects } from './isolated.ts';
import type { Options } from './options.ts';

const tier = 'NetworkPolicy';

/**
 * All NetworkPolicies: the union of what they allow, and a denial of the rest for whom they isolate. The options
 * concern isolated pods only, so that a pod without a policy goes on to the Baseline tier.
 */
export function networkPolicyStage(
  policies: readonly LoweredPolicy[],
  options: Options,
  cluster: string,
): Stage {
  const all = [
    ...localNode(policies, options, cluster),
    ...icmp(policies, options),
    ...policies,
    ...bothDirections(policies, options),
  ];
  return stageOf(tier, all, { ending: 'deny', passTo: 'Baseline' });
}

/** Kubelet probes: the node itself, or a pod of its host network, which shares its addresses. */
function localNode(
  policies: readonly LoweredPolicy[],
  options: Options,
  cluster: string,
): readonly LoweredPolicy[] {
  const subject = isolated(policies, 'ingress');
  const value = options['local-node'];
  if (value !== 'allow' || subject.op === 'none') return [];
  const entity = and(membersOf(cluster, 'node', 'host-network-pod'), {
    op: 'sameAsSubject',
    attribute: { of: 'node' },
  });
  const remote = [{ entity, source: builtinSource('engine-option:local-node=allow') }];
  return [
    builtinPolicy(tier, { name: 'local-node', value }, subject, [
      { direction: 'ingress', action: 'accept', remote },
    ]),
  ];
}

/** NetworkPolicy is defined for TCP, UDP and SCTP: what isolation does to ICMP is up to the implementation. */
function icmp(policies: readonly LoweredPolicy[], options: Options): readonly LoweredPolicy[] {
  const value = options.icmp;
  if (value === 'follow-rules-without-ports') return [];
  const action = value === 'allow' ? ('accept' as const) : ('deny' as const);
  const traffic = [{ protocols: [Protocol.icmp, Protocol.icmpv6] }];
  return directions.flatMap((direction) => {
    const subject = isolated(policies, direction);
    if (subject.op === 'none') return [];
    return [builtinPolicy(tier, { name: 'icmp', value }, subject, [{ direction, action, traffic }])];
  });
}

/** kube-network-policies: selected by any policy, a pod is out of reach of the Baseline tier both ways. */
function bothDirections(policies: readonly LoweredPolicy[], options: Options): readonly LoweredPolicy[] {
  const value = options['np-verdict'];
  if (value !== 'both-directions') return [];
  return directions.flatMap((direction) => {
    const without = policies.filter(({ policy }) => !policy.governs.includes(direction));
    const subject = and(subjects(without), not(isolated(policies, direction)));
    if (subject.op === 'none') return [];
    return [builtinPolicy(tier, { name: 'np-verdict', value }, subject, [{ direction, action: 'accept' }])];
  });
}
