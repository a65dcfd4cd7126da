import { Random } from './random.ts';

/** A made-up cluster: pods spread over namespaces and nodes, dual stack. */
export interface BenchPod {
  readonly namespace: string;
  readonly name: string;
  readonly app: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

export const podPort = 8080;
const apps = ['web', 'api', 'db', 'queue', 'cache', 'batch', 'metrics', 'gateway'];

export function benchPods(count: number, perNamespace = 50): BenchPod[] {
  const namespaces = Math.max(1, Math.ceil(count / perNamespace));
  return Array.from({ length: count }, (_, i) => ({
    namespace: `ns-${i % namespaces}`,
    name: `pod-${i}`,
    app: apps[Math.floor(i / namespaces) % apps.length],
    ipv4: `10.${64 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`,
    ipv6: `fd00:64::${(i >> 16).toString(16)}:${(i & 0xffff).toString(16)}`,
  }));
}

/** The pods and their namespaces as a Kubernetes List in JSON. */
export function clusterJson(pods: readonly BenchPod[]): string {
  const namespaces = [...new Set(pods.map((pod) => pod.namespace))];
  const items = [
    ...namespaces.map((name, i) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { team: `team-${i % 10}` } },
    })),
    ...pods.map(podObject),
  ];
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

function podObject({ namespace, name, app, ipv4, ipv6 }: BenchPod): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels: { app } },
    spec: { nodeName: 'n1', containers: [{ name: 'c', ports: [{ name: 'http', containerPort: podPort }] }] },
    status: { phase: 'Running', podIPs: [{ ip: ipv4 }, { ip: ipv6 }] },
  };
}

/**
 * Policies in the proportions of real clusters: most are NetworkPolicies of one namespace that let some apps and
 * some namespaces in; one in twenty is a ClusterNetworkPolicy.
 */
export function policiesJson(count: number, pods: readonly BenchPod[]): string {
  const random = new Random(7);
  const namespaces = [...new Set(pods.map((pod) => pod.namespace))];
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)];
  const items = Array.from({ length: count }, (_, i) =>
    i % 20 === 19 ? clusterPolicy(i, pick) : networkPolicy(i, namespaces, pick),
  );
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

type Pick = <T>(list: readonly T[]) => T;

function networkPolicy(i: number, namespaces: readonly string[], pick: Pick): object {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `np-${i}`, namespace: namespaces[i % namespaces.length] },
    spec: {
      podSelector: { matchLabels: { app: pick(apps) } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            { podSelector: { matchLabels: { app: pick(apps) } } },
            { namespaceSelector: { matchLabels: { team: `team-${i % 10}` } } },
            { ipBlock: { cidr: `${192 + (i % 20)}.${i % 256}.0.0/16` } },
          ],
          ports: [{ port: podPort }, { port: 9000, endPort: 9100 }],
        },
      ],
    },
  };
}

function clusterPolicy(i: number, pick: Pick): object {
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: `cnp-${i}` },
    spec: {
      tier: i % 40 === 19 ? 'Admin' : 'Baseline',
      priority: i % 1000,
      subject: { namespaces: { matchLabels: { team: `team-${i % 10}` } } },
      ingress: [
        {
          action: pick(['Accept', 'Deny', 'Pass']),
          from: [{ pods: { podSelector: { matchLabels: { app: pick(apps) } } } }],
          protocols: [{ tcp: { destinationPort: { number: podPort } } }],
        },
      ],
    },
  };
}
