import { type IpAddress, parseAddress } from '../src/net/address.ts';

/** A made-up cluster: pods spread over namespaces and nodes, dual stack. */
export interface BenchPod {
  readonly namespace: string;
  readonly name: string;
  readonly app: string;
  readonly node: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

/** What the pods run, and the one TCP port that it listens on. */
export const apps = ['web', 'api', 'db', 'queue', 'cache', 'batch', 'metrics', 'gateway'] as const;
export const appPorts: Readonly<Record<string, number>> = {
  web: 8080,
  api: 8081,
  db: 5432,
  queue: 5672,
  cache: 6379,
  batch: 8090,
  metrics: 9090,
  gateway: 8443,
};

/** Namespace i belongs to team i % teams; pods call pods of their own team. */
export const teams = 10;
const podsPerNode = 100;

/** Pod i is in namespace i % namespaces, so that it belongs to team i % teams where those divide each other. */
export function benchPods(count: number, perNamespace = 50): BenchPod[] {
  const namespaces = Math.max(1, Math.ceil(count / perNamespace));
  const nodes = Math.max(1, Math.ceil(count / podsPerNode));
  return Array.from({ length: count }, (_, i) => ({
    namespace: `ns-${i % namespaces}`,
    name: `pod-${i}`,
    app: apps[Math.floor(i / namespaces) % apps.length],
    node: `node-${i % nodes}`,
    ipv4: `10.${64 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`,
    ipv6: `fd00:64::${(i >> 16).toString(16)}:${(i & 0xffff).toString(16)}`,
  }));
}

/** The pods, their namespaces and their nodes as a Kubernetes List in JSON. */
export function clusterJson(pods: readonly BenchPod[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: clusterItems(pods) });
}

export function clusterItems(pods: readonly BenchPod[]): readonly object[] {
  const namespaces = [...new Set(pods.map((pod) => pod.namespace))];
  const nodes = [...new Set(pods.map((pod) => pod.node))];
  return [...nodes.map(nodeObject), ...namespaces.map(namespaceObject), ...pods.map(podObject)];
}

function nodeObject(name: string, i: number): object {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    status: { addresses: [{ type: 'InternalIP', address: `172.16.${i >> 8}.${i & 255}` }] },
  };
}

function namespaceObject(name: string, i: number): object {
  const labels = { 'kubernetes.io/metadata.name': name, team: `team-${i % teams}` };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function podObject({ namespace, name, app, node, ipv4, ipv6 }: BenchPod): object {
  const ports = [{ name: 'main', containerPort: appPorts[app] }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels: { app } },
    spec: { nodeName: node, containers: [{ name: 'c', ports }] },
    status: { phase: 'Running', podIPs: [{ ip: ipv4 }, { ip: ipv6 }] },
  };
}

export function address(text: string): IpAddress {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`not an address: ${text}`);
  return parsed;
}
