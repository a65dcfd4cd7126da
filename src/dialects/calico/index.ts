import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { isOfKind } from '../../manifest/known-kind.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { Dialect, Lowered, LoweringInput } from '../dialect.ts';
import { reportAbsent } from '../shared/absent.ts';
import type { Kind, PolicyObject } from '../shared/kind.ts';
import { type NetworkPolicySpec, networkPolicy } from '../shared/upstream/network-policy/index.ts';
import { tieredKinds } from '../shared/upstream/tiered/index.ts';
import { factConsequences, policyConsequences } from './consequences.ts';
import { lint } from './lint.ts';
import type { Context } from './lower/context.ts';
import { lowerPolicy, type TierPolicy } from './lower/policy.ts';
import { options } from './options.ts';
import { policySet } from './policy-set.ts';
import { onlyInDump, readObjects } from './read.ts';
import { calicoKinds } from './schema/kinds.ts';
import { enforcedKind, withStaged } from './staged.ts';
import { inKnownTiers } from './tiers.ts';
import type { PolicySpec } from './types.ts';
import {
  lowerKubernetesPolicy,
  readKubernetesPolicies,
  stagedKubernetes,
} from './upstream/network-policy.ts';
import { tieredPolicies } from './upstream/tiered.ts';
import { type Release, releaseOf, versions } from './versions.ts';
import { worldOf } from './world.ts';

const kinds: readonly Kind<unknown>[] = [...calicoKinds, ...stagedKubernetes, networkPolicy, ...tieredKinds];

/** Project Calico, open source: its own kinds and, placed in its tiers, those of Kubernetes. */
export const calico: Dialect = {
  name: 'calico',
  versions,
  options,
  // Conntrack accepts what it knows before any policy is asked.
  liveConnections: 'keep',
  kinds: enforcedKinds,
  reads: (apiVersion, kind) => kinds.some((candidate) => isOfKind(candidate, apiVersion, kind)),
  lower,
};

/** Of the tiered kinds of Kubernetes a release looks at some only. */
function enforcedKinds(version: string): readonly Kind<unknown>[] {
  const { upstreamTiers } = releaseOf(version);
  return kinds.filter((kind) => !tieredKinds.some((each) => each === kind) || kind.kind in upstreamTiers);
}

function lower(input: LoweringInput): Lowered {
  const { manifests, resources, inventory } = input;
  const { objects, diagnostics } = readObjects(manifests, resources);
  const { world, diagnostics: factual } = worldOf(objects, input);
  const { release, tiers } = world;
  const own = inKnownTiers(objects.policies, tiers, release);
  const staged = inKnownTiers(objects.staged, tiers, release);
  const kubernetes = readKubernetesPolicies(manifests);
  const tiered = tieredPolicies(manifests, release, world.context);
  const enforced = all(world.context, own.objects, kubernetes.enforced, tiered.policies);
  const next = withStaged(own.objects, staged.objects);
  const nextKubernetes = withStaged(kubernetes.enforced, kubernetes.staged);
  const inForce = new Set([
    ...manifestsOf(own.objects, staged.objects, kubernetes.enforced, kubernetes.staged),
    ...manifestsOf(objects.tiers, objects.hostEndpoints, objects.networkSets, objects.profiles),
    ...[...tiered.valid, ...objects.shownTwice],
  ]);
  const pending =
    staged.objects.length + kubernetes.staged.length === 0
      ? undefined
      : all(world.context, next.objects, nextKubernetes.objects, tiered.policies);
  return {
    set: policySet(enforced, world),
    ...(pending !== undefined && { pending: policySet(pending, world) }),
    diagnostics: [
      ...diagnostics,
      ...factual,
      ...[own, staged, kubernetes, tiered, next, nextKubernetes].flatMap((part) => part.diagnostics),
      ...absent(input, release, inForce),
      ...lint([...enforced, ...(pending ?? []).filter(isStaged)], inventory),
    ],
  };
}

function manifestsOf(...lists: readonly (readonly PolicyObject<unknown>[])[]): readonly Manifest[] {
  return lists.flatMap((objects) => objects.map(({ manifest }) => manifest));
}

/** Policies are read from the policy files alone, all else from the cluster dump too. */
function absent(
  { manifests, resources }: LoweringInput,
  release: Release,
  inForce: ReadonlySet<Manifest>,
): readonly Diagnostic[] {
  const facts = factConsequences(release);
  return [
    ...reportAbsent(manifests, inForce, [...policyConsequences, ...facts]),
    ...reportAbsent(onlyInDump(resources, manifests), inForce, facts),
  ];
}

function isStaged({ lowered }: TierPolicy): boolean {
  return lowered.policy.ref.kind.startsWith('Staged');
}

/** Every policy in its tier, of whatever kind. */
function all(
  context: Context,
  own: readonly PolicyObject<PolicySpec>[],
  kubernetes: readonly PolicyObject<NetworkPolicySpec>[],
  tiered: readonly TierPolicy[],
): readonly TierPolicy[] {
  return [
    ...own.map((object) => lowerPolicy(object, context, enforcedKind(object.kind))),
    ...kubernetes.map((object) => lowerKubernetesPolicy(object, context.inventory.cluster)),
    ...tiered,
  ];
}
