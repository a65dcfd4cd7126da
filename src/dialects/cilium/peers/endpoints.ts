import type { Source } from '../../../diagnostics/source.ts';
import { and, type Expression } from '../../../ir/expression.ts';
import type { Peer } from '../../../ir/policy.ts';
import type { LabelSelector, Requirement } from '../../shared/selector.ts';
import type { Context } from '../context.ts';
import { inCluster, inNamespace, inSomeNamespace, mentions, requirementsOf } from '../identity/labels.ts';
import { ofCluster, remoteNodes } from '../identity/places.ts';

/**
 * fromEndpoints and toEndpoints: what the agent adds to a selector that does not say it. The namespace of the object;
 * in clusterwide objects only that there is one; and the local cluster. Nothing is added beside reserved labels.
 */
export function endpointPeers(
  selector: LabelSelector,
  namespace: string,
  context: Context,
  source: Source,
): readonly Peer[] {
  return context.selectors.peers(peerRequirements(selector, namespace, context), source);
}

export function peerRequirements(
  selector: LabelSelector,
  namespace: string,
  context: Context,
): readonly Requirement[] {
  const own = requirementsOf(selector);
  if (mentions(own, 'reserved')) return own;
  const where = place(own, namespace);
  const cluster = context.localClusterOnly && !mentions(own, 'cluster') ? [inCluster(context.cluster)] : [];
  return [...own, ...where, ...cluster];
}

function place(own: readonly Requirement[], namespace: string): readonly Requirement[] {
  if (mentions(own, 'namespace')) return [];
  if (namespace === '') return [inSomeNamespace];
  return mentions(own, 'namespaceLabel') ? [] : [inNamespace(namespace)];
}

/** fromNodes and toNodes: by the labels of nodes, never the node of the endpoint itself. */
export function nodePeer(selector: LabelSelector, { selectors, cluster }: Context, source: Source): Peer {
  return { entity: and(remoteNodes(cluster), selectors.nodes(requirementsOf(selector))), source };
}

const namespaceKey = 'k8s:io.kubernetes.pod.namespace';

/** Whom endpointSelector selects. In a namespaced object the namespace is the object's, whatever it says. */
export function subjectPods(selector: LabelSelector, namespace: string, context: Context): Expression {
  const own = requirementsOf(selector).filter(
    ({ key }, index) => namespace === '' || key !== namespaceKey || index >= labelCount(selector),
  );
  const where = namespace === '' ? [] : [inNamespace(namespace)];
  return and(ofCluster(context.cluster), context.selectors.pods([...own, ...where]));
}

function labelCount({ matchLabels = {} }: LabelSelector): number {
  return Object.keys(matchLabels).length;
}

/** Whom nodeSelector selects: nodes with these labels, and what runs in their host network. */
export function subjectNodes(selector: LabelSelector, { cluster, selectors }: Context): Expression {
  return and(ofCluster(cluster), selectors.nodes(requirementsOf(selector)));
}
