import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Dialect, Lowered, LoweringInput } from '../dialect.ts';
import { choose } from '../shared/choices.ts';
import { isOfKind, type Kind, type PolicyObject } from '../shared/kind.ts';
import { type NetworkPolicySpec, networkPolicy } from '../shared/upstream/network-policy/index.ts';
import { tieredKinds } from '../shared/upstream/tiered/index.ts';
import { MemberIndex } from './facts/address-sets.ts';
import { hostEndpoints } from './facts/host-endpoints.ts';
import { networkSets } from './facts/network-sets.ts';
import { protectedNodes } from './facts/protected-nodes.ts';
import { lint } from './lint.ts';
import type { Context } from './lower/context.ts';
import { lowerPolicy, type TierPolicy } from './lower/policy.ts';
import { choices, options } from './options.ts';
import { policySet, type World } from './policy-set.ts';
import { unknownProfiles } from './profiles.ts';
import { type CalicoObjects, readObjects } from './read.ts';
import { calicoKinds } from './schema/kinds.ts';
import { enforcedKind, withStaged } from './staged.ts';
import { allTiers, inKnownTiers } from './tiers.ts';
import type { PolicySpec } from './types.ts';
import {
  lowerKubernetesPolicy,
  readKubernetesPolicies,
  stagedKubernetes,
} from './upstream/network-policy.ts';
import { tieredPolicies } from './upstream/tiered.ts';
import { releaseOf, versions } from './versions.ts';

const kinds: readonly Kind<unknown>[] = [...calicoKinds, ...stagedKubernetes, networkPolicy, ...tieredKinds];

/** Project Calico, open source: its own kinds and, placed in its tiers, those of Kubernetes. */
export const calico: Dialect = {
  name: 'calico',
  versions,
  options,
  // Conntrack accepts what it knows before any policy is asked.
  liveConnections: 'keep',
  kinds: () => kinds,
  reads: (apiVersion, kind) => kinds.some((candidate) => isOfKind(candidate, apiVersion, kind)),
  lower,
};

function lower(input: LoweringInput): Lowered {
  const { manifests, resources, inventory, version } = input;
  const { objects, diagnostics } = readObjects(manifests, resources);
  const facts = contextOf(objects, input);
  const release = releaseOf(version);
  const world: World = {
    context: facts.context,
    release,
    tiers: allTiers(objects.tiers, release),
    profiles: objects.profiles,
  };
  const own = inKnownTiers(objects.policies, world.tiers, release);
  const staged = inKnownTiers(objects.staged, world.tiers, release);
  const kubernetes = readKubernetesPolicies(manifests);
  const tiered = tieredPolicies(manifests, release, world.context);
  const enforced = all(world.context, own.objects, kubernetes.enforced, tiered.policies);
  const next = withStaged(own.objects, staged.objects);
  const nextKubernetes = withStaged(kubernetes.enforced, kubernetes.staged);
  const pending =
    staged.objects.length + kubernetes.staged.length === 0
      ? undefined
      : all(world.context, next.objects, nextKubernetes.objects, tiered.policies);
  return {
    set: policySet(enforced, world),
    ...(pending !== undefined && { pending: policySet(pending, world) }),
    diagnostics: [
      ...diagnostics,
      ...facts.diagnostics,
      ...[own, staged, kubernetes, tiered, next, nextKubernetes].flatMap((part) => part.diagnostics),
      ...lint([...enforced, ...(pending ?? []).filter(isStaged)], inventory),
    ],
  };
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

function contextOf(
  objects: CalicoObjects,
  { inventory, options: settings }: LoweringInput,
): { readonly context: Context; readonly diagnostics: readonly Diagnostic[] } {
  const endpoints = hostEndpoints(objects.hostEndpoints, objects.profiles);
  const sets = networkSets(objects.networkSets, inventory);
  const nodes = protectedNodes(endpoints, inventory);
  const context: Context = {
    inventory,
    members: new MemberIndex([...sets, ...endpoints], inventory.cluster),
    hostEndpoints: endpoints,
    protectedNodes: nodes.nodes,
    options: choose(choices, settings),
  };
  return { context, diagnostics: [...nodes.diagnostics, ...unknownProfiles(endpoints, objects.profiles)] };
}
