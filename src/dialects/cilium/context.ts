import type { Inventory } from '../../inventory/inventory.ts';
import type { PolicyObject } from '../shared/kind.ts';
import type { CidrGroup } from './api.ts';
import { Selectors } from './identity/selector.ts';
import type { Reading } from './reading.ts';

/** All that lowering asks besides the object itself. */
export interface Context extends Reading {
  readonly inventory: Inventory;
  readonly cluster: string;
  readonly selectors: Selectors;
  readonly groups: readonly PolicyObject<CidrGroup>[];
  /** Peers that name no cluster are of the local one. */
  readonly localClusterOnly: boolean;
  /** No DNS rule, no learned names (cilium/cilium Documentation/security/policy/layer3.rst). */
  readonly learnsNames: boolean;
}

export function createContext(
  reading: Reading,
  inventory: Inventory,
  groups: readonly PolicyObject<CidrGroup>[],
  learnsNames: boolean,
): Context {
  const { cluster } = inventory;
  const hasNodeLabels = reading.options.nodeSelectorLabels === 'true';
  const selectors = new Selectors(inventory, hasNodeLabels, reading.isInIdentity);
  const localClusterOnly = isLocalClusterOnly(reading);
  return { ...reading, inventory, cluster, selectors, groups, localClusterOnly, learnsNames };
}

/** The option came with 1.18 and is on by default since 1.19. */
export function isLocalClusterOnly({ release, options }: Reading): boolean {
  const { policyDefaultLocalCluster: chosen } = options;
  if (chosen === 'by-version') return release.localCluster;
  return chosen === 'true' && release.version !== '1.17';
}
