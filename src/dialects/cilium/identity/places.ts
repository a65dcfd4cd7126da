import type { Inventory } from '../../../inventory/inventory.ts';
import { and, anyOf, type Expression, not } from '../../../ir/expression.ts';

function onNodes(names: readonly string[]): Expression {
  return { op: 'in', attribute: { of: 'node' }, values: names };
}

/** Nodes and pods of the host network, which share the addresses and the identity of their node. */
export const hosts: Expression = { op: 'kind', kinds: ['node', 'host-network-pod'] };

export const pods: Expression = { op: 'kind', kinds: ['pod'] };

export function ofCluster(cluster: string): Expression {
  return { op: 'in', attribute: { of: 'cluster' }, values: [cluster] };
}

/** The node of the endpoint that is judged: `reserved:host`. Every other node of any cluster is a remote node. */
export function localHost(cluster: string): Expression {
  return and(hosts, ofCluster(cluster), { op: 'sameAsSubject', attribute: { of: 'node' } });
}

export function remoteNodes(cluster: string): Expression {
  return and(hosts, not(and(ofCluster(cluster), { op: 'sameAsSubject', attribute: { of: 'node' } })));
}

/** Nodes at which an API server answers. */
export function apiserverNodes({ nodes }: Inventory): Expression {
  const clusters = new Map<string, string[]>();
  for (const { entity, kubeApiserver } of nodes) {
    if (!kubeApiserver) continue;
    const names = clusters.get(entity.cluster);
    if (names === undefined) clusters.set(entity.cluster, [entity.name]);
    else names.push(entity.name);
  }
  const places = [...clusters].map(([cluster, names]) => and(ofCluster(cluster), onNodes(names)));
  return and(hosts, anyOf(places));
}
