import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../manifest/suggest.ts';
import type { PolicyObject } from '../shared/kind.ts';
import { diagnose } from '../shared/read.ts';
import type { Violation } from '../shared/violation.ts';
import { sortTiers, storedPolicyName } from './order.ts';
import type { PolicySpec, TierSpec } from './types.ts';
import { ownTiers, type Release, type Tier } from './versions.ts';

/** The tiers of the release and those that objects define, in order. */
export function allTiers(objects: readonly PolicyObject<TierSpec>[], release: Release): readonly Tier[] {
  const own = ownTiers(release);
  const defined = objects
    .filter(({ name }) => !own.some((tier) => tier.name === name))
    .map(
      ({ name, spec }): Tier => ({
        name,
        order: spec.order ?? Number.POSITIVE_INFINITY,
        ending: spec.defaultAction === 'Pass' ? 'pass' : 'deny',
      }),
    );
  return sortTiers([...own, ...defined]);
}

/** Calico's API refuses a policy whose tier is not there, and until 3.31 one whose name lacks the tier in front. */
export function inKnownTiers(
  objects: readonly PolicyObject<PolicySpec>[],
  tiers: readonly Tier[],
  release: Release,
): { readonly objects: readonly PolicyObject<PolicySpec>[]; readonly diagnostics: readonly Diagnostic[] } {
  const faults = new Map(
    objects.flatMap((object) => {
      const fault = tierFault(object, tiers, release);
      return fault === undefined ? [] : [[object, fault] as const];
    }),
  );
  return {
    objects: objects.filter((object) => !faults.has(object)),
    diagnostics: [...faults].flatMap(([{ manifest }, fault]) => diagnose(manifest, [fault])),
  };
}

function tierFault(
  { name, spec }: PolicyObject<PolicySpec>,
  tiers: readonly Tier[],
  { ties }: Release,
): Violation | undefined {
  const tier = spec.tier || 'default';
  const names = tiers.map((each) => each.name);
  if (!names.includes(tier)) {
    const message = `Not found: there is no Tier ${JSON.stringify(tier)}; the policy is not in force`;
    const hint = didYouMean(tier, names) ?? 'Give the Tier object too, among the policies or in the cluster.';
    return { path: ['spec', 'tier'], code: 'unknown-tier', message, hint };
  }
  if (ties === 'name-first' || storedPolicyName(name).startsWith(`${tier}.`)) return undefined;
  const message = `Invalid value: ${JSON.stringify(name)}: until 3.31 the name of a policy begins with its tier`;
  return { path: ['metadata', 'name'], code: 'name-without-tier', message, hint: `Name it ${tier}.${name}` };
}
