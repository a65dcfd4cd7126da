import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { didYouMean } from '../../manifest/suggest.ts';
import type { PolicyObject } from '../shared/kind.ts';
import { compareText } from '../shared/lowered.ts';
import { readKind } from '../shared/read.ts';
import type { Context, Surroundings } from './lower/context.ts';
import { lowerPolicy, type Ordered } from './lower/policy.ts';
import { finding } from './objects.ts';
import { antreaClusterNetworkPolicy, antreaNetworkPolicy } from './schema/policy.ts';
import { type Tiers, tierName } from './tiers.ts';
import type { PolicySpec } from './types.ts';

export interface ReadPolicies {
  readonly policies: readonly Ordered[];
  readonly inForce: readonly Manifest[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Antrea's own policies, cluster-wide and namespaced, that its webhook lets pass. */
export function readPolicies(
  manifests: readonly Manifest[],
  tiers: Tiers,
  surroundings: Surroundings,
): ReadPolicies {
  const read = [antreaClusterNetworkPolicy, antreaNetworkPolicy].map((kind) => readKind(kind, manifests));
  const diagnostics = read.flatMap((each) => [...each.diagnostics]);
  const objects = read.flatMap((each) => [...each.objects]).sort(byName);
  const accepted = objects.filter((object) => {
    const wrong = refusal(object, tiers, surroundings);
    diagnostics.push(...wrong);
    return wrong.length === 0;
  });
  const policies = accepted.map((object) => {
    const context: Context = { ...surroundings, object, diagnostics };
    return lowerPolicy(context, tiers.priorities.get(tierName(object.spec.tier)) as number);
  });
  return { policies, inForce: accepted.map(({ manifest }) => manifest), diagnostics };
}

function byName(a: PolicyObject<unknown>, b: PolicyObject<unknown>): number {
  return compareText(a.kind, b.kind) || compareText(a.namespace, b.namespace) || compareText(a.name, b.name);
}

/** What only the tiers and the gates of the cluster make wrong. */
function refusal(
  object: PolicyObject<PolicySpec>,
  tiers: Tiers,
  { options }: Surroundings,
): readonly Diagnostic[] {
  const { tier, ingress = [], egress = [] } = object.spec;
  const name = tierName(tier);
  if (!tiers.priorities.has(name)) {
    const hint =
      didYouMean(name, [...tiers.priorities.keys()]) ??
      'Add the Tier object to the policies or to the cluster.';
    return finding(
      object,
      'error',
      'unknown-tier',
      ['spec', 'tier'],
      `there is no tier ${JSON.stringify(name)}`,
      hint,
    );
  }
  const hasL7 = [...ingress, ...egress].some(({ l7Protocols = [] }) => l7Protocols.length > 0);
  if (!hasL7 || options['l7-network-policy'] === 'on') return [];
  const message = 'Forbidden: l7Protocols need the gate L7NetworkPolicy, which is off';
  return finding(object, 'error', 'gate-off', ['spec'], message);
}
