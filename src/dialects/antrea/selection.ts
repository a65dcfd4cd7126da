import { all, and, type Expression, none, or } from '../../ir/expression.ts';
import { inNamespaces, membersOf } from '../shared/scope.ts';
import { type LabelSelector, selectorExpression } from '../shared/selector.ts';
import type { NamespacedName, Selection } from './types.ts';

/** Pods with addresses of their own: those of the host network are never selected (AddressGroupExcludedPodFilter). */
export function pods(cluster: string): Expression {
  return membersOf(cluster, 'pod');
}

/**
 * GroupSelector (pkg/controller/types/group.go): a namespaceSelector goes across namespaces, without it the own
 * namespace counts, and cluster-scoped objects have none: there a podSelector alone is for all namespaces, and no
 * selector at all is for nobody.
 */
export function selectedPods(
  { podSelector, namespaceSelector, externalEntitySelector }: Selection,
  cluster: string,
  namespace = '',
): Expression {
  if (externalEntitySelector !== undefined) return none;
  const where = namespacesOf(namespaceSelector, namespace);
  if (where === undefined && podSelector === undefined) return none;
  return and(pods(cluster), where ?? all, selectorExpression(podSelector, 'label'));
}

function namespacesOf(selector: LabelSelector | undefined, namespace: string): Expression | undefined {
  if (selector !== undefined) return selectorExpression(selector, 'namespaceLabel');
  return namespace === '' ? undefined : inNamespaces(namespace);
}

export function podsOfServiceAccount({ namespace, name }: NamespacedName, cluster: string): Expression {
  const account: Expression = { op: 'in', attribute: { of: 'serviceAccount' }, values: [name] };
  return and(pods(cluster), inNamespaces(namespace), account);
}

/** The nodes themselves: whose address is one of theirs. */
export function selectedNodes(selector: LabelSelector, cluster: string): Expression {
  return and(membersOf(cluster, 'node'), selectorExpression(selector, 'label'));
}

/** The nodes with all that shares their network, as a policy applied to nodes meets it. */
export function nodeNetworks(selector: LabelSelector, cluster: string): Expression {
  const guests = and(membersOf(cluster, 'host-network-pod'), selectorExpression(selector, 'nodeLabel'));
  return or(selectedNodes(selector, cluster), guests);
}
