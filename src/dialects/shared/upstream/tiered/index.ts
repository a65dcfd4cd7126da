import type { Manifest } from '../../../../manifest/manifest.ts';
import type { Kind } from '../../kind.ts';
import { type LoweringMemory, recall } from '../../memory.ts';
import { readKind } from '../../read.ts';
import type { ReadUpstream } from '../network-policy/index.ts';
import {
  adminNetworkPolicy,
  adminNetworkPolicyWords,
  baselineAdminNetworkPolicy,
  baselineAdminNetworkPolicyWords,
} from './admin-network-policy.ts';
import { clusterNetworkPolicy, clusterNetworkPolicyWords } from './cluster-network-policy.ts';
import { type LoweredTiered, lowerTiered, type TieredKind, type Unsupported } from './lower.ts';
import type { TieredSpec } from './types.ts';

export type { LoweredTiered } from './lower.ts';

interface Entry extends TieredKind {
  readonly kind: Kind<TieredSpec>;
}

const entries: readonly Entry[] = [
  { kind: clusterNetworkPolicy, vocabulary: clusterNetworkPolicyWords },
  { kind: adminNetworkPolicy, vocabulary: adminNetworkPolicyWords, tier: 'Admin' },
  { kind: baselineAdminNetworkPolicy, vocabulary: baselineAdminNetworkPolicyWords, tier: 'Baseline' },
];

/** The tiered kinds of policy.networking.k8s.io. */
export const tieredKinds: readonly Kind<TieredSpec>[] = entries.map(({ kind }) => kind);

/** Every valid object of the tiered kinds in the IR, in no particular order. */
export function readTiered(
  manifests: readonly Manifest[],
  cluster: string,
  unsupported: Unsupported = 'spoils-rule',
  memory?: LoweringMemory,
): ReadUpstream<LoweredTiered> {
  const results = entries.map((entry) => {
    const { objects, diagnostics } = readKind(entry.kind, manifests, memory);
    const policies = objects.map((object) =>
      recall(memory, object, `in ${cluster} ${unsupported}`, () =>
        lowerTiered(object, entry, { cluster, unsupported }),
      ),
    );
    return { policies, inForce: objects.map(({ manifest }) => manifest), diagnostics };
  });
  return {
    inForce: results.flatMap(({ inForce }) => inForce),
    policies: results.flatMap(({ policies }) => policies),
    diagnostics: results.flatMap(({ diagnostics }) => diagnostics),
  };
}
