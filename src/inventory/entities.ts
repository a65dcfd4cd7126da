import type { Entity, Labels } from '../ir/entity.ts';
import { addressKey, type IpAddress, sameAddress } from '../net/address.ts';
import type { NamespaceInfo } from './inventory.ts';
import type { NodeRecord, PodRecord } from './record.ts';
import { nameKey, type Records } from './records.ts';
import type { Report } from './report.ts';

export interface Cast {
  /** In their final order. */
  readonly entities: readonly Entity[];
  readonly namespaces: readonly NamespaceInfo[];
  /** The entity that each pod and node became. */
  readonly ofPod: ReadonlyMap<PodRecord, Entity>;
  readonly ofNode: ReadonlyMap<NodeRecord, Entity>;
}

const noLabels: Labels = new Map();

/** Pods and nodes with all that policies ask of them, in an order that does not depend on that of the files. */
export function castEntities(records: Records, localCluster: string): Cast {
  const namespaces = namespaceTable(records, localCluster);
  const ofPod = new Map<PodRecord, Entity>();
  const ofNode = new Map<NodeRecord, Entity>();
  for (const pod of records.pods.all()) ofPod.set(pod, podEntity(records, namespaces, pod));
  for (const node of records.nodes.all()) ofNode.set(node, nodeEntity(node));
  const entities = inPlace([...ofPod.values(), ...ofNode.values()], localCluster);
  return { entities, namespaces: inPlace([...namespaces.values()], localCluster), ofPod, ofNode };
}

/** Those that exist as objects, and those that pods are in without there being one. */
function namespaceTable(records: Records, localCluster: string): Map<string, NamespaceInfo> {
  const table = new Map<string, NamespaceInfo>();
  const add = (cluster: string, name: string, labels: Labels) =>
    table.set(nameKey(cluster, '', name), { cluster, name, labels: withNameLabel(labels, name) });
  for (const { cluster, name, labels } of records.namespaces.all()) add(cluster, name, labels);
  const firsts: PodRecord[] = [];
  for (const pod of records.pods.all()) {
    if (table.has(nameKey(pod.cluster, '', pod.namespace))) continue;
    add(pod.cluster, pod.namespace, noLabels);
    firsts.push(pod);
  }
  reportAssumed(
    firsts.filter(({ isObject }) => isObject),
    localCluster,
    records.report,
  );
  return table;
}

/**
 * Labels that nobody knows, which selectors ask for: one line for all of them. In the short form a namespace without an
 * entry is one without labels. `firsts`: the first pod of each.
 */
function reportAssumed(firsts: readonly PodRecord[], localCluster: string, report: Report): void {
  const first = firsts.at(0);
  if (first === undefined) return;
  const { cluster, namespace, source } = first;
  const name = `${cluster === localCluster ? '' : `${cluster}:`}${namespace}`;
  const message =
    firsts.length === 1
      ? `there is no Namespace ${name}: it is taken to have no labels but its name`
      : `there are no Namespaces ${name} and ${firsts.length - 1} more: they are taken to have no labels but their names`;
  report.warn('namespace-assumed', message, source, 'Add the Namespace objects to the inventory.');
}

/** API servers set this label on every namespace, whatever the object says. */
function withNameLabel(labels: Labels, name: string): Labels {
  return new Map([...labels, ['kubernetes.io/metadata.name', name]]);
}

function podEntity(records: Records, namespaces: ReadonlyMap<string, NamespaceInfo>, pod: PodRecord): Entity {
  const { cluster, namespace, name, labels, serviceAccount, ports, source } = pod;
  const node = records.nodes.get(cluster, '', pod.node);
  return {
    kind: pod.hostNetwork ? 'host-network-pod' : 'pod',
    cluster,
    namespace,
    name,
    labels,
    namespaceLabels: namespaces.get(nameKey(cluster, '', namespace))?.labels ?? noLabels,
    serviceAccount,
    serviceAccountLabels: records.serviceAccounts.get(cluster, namespace, serviceAccount)?.labels ?? noLabels,
    node: pod.node,
    nodeLabels: node?.labels ?? noLabels,
    addresses: podAddresses(pod, node),
    ports,
    source,
  };
}

/** A hostNetwork pod can be met at every address of its node, not only at the one in its status. */
function podAddresses(pod: PodRecord, node: NodeRecord | undefined): readonly IpAddress[] {
  if (!pod.hostNetwork || pod.state !== 'live') return distinct(pod.addresses);
  return distinct([...pod.addresses, ...(node?.addresses ?? [])]);
}

function nodeEntity({ cluster, name, labels, addresses, source }: NodeRecord): Entity {
  return {
    kind: 'node',
    cluster,
    namespace: '',
    name,
    labels,
    namespaceLabels: noLabels,
    serviceAccount: '',
    serviceAccountLabels: noLabels,
    node: name,
    nodeLabels: labels,
    addresses: distinct(addresses),
    ports: [],
    source,
  };
}

function distinct(addresses: readonly IpAddress[]): readonly IpAddress[] {
  // Nearly all have one address of each family.
  if (addresses.length < 2) return addresses;
  if (addresses.length === 2 && !sameAddress(addresses[0], addresses[1])) return addresses;
  return [...new Map(addresses.map((address) => [addressKey(address), address])).values()];
}

interface Placed {
  readonly cluster: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
}

/** The local cluster first, then pods before nodes, then by name, in the order of code units. */
export function inPlace<T extends Placed>(items: readonly T[], localCluster: string): T[] {
  const keyed = items.map((item) => ({ item, key: placeKey(item, localCluster) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item);
}

function placeKey({ cluster, kind, namespace, name }: Placed, localCluster: string): string {
  const order = kind === 'node' ? '1' : '0';
  return `${cluster === localCluster ? '' : cluster}\0${order}\0${namespace ?? ''}\0${name}`;
}
