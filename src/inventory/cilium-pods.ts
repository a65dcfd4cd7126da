import { addressKey } from '../net/address.ts';
import type { CiliumEndpointRecord, PodRecord } from './record.ts';
import type { Records } from './records.ts';

/**
 * Pods of which only their CiliumEndpoint is given. A Pod says more: all of its labels, where an identity has those that
 * Cilium is told to look at, and ports without names. Namespaces without an object have the labels that identities have.
 */
export function addCiliumPods(records: Records): void {
  const nodes = new Map(
    [...records.nodes.all()].flatMap(({ cluster, name, addresses }) =>
      addresses.map((address) => [`${cluster} ${addressKey(address)}`, name]),
    ),
  );
  for (const endpoint of records.ciliumEndpoints.all()) {
    const { cluster, namespace, name, nodeAddress } = endpoint;
    if (records.pods.get(cluster, namespace, name) !== undefined) continue;
    const node = nodeAddress && nodes.get(`${cluster} ${addressKey(nodeAddress)}`);
    records.pods.add(podOf(endpoint, node ?? ''));
    if (endpoint.namespaceLabels.size > 0) addNamespace(records, endpoint);
  }
}

function podOf(endpoint: CiliumEndpointRecord, node: string): PodRecord {
  const { namespaceLabels: _, nodeAddress: __, ...rest } = endpoint;
  return { ...rest, node, hostNetwork: false, ready: true, state: 'live', isObject: true };
}

function addNamespace(
  records: Records,
  { cluster, namespace, namespaceLabels, source }: CiliumEndpointRecord,
) {
  if (records.namespaces.get(cluster, '', namespace) !== undefined) return;
  records.namespaces.add({ cluster, namespace: '', name: namespace, labels: namespaceLabels, source });
}
