import { builtinSource } from '../../../src/diagnostics/source.ts';
import { inventoryFromShortForm } from '../../../src/inventory/build.ts';
import type { Inventory } from '../../../src/inventory/inventory.ts';
import type { JsonValue } from '../../../src/manifest/manifest.ts';

const pod = (name: string, node: string, ip: string, more: object = {}) => {
  const [namespace, own] = name.split('/');
  return {
    namespace,
    name: own,
    node,
    ips: ip.split(' '),
    labels: { app: own },
    serviceAccount: own,
    ...more,
  };
};

const dnsPorts = [
  { name: 'dns', port: 53, protocol: 'UDP' },
  { name: 'dns-tcp', port: 53, protocol: 'TCP' },
];

/** Two namespaces of one team and one of another, three nodes, a second cluster, and an API server outside. */
const cluster = {
  name: 'default',
  namespaces: [
    { name: 'shop', labels: { team: 'retail' } },
    { name: 'lab', labels: { team: 'retail' } },
    { name: 'ops', labels: { team: 'platform' } },
    { name: 'kube-system' },
  ],
  nodes: [
    { name: 'n1', ips: ['172.18.0.11'], labels: { zone: 'a' } },
    { name: 'n2', ips: ['172.18.0.12'], labels: { zone: 'b' } },
    { name: 'cp', ips: ['172.18.0.13'], labels: { zone: 'b', role: 'control' }, kubeApiserver: true },
    { cluster: 'west', name: 'w1', ips: ['172.19.0.11'] },
  ],
  pods: [
    pod('shop/web', 'n1', '10.0.1.10 fd00::10', {
      labels: { app: 'web', 'pod-template-hash': 'abc', 'app.kubernetes.io/name': 'web' },
      ports: [{ name: 'http', port: 8080 }],
    }),
    pod('shop/client', 'n1', '10.0.1.20 fd00::20', { labels: { app: 'client', 'pod-template-hash': 'abc' } }),
    pod('shop/other', 'n2', '10.0.2.30', { ports: [{ name: 'http', port: 9090 }] }),
    pod('lab/client', 'n2', '10.0.2.20'),
    pod('ops/client', 'n2', '10.0.2.40'),
    pod('kube-system/coredns', 'n2', '10.0.2.53', { labels: { 'k8s-app': 'kube-dns' }, ports: dnsPorts }),
    pod('ops/agent', 'n2', '172.18.0.12', { hostNetwork: true }),
    pod('shop/client', 'w1', '10.9.1.20', { cluster: 'west' }),
  ],
  services: [
    {
      namespace: 'shop',
      name: 'web',
      labels: { env: 'test' },
      selector: { app: 'web' },
      clusterIP: '10.96.0.20',
      ports: [{ port: 80, targetPort: 8080 }],
    },
    {
      namespace: 'shop',
      name: 'old',
      clusterIP: '10.96.0.21',
      ports: [{ port: 5432 }],
      endpoints: ['203.0.113.70', '10.0.2.30'],
    },
  ],
  kubeApiservers: ['203.0.113.200'],
  dns: [],
} as unknown as JsonValue;

export const inventory: Inventory = inventoryFromShortForm(cluster, () => builtinSource('test')).inventory;
