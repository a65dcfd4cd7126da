import type { Action, Direction, Rule, Stage } from '../../../ir/policy.ts';
import { compareText } from '../../shared/lowered.ts';
import type { LoweredTiered } from '../../shared/upstream/tiered/index.ts';

const rank: Readonly<Record<Action, number>> = { deny: 0, reject: 0, accept: 1, pass: 2, log: 3 };

/**
 * A tier of ClusterNetworkPolicy: by priority, then by the place of the rule in its object; of rules with the same
 * two the denial goes first, then the allowance (cilium/cilium pkg/k8s/cluster_network_policy.go).
 */
export function tierStage(policies: readonly LoweredTiered[], name: 'Admin' | 'Baseline'): Stage {
  const sorted = policies
    .filter(({ tier }) => tier === name)
    .sort((a, b) => a.priority - b.priority || compareText(a.policy.ref.name, b.policy.ref.name));
  return {
    name,
    policies: sorted.map(({ policy }) => policy),
    rules: { ingress: rulesIn(sorted, 'ingress'), egress: rulesIn(sorted, 'egress') },
    ending: 'none',
    passTo: name === 'Admin' ? 'Normal' : 'Default',
  };
}

function rulesIn(policies: readonly LoweredTiered[], direction: Direction): readonly Rule[] {
  return policies
    .flatMap(({ priority, rules }) => rules[direction].map((rule) => ({ priority, rule })))
    .sort(
      (a, b) =>
        a.priority - b.priority || a.rule.index - b.rule.index || rank[a.rule.action] - rank[b.rule.action],
    )
    .map(({ rule }) => rule);
}
