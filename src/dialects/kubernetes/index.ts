import { isOfKind } from '../../manifest/known-kind.ts';
import type { Dialect, Lowered, LoweringInput } from '../dialect.ts';
import type { Kind } from '../shared/kind.ts';
import { lint } from '../shared/lint/index.ts';
import { membersOf } from '../shared/scope.ts';
import {
  governedDirections,
  networkPolicy,
  readNetworkPolicies,
} from '../shared/upstream/network-policy/index.ts';
import { readTiered, tieredKinds } from '../shared/upstream/tiered/index.ts';
import { reportAbsent } from './absent.ts';
import { exemptStage } from './exempt.ts';
import { networkPolicyStage } from './network-policy-stage.ts';
import { options, readOptions } from './options.ts';
import { tierStage } from './tier-stage.ts';
import { reportTies } from './ties/index.ts';

const kinds: readonly Kind<unknown>[] = [networkPolicy, ...tieredKinds];

/** The policy APIs of Kubernetes itself: NetworkPolicy, and the tiers of policy.networking.k8s.io around it. */
export const kubernetes: Dialect = {
  name: 'kubernetes',
  options,
  kinds: () => kinds,
  reads: (apiVersion, kind) => kinds.some((candidate) => isOfKind(candidate, apiVersion, kind)),
  lower,
};

function lower({ manifests, inventory, options: settings, memory }: LoweringInput): Lowered {
  const chosen = readOptions(settings);
  const { cluster } = inventory;
  const pods =
    chosen['host-network'] === 'pod'
      ? membersOf(cluster, 'pod', 'host-network-pod')
      : membersOf(cluster, 'pod');
  const network = readNetworkPolicies(manifests, pods, governedDirections, memory);
  const tiered = readTiered(manifests, cluster, 'spoils-rule', memory);
  const exempt = exemptStage(chosen, cluster);
  const stages = [
    ...(exempt === undefined ? [] : [exempt]),
    tierStage(tiered.policies, 'Admin'),
    networkPolicyStage(network.policies, chosen, cluster),
    tierStage(tiered.policies, 'Baseline'),
  ];
  return {
    set: { engine: 'kubernetes', stages, otherwise: 'accept' },
    diagnostics: [
      ...network.diagnostics,
      ...tiered.diagnostics,
      ...reportAbsent(manifests, [...network.inForce, ...tiered.inForce]),
      ...(chosen.ties === 'report' ? reportTies(tiered.policies, inventory) : []),
      ...lint([...network.policies, ...tiered.policies], inventory, memory),
    ],
  };
}
