import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { isOfKind } from '../../manifest/known-kind.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { Dialect, Lowered, LoweringInput } from '../dialect.ts';
import { reportAbsent } from '../shared/absent.ts';
import type { Kind } from '../shared/kind.ts';
import { lint } from '../shared/lint/index.ts';
import { diagnose } from '../shared/read.ts';
import { networkPolicy } from '../shared/upstream/network-policy/index.ts';
import { tieredKinds } from '../shared/upstream/tiered/index.ts';
import { consequences } from './consequences.ts';
import { exemptStage } from './exempt.ts';
import { Groups } from './groups.ts';
import { readFacts } from './objects.ts';
import { type Options, options, readOptions } from './options.ts';
import { readPolicies } from './policies.ts';
import { clusterGroup, group, tier } from './schema/facts.ts';
import { antreaClusterNetworkPolicy, antreaNetworkPolicy } from './schema/policy.ts';
import { antreaStages } from './stages.ts';
import { readTiers, type Tiers } from './tiers.ts';
import { reportTies } from './ties.ts';
import { readNetwork, readUpstreamTiers } from './upstream.ts';

const kinds: readonly Kind<unknown>[] = [
  antreaClusterNetworkPolicy,
  antreaNetworkPolicy,
  tier,
  clusterGroup,
  group,
  networkPolicy,
  ...tieredKinds,
];

/** Antrea's tiers of policies around those of Kubernetes. */
export const antrea: Dialect = {
  name: 'antrea',
  versions: ['2.7'],
  options,
  // Packets of a committed connection skip the tables of rules (docs/design/ovs-pipeline.md).
  liveConnections: 'keep',
  kinds: () => kinds,
  reads: (apiVersion, kind) => kinds.some((candidate) => isOfKind(candidate, apiVersion, kind)),
  lower,
};

function lower(input: LoweringInput): Lowered {
  const { inventory } = input;
  const { cluster } = inventory;
  const chosen = readOptions(input.options);
  const gate = clusterNetworkPolicyGate(input.manifests, chosen);
  const tiers = clusterTiers(input, gate.manifests);
  const groups = clusterGroups(input);
  const own = readPolicies(input.manifests, tiers, { inventory, groups, options: chosen });
  const upstream = readUpstreamTiers(gate.manifests, cluster);
  const network = readNetwork(input.manifests, cluster, chosen);
  const tiered = [...own.policies, ...upstream.policies];
  const inForce = new Set([...own.inForce, ...tiers.inForce, ...groups.inForce]);
  return {
    set: {
      engine: 'antrea',
      stages: [exemptStage(cluster), ...antreaStages(tiered, network.policies)],
      otherwise: 'accept',
    },
    diagnostics: [
      ...gate.diagnostics,
      ...tiers.diagnostics,
      ...groups.diagnostics,
      ...own.diagnostics,
      ...upstream.diagnostics,
      ...network.diagnostics,
      ...reportAbsent(input.manifests, inForce, consequences),
      ...(chosen.ties === 'report' ? reportTies(tiered, inventory) : []),
      ...lint([...tiered, ...network.policies], inventory),
    ],
  };
}

/** The webhook refuses the objects while the gate is off; the older kinds have a gate of their own. */
function clusterNetworkPolicyGate(
  manifests: readonly Manifest[],
  chosen: Options,
): { readonly manifests: readonly Manifest[]; readonly diagnostics: readonly Diagnostic[] } {
  if (chosen['cluster-network-policy'] === 'on') return { manifests, diagnostics: [] };
  const message = 'Forbidden: ClusterNetworkPolicy needs the gate ClusterNetworkPolicy, which is off';
  const refused = manifests.filter(isClusterNetworkPolicy);
  return {
    manifests: manifests.filter((manifest) => !isClusterNetworkPolicy(manifest)),
    diagnostics: refused.flatMap((manifest) => diagnose(manifest, [{ path: [], code: 'gate-off', message }])),
  };
}

function isClusterNetworkPolicy({ apiVersion, kind }: Manifest): boolean {
  return tieredKinds.some((each) => each.kind === 'ClusterNetworkPolicy' && isOfKind(each, apiVersion, kind));
}

function clusterTiers({ manifests, resources }: LoweringInput, upstream: readonly Manifest[]): Tiers {
  const { objects, diagnostics } = readFacts(tier, manifests, resources);
  const tiers = readTiers(objects, upstream.some(isClusterNetworkPolicy));
  return { ...tiers, diagnostics: [...diagnostics, ...tiers.diagnostics] };
}

function clusterGroups({ manifests, resources, inventory }: LoweringInput): Groups {
  const read = [clusterGroup, group].map((kind) => readFacts(kind, manifests, resources));
  const groups = new Groups(
    read.flatMap(({ objects }) => [...objects]),
    inventory,
  );
  groups.diagnostics.unshift(...read.flatMap(({ diagnostics }) => [...diagnostics]));
  return groups;
}
