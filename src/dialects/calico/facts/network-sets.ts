import type { Inventory } from '../../../inventory/inventory.ts';
import type { Labels } from '../../../ir/entity.ts';
import type { PolicyObject } from '../../shared/kind.ts';
import { labelsOf } from '../read.ts';
import { cidrsOf } from '../schema/nets.ts';
import { ownLabels, prefixes } from '../selector/rewrite.ts';
import type { NetworkSetSpec } from '../types.ts';
import type { AddressSet } from './address-sets.ts';

/**
 * Network sets with all their labels (projectcalico/calico networksetprocessor.go): one in a namespace also has the
 * namespace's name and inherits its labels; a global one has its own only.
 */
export function networkSets(
  objects: readonly PolicyObject<NetworkSetSpec>[],
  inventory: Inventory,
): readonly AddressSet[] {
  return objects.map((object) => {
    const own = labelsOf(object);
    return {
      name: `${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}`,
      labels: object.namespace === '' ? own : inNamespace(own, object.namespace, inventory),
      cidrs: cidrsOf(object.spec.nets),
    };
  });
}

function inNamespace(own: Labels, namespace: string, inventory: Inventory): Labels {
  const found = inventory.namespaces.find(
    ({ cluster, name }) => cluster === inventory.cluster && name === namespace,
  );
  const inherited = [...(found?.labels ?? [])].map(
    ([key, value]) => [prefixes.namespace + key, value] as const,
  );
  return new Map([
    ...inherited,
    [`${prefixes.namespace}projectcalico.org/name`, namespace],
    ...own,
    [ownLabels.namespace, namespace],
  ]);
}
