import { didYouMean } from '../manifest/suggest.ts';
import type { EndpointsRecord, PodRecord } from './record.ts';
import { nameKey, type Records } from './records.ts';

/** Names that stand for nobody, in clusters of which the inventory lists such objects at all. */
export function checkReferences(records: Records): void {
  checkNodes(records);
  checkSlices(records);
}

/** A line for each node that is not there, at the first of its pods. Nodes of finished pods may be gone since. */
function checkNodes(records: Records): void {
  const listed = new Set([...records.nodes.all()].map(({ cluster }) => cluster));
  const pods = new Map<string, PodRecord[]>();
  for (const pod of records.pods.all()) {
    const { cluster, node, state } = pod;
    if (node === '' || state !== 'live' || !listed.has(cluster)) continue;
    if (records.nodes.get(cluster, '', node) !== undefined) continue;
    const key = nameKey(cluster, '', node);
    const known = pods.get(key);
    if (known === undefined) pods.set(key, [pod]);
    else known.push(pod);
  }
  for (const list of pods.values()) reportNode(list, records);
}

function reportNode(pods: readonly PodRecord[], records: Records): void {
  const [{ cluster, namespace, name, node, source }] = pods;
  const more = pods.length === 1 ? ' is' : ` and ${pods.length - 1} more are`;
  const message = `${namespace}/${name}${more} on the node ${node}, which is not in the inventory`;
  records.report.warn('unknown-node', message, source, () => {
    const nodes = [...records.nodes.all()].filter((each) => each.cluster === cluster);
    return didYouMean(
      node,
      nodes.map((each) => each.name),
    );
  });
}

/**
 * Endpoints objects without a service are no slip: they were locks once (kube-scheduler), and still are where people say
 * who is outside.
 */
function checkSlices(records: Records): void {
  const listed = new Set([...records.services.all()].map(({ cluster }) => cluster));
  for (const slice of records.endpoints) {
    if (slice.isSlice && listed.has(slice.cluster) && !isKnown(slice, records)) reportSlice(slice, records);
  }
}

/** `default/kubernetes` says where API servers are, whether there is a service or not. */
function isKnown({ cluster, namespace, service }: EndpointsRecord, records: Records): boolean {
  if (namespace === 'default' && service === 'kubernetes') return true;
  const key = nameKey(cluster, namespace, service);
  return records.services.get(cluster, namespace, service) !== undefined || records.externalNames.has(key);
}

function reportSlice({ cluster, namespace, name, service, source }: EndpointsRecord, records: Records): void {
  const message = `the EndpointSlice ${namespace}/${name} is of the service ${service}, which is not in the inventory`;
  records.report.warn('unknown-service', message, source, () => {
    const near = [...records.services.all()].filter(
      (each) => each.cluster === cluster && each.namespace === namespace,
    );
    return didYouMean(
      service,
      near.map((each) => each.name),
    );
  });
}
