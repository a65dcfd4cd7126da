import type { FieldPath } from '../../../diagnostics/source.ts';
import { and, type Expression } from '../../../ir/expression.ts';
import type { Peer } from '../../../ir/policy.ts';
import { selectorExpression } from '../../shared/selector.ts';
import { pods, podsOfServiceAccount, selectedNodes, selectedPods } from '../selection.ts';
import type { AntreaPeer } from '../types.ts';
import { externalEntities } from './applied-to.ts';
import { type Context, warn } from './context.ts';
import { fqdnPattern } from './fqdn.ts';
import { namedGroup } from './named-group.ts';
import { toNetwork } from './network.ts';

/** The first of these fields decides, whatever stands beside it (toAntreaPeerForCRD in crd_utils.go). */
export function lowerPeer(context: Context, peer: AntreaPeer, path: FieldPath): readonly Peer[] {
  const source = context.object.manifest.source(path);
  const { ipBlock, group, fqdn = '' } = peer;
  if (ipBlock !== undefined) return [{ networks: [toNetwork(ipBlock)], source }];
  if (group !== undefined) return groupPeers(context, group, path);
  if (fqdn !== '') return [{ domainNames: [fqdnPattern(fqdn)], source }];
  return [{ entity: selected(context, peer, path), source }];
}

function selected(context: Context, peer: AntreaPeer, path: FieldPath): Expression {
  const { object, inventory } = context;
  const { cluster } = inventory;
  if (peer.serviceAccount !== undefined) return podsOfServiceAccount(peer.serviceAccount, cluster);
  if (peer.nodeSelector !== undefined) return selectedNodes(peer.nodeSelector, cluster);
  if (peer.externalEntitySelector !== undefined)
    externalEntities(context, [...path, 'externalEntitySelector']);
  if (peer.scope === 'ClusterSet') otherClusters(context, [...path, 'scope']);
  if (peer.namespaces !== undefined) return relativePods(peer, cluster);
  return selectedPods(peer, cluster, object.namespace);
}

/** Pods of the subject's own namespace, or of those with the same value in each of these labels. */
function relativePods({ namespaces, podSelector }: AntreaPeer, cluster: string): Expression {
  const keys = namespaces?.sameLabels ?? [];
  const attributes =
    namespaces?.match === 'Self'
      ? [{ of: 'namespace' } as const]
      : keys.map((key) => ({ of: 'namespaceLabel', key }) as const);
  const same = attributes.map((attribute): Expression => ({ op: 'sameAsSubject', attribute }));
  return and(pods(cluster), ...same, selectorExpression(podSelector, 'label'));
}

/** A group of nodes counts by the nodes' addresses, and its blocks beside its pods. */
function groupPeers(context: Context, name: string, path: FieldPath): readonly Peer[] {
  const source = context.object.manifest.source(path);
  const { entity, networks } = namedGroup(context, name, [...path, 'group']);
  return [
    ...(entity.op === 'none' && networks.length > 0 ? [] : [{ entity, source }]),
    ...(networks.length === 0 ? [] : [{ networks, source }]),
  ];
}

/** toAntreaPeerForCRD selects in the own cluster in any case, and then adds the label identities of the set. */
function otherClusters(context: Context, path: FieldPath): void {
  const message =
    context.options['stretched-network-policy'] === 'on'
      ? 'ClusterSet: Antrea also matches pods of the other members of the set; the inventory holds one cluster, so their packets are judged as from outside'
      : 'ClusterSet has no effect while stretched policies are off: pods of this cluster are matched';
  warn(context, 'cluster-set-scope', path, message);
}
