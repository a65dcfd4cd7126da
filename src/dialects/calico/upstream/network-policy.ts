import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import type { Kind, PolicyObject } from '../../shared/kind.ts';
import type { LoweredPolicy } from '../../shared/lowered.ts';
import { readKind } from '../../shared/read.ts';
import { kubernetesObject, oneOf } from '../../shared/schema.ts';
import { membersOf } from '../../shared/scope.ts';
import {
  governedDirections,
  lowerNetworkPolicy,
  type NetworkPolicySpec,
  networkPolicy,
  networkPolicySpec,
} from '../../shared/upstream/network-policy/index.ts';
import type { TierPolicy } from '../lower/policy.ts';
import { withPolicy } from '../stages.ts';
import { type StagedAction, stagedActions } from '../types.ts';

/** The staged form of a NetworkPolicy of Kubernetes. */
export type StagedKubernetesSpec = NetworkPolicySpec & { readonly stagedAction?: StagedAction };

export const stagedKubernetes: readonly Kind<StagedKubernetesSpec>[] = (
  [
    ['projectcalico.org', 'v3'],
    ['crd.projectcalico.org', 'v1'],
  ] as const
).map(([group, version]) => ({
  ...networkPolicy,
  kind: 'StagedKubernetesNetworkPolicy',
  group,
  versions: [version],
  formerGroups: [],
  schema: kubernetesObject(networkPolicySpec({ stagedAction: oneOf(...stagedActions) })),
}));

/** A NetworkPolicy of Kubernetes stands in the tier `default` at this order. */
const order = 1_000;

export interface KubernetesPolicies {
  readonly enforced: readonly PolicyObject<NetworkPolicySpec>[];
  readonly staged: readonly PolicyObject<StagedKubernetesSpec>[];
  readonly diagnostics: readonly Diagnostic[];
}

export function readKubernetesPolicies(manifests: readonly Manifest[]): KubernetesPolicies {
  const enforced = readKind(networkPolicy, manifests);
  const staged = stagedKubernetes.map((kind) => readKind(kind, manifests));
  return {
    enforced: enforced.objects,
    staged: staged.flatMap(({ objects }) => objects),
    diagnostics: [...enforced.diagnostics, ...staged.flatMap(({ diagnostics }) => diagnostics)],
  };
}

/** Its selectors mean pods only: never host endpoints, never network sets. */
export function lowerKubernetesPolicy(object: PolicyObject<NetworkPolicySpec>, cluster: string): TierPolicy {
  const kind = object.kind === networkPolicy.kind ? 'KubernetesNetworkPolicy' : object.kind;
  const lowered = lowerNetworkPolicy(object, membersOf(cluster, 'pod'), governedDirections);
  return inTier({ ...lowered }, 'default', order, kind, 'KubernetesNetworkPolicy');
}

/** A policy that only pods can be subject to, in its place. */
export function inTier(
  lowered: LoweredPolicy,
  tier: string,
  order: number,
  shownKind: string,
  sortedKind: string,
): TierPolicy {
  const { policy } = lowered;
  const ref = { ...policy.ref, tier, kind: shownKind };
  return {
    tier,
    order,
    kind: sortedKind,
    hook: 'normal',
    onForward: false,
    pods: policy.subject,
    hosts: [],
    lowered: withPolicy(lowered, { ...policy, ref }),
  };
}
