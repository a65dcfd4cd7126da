import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import type { LoweredPolicy } from '../../shared/lowered.ts';
import { membersOf } from '../../shared/scope.ts';
import { networkPolicy, readNetworkPolicies } from '../../shared/upstream/network-policy/index.ts';
import { type LoweredTiered, readTiered, tieredKinds } from '../../shared/upstream/tiered/index.ts';
import { pods } from '../identity/places.ts';
import { notEnforced } from '../lint.ts';
import type { Reading } from '../reading.ts';

export interface Upstream {
  readonly network: readonly LoweredPolicy[];
  readonly tiered: readonly LoweredTiered[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Kubernetes' own policies, as far as the release and its settings enforce them. */
export function readUpstream(
  manifests: readonly Manifest[],
  { release, options }: Reading,
  cluster: string,
  localClusterOnly: boolean,
): Upstream {
  const [clusterNetworkPolicy, ...former] = tieredKinds;
  const isTiered = release.since20 && options.k8sClusterNetworkPolicy === 'true';
  const ofFormerKinds = manifests.filter(({ kind }) => former.every((other) => other.kind !== kind));
  const network =
    options.k8sNetworkPolicy === 'true'
      ? readNetworkPolicies(manifests, localClusterOnly ? membersOf(cluster, 'pod') : pods)
      : { policies: [], diagnostics: notEnforced(manifests, [networkPolicy], 'set k8sNetworkPolicy=true') };
  const why =
    'Cilium enforces ClusterNetworkPolicy from 1.20 on, with the option k8sClusterNetworkPolicy=true';
  const tiered = isTiered
    ? readTiered(ofFormerKinds, cluster)
    : { policies: [], diagnostics: notEnforced(manifests, [clusterNetworkPolicy], why) };
  const unknown = notEnforced(manifests, former, 'Cilium has never enforced this kind');
  return {
    network: network.policies,
    tiered: tiered.policies,
    diagnostics: [...network.diagnostics, ...tiered.diagnostics, ...unknown],
  };
}
