import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Direction } from '../../ir/policy.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { LoweredPolicy } from '../shared/lowered.ts';
import { governedDirections, readNetworkPolicies } from '../shared/upstream/network-policy/index.ts';
import { type LoweredTiered, readTiered } from '../shared/upstream/tiered/index.ts';
import type { Ordered } from './lower/policy.ts';
import type { Options } from './options.ts';
import { pods } from './selection.ts';
import { upstreamTiers } from './tiers.ts';

interface Read<T> {
  readonly policies: readonly T[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The tiered kinds of policy.networking.k8s.io, in Antrea's order and with its reading of unknown peers. */
export function readUpstreamTiers(manifests: readonly Manifest[], cluster: string): Read<Ordered> {
  const { policies, diagnostics } = readTiered(manifests, cluster, 'spoils-peer');
  return {
    policies: policies.map(order),
    // Names can be denied here: the warning is about readers that cannot.
    diagnostics: diagnostics.filter(({ code }) => code !== 'domain-names-need-accept'),
  };
}

function order(lowered: LoweredTiered): Ordered {
  // The baseline kind of v1alpha1 has no priority of its own and is read as 1 (banpPriority).
  const priority = Number.isFinite(lowered.priority) ? lowered.priority : 1;
  return { ...lowered, priority, stage: stageOf(lowered) };
}

function stageOf({ tier, policy }: LoweredTiered): Ordered['stage'] {
  if (tier === 'Baseline') return { name: 'Baseline', order: upstreamTiers.baseline };
  return policy.ref.kind === 'AdminNetworkPolicy'
    ? { name: 'AdminNetworkPolicy', order: upstreamTiers.adminNetworkPolicy }
    : { name: 'Admin', order: upstreamTiers.admin };
}

/** NetworkPolicies of Kubernetes. See the option policy-types for where Antrea's controller and the API text part. */
export function readNetwork(
  manifests: readonly Manifest[],
  cluster: string,
  options: Options,
): Read<LoweredPolicy> {
  if (options['policy-types'] === 'listed-only') return readNetworkPolicies(manifests, pods(cluster));
  const { policies, diagnostics } = readNetworkPolicies(manifests, pods(cluster), (spec) =>
    (['ingress', 'egress'] as const).filter((direction: Direction) => {
      const hasRules = (spec[direction] ?? []).length > 0;
      return hasRules || governedDirections(spec).includes(direction);
    }),
  );
  return { policies, diagnostics: diagnostics.map(unlisted) };
}

/** processNetworkPolicy makes rules of all that is written; policyTypes only adds a denial where nothing is. */
function unlisted(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.code !== 'ignored-rules') return diagnostic;
  const message = "policyTypes leaves these rules out: in Antrea's controller they are in force and isolate";
  return { ...diagnostic, code: 'unlisted-rules', message };
}
