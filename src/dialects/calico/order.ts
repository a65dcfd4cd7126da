import { compareText } from '../shared/lowered.ts';
import type { TierPolicy } from './lower/policy.ts';
import type { Release, Tier } from './versions.ts';

/** Lower first; infinite ones are equal. */
function compareNumbers(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** By order, without one last; then by name. */
export function sortTiers(tiers: readonly Tier[]): readonly Tier[] {
  return [...tiers].sort((a, b) => compareNumbers(a.order, b.order) || compareText(a.name, b.name));
}

/** By order, without one last; then in byte order of the tie text, so that `web-allow` comes before `web`. */
export function sortPolicies(policies: readonly TierPolicy[], { ties }: Release): readonly TierPolicy[] {
  const tieOf = ties === 'name-first' ? nameFirst : storedName;
  return policies
    .map((policy) => ({ policy, tie: tieOf(policy) }))
    .sort((a, b) => compareNumbers(a.policy.order, b.policy.order) || compareText(a.tie, b.tie))
    .map(({ policy }) => policy);
}

function nameFirst({ lowered, kind }: TierPolicy): string {
  const { name, namespace } = lowered.policy.ref;
  return `${name}/${namespace}/${kind}`;
}

/** Until 3.31: `NAMESPACE/TIER.NAME`, and `knp.` in front of policies of Kubernetes. */
function storedName({ lowered, kind }: TierPolicy): string {
  const { name, namespace } = lowered.policy.ref;
  const stored = kind === 'KubernetesNetworkPolicy' ? `knp.default.${name}` : storedPolicyName(name);
  return namespace === '' ? stored : `${namespace}/${stored}`;
}

/** A name without a dot is one of the tier `default`. */
export function storedPolicyName(name: string): string {
  return name.includes('.') ? name : `default.${name}`;
}
