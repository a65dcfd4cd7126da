import type { Direction, Rule, Stage } from '../../ir/policy.ts';
import { groupBy } from '../shared/group-by.ts';
import { compareText, type LoweredPolicy, stageOf } from '../shared/lowered.ts';
import type { Ordered } from './lower/policy.ts';
import { baselineTier } from './tiers.ts';

export const networkPolicyTier = 'NetworkPolicy';

/** Regular tiers, Kubernetes NetworkPolicy with its isolation, baseline tiers: one stage for each. */
export function antreaStages(
  tiered: readonly Ordered[],
  network: readonly LoweredPolicy[],
): readonly Stage[] {
  const isBaseline = ({ stage }: Ordered): boolean =>
    stage.order === baselineTier || stage.order > lastRegular;
  return [
    ...tierStages(
      tiered.filter((policy) => !isBaseline(policy)),
      networkPolicyTier,
    ),
    stageOf(networkPolicyTier, network, { ending: 'deny', passTo: 'end' }),
    ...tierStages(tiered.filter(isBaseline), 'end'),
  ];
}

const lastRegular = 252;

/** Pass leaves all tiers that are still to come for the NetworkPolicies, and in the baseline tiers for the end. */
function tierStages(policies: readonly Ordered[], passTo: string): readonly Stage[] {
  const tiers = groupBy(policies, ({ stage }) => stage.order);
  return [...tiers]
    .sort(([a], [b]) => a - b)
    .map(([, members]) => {
      const sorted = [...members].sort(byPrecedence);
      return {
        name: sorted[0].stage.name,
        policies: sorted.map(({ policy }) => policy),
        rules: { ingress: interleaved(sorted, 'ingress'), egress: interleaved(sorted, 'egress') },
        ending: 'none',
        passTo,
      };
    });
}

/** By priority; what a name decides is undefined in Antrea (see ties.ts). */
export function byPrecedence(a: Ordered, b: Ordered): number {
  if (a.priority !== b.priority) return a.priority < b.priority ? -1 : 1;
  const [one, other] = [a.policy.ref, b.policy.ref];
  return (
    compareText(one.kind, other.kind) ||
    compareText(one.namespace, other.namespace) ||
    compareText(one.name, other.name)
  );
}

/**
 * At equal priority the first rules of all policies come before all second ones: a rule's place is its tier, its
 * policy's priority and its index (testACNPRulePriority in antrea-io/antrea test/e2e/antreapolicy_test.go).
 */
function interleaved(sorted: readonly Ordered[], direction: Direction): readonly Rule[] {
  return sorted
    .flatMap(({ priority, rules }) => rules[direction].map((rule) => ({ priority, rule })))
    .sort((a, b) => a.priority - b.priority || a.rule.index - b.rule.index)
    .map(({ rule }) => rule);
}
