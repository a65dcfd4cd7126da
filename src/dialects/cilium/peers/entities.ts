import type { Source } from '../../../diagnostics/source.ts';
import { all, and } from '../../../ir/expression.ts';
import type { Peer } from '../../../ir/policy.ts';
import type { Entity } from '../api.ts';
import type { Context } from '../context.ts';
import { apiserverNodes, hosts, localHost, ofCluster, pods, remoteNodes } from '../identity/places.ts';

/** Who an entity is, seen from the endpoint that is judged (cilium/cilium pkg/policy/api/entity.go). */
export function entityPeers(entity: Entity, context: Context, source: Source): readonly Peer[] {
  const { cluster, inventory } = context;
  const apiservers = outsideApiservers(context, source);
  switch (entity) {
    case 'all':
      return [{ source }];
    case 'world':
      return [{ notEntity: all, source }];
    case 'host':
      return [{ entity: localHost(cluster), source }];
    case 'remote-node':
      return [{ entity: remoteNodes(cluster), source }];
    case 'kube-apiserver':
      return [{ entity: apiserverNodes(inventory), source }, ...apiservers];
    case 'cluster':
      return [{ entity: hosts, source }, { entity: and(pods, ofCluster(cluster)), source }, ...apiservers];
    case 'cluster-mesh':
      return [{ entity: hosts, source }, { entity: pods, source }, ...apiservers];
    default:
      return [];
  }
}

/** An API server outside the cluster is world and kube-apiserver, and so in the entity cluster too. */
function outsideApiservers({ selectors }: Context, source: Source): readonly Peer[] {
  const networks = selectors.outside;
  return networks.length === 0 ? [] : [{ notEntity: all, networks, source }];
}
