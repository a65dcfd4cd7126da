import type { JsonObject } from '../../src/manifest/manifest.ts';
import type { Random } from '../kernels/generator.ts';

/** Random clusters: few names and labels, so that selectors meet them. */
export const namespaces = ['a', 'b', 'c'] as const;
const nodes = ['n1', 'n2', 'n3'] as const;

/** Addresses that no pod or node has; some are in networks that policies mention. */
export const outside = [
  '10.0.0.200',
  '10.0.1.1',
  '192.0.2.7',
  '192.0.2.200',
  '198.51.100.1',
  '225.1.1.1',
  'fd00::99',
  '2001:db8::1',
  'ff02::1',
] as const;

/** The service address, of each family. */
export const serviceAddresses = ['10.96.0.10', 'fd00:96::a'] as const;

export function randomCluster(random: Random): readonly JsonObject[] {
  const count = 2 + random.below(8);
  return [
    ...namespaces.map((name, i) => namespaceObject(name, i)),
    ...nodes.slice(0, 1 + random.below(3)).map((name, i) => nodeObject(name, i, random)),
    ...['sa1', 'sa2'].map((name) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { namespace: random.of(namespaces), name, labels: { role: random.of(['m', 'w']) } },
    })),
    ...Array.from({ length: count }, (_, i) => podObject(i, random)),
    ...services(random),
  ];
}

function namespaceObject(name: string, index: number): JsonObject {
  const labels = [{ team: 'x', env: 'p' }, { team: 'y', env: 'p' }, { team: 'y' }][index];
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function nodeObject(name: string, index: number, random: Random): JsonObject {
  const ips = [`172.18.0.${index + 1}`, ...(random.chance(0.5) ? [`fd00:1::${index + 1}`] : [])];
  const labels = { zone: random.of(['x', 'y']), 'kubernetes.io/hostname': name };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    status: { addresses: ips.map((address) => ({ type: 'InternalIP', address })) },
  };
}

function podObject(index: number, random: Random): JsonObject {
  const hostNetwork = random.chance(0.12);
  const labels = {
    ...(random.chance(0.8) && { app: random.of(['x', 'y']) }),
    ...(random.chance(0.3) && { role: 'm' }),
    // An API server would not take it, the inventory does.
    ...(random.chance(0.03) && { app: random.of(['\u0001', 'x\u0000y', '']) }),
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: random.of(namespaces), name: `e${index}`, labels },
    spec: {
      ...(random.chance(0.85) && { nodeName: random.of(nodes) }),
      ...(random.chance(0.4) && { serviceAccountName: random.of(['sa1', 'sa2']) }),
      hostNetwork,
      containers: [{ name: 'c', ports: containerPorts(random) }],
    },
    status: { phase: 'Running', podIPs: hostNetwork ? [] : podAddresses(index, random) },
  };
}

/** Of one or both families; now and then one that the pod before it has too, or a node. */
function podAddresses(index: number, random: Random): JsonObject[] {
  const own = random.chance(0.08) && index > 0 ? index - 1 : index;
  const kinds = random.of(['4', '4', '46', '46', '6', '']);
  const all = [
    ...(kinds.includes('4') ? [`10.0.0.${own}`] : []),
    ...(kinds.includes('6') ? [`fd00::${own + 1}`] : []),
    ...(random.chance(0.03) ? ['172.18.0.1'] : []),
  ];
  return all.map((ip) => ({ ip }));
}

function containerPorts(random: Random): JsonObject[] {
  const known = [
    { name: 'http', containerPort: 80 },
    { name: 'http', containerPort: 8080 },
    { name: 'http', containerPort: 80, protocol: 'UDP' },
    { name: 'dns', containerPort: 53, protocol: 'UDP' },
  ];
  return known.filter(() => random.chance(0.35));
}

function services(random: Random): JsonObject[] {
  const found: JsonObject[] = [];
  if (random.chance(0.7)) found.push(selectingService(random));
  if (random.chance(0.3)) found.push(...sliceService(random));
  if (random.chance(0.4)) found.push(...apiServer(random));
  return found;
}

function selectingService(random: Random): JsonObject {
  const ports = [
    { name: 'web', port: 80, targetPort: random.of([80, 8080, 'http']) },
    { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
    { name: 'alt', port: 8080, targetPort: 9000, nodePort: 30080 },
  ].filter(() => random.chance(0.7));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: random.of(namespaces), name: 's', labels: { app: 'x' } },
    spec: {
      type: random.of(['ClusterIP', 'NodePort']),
      clusterIPs: serviceAddresses.slice(0, 1 + random.below(2)),
      selector: random.of([{ app: 'x' }, { app: 'y' }, { role: 'm' }]),
      ports,
      ...(random.chance(0.2) && { externalIPs: ['198.51.100.1'] }),
    },
  };
}

/** A service with backends by hand: pods and somebody outside. */
function sliceService(random: Random): JsonObject[] {
  const namespace = random.of(namespaces);
  const backends = ['10.0.0.0', '10.0.0.1', '192.0.2.7', '172.18.0.1'].filter(() => random.chance(0.5));
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace, name: 't' },
      spec: { clusterIP: '10.96.0.20', ports: [{ port: 443, targetPort: 8080 }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace, name: 't-1', labels: { 'kubernetes.io/service-name': 't' } },
      addressType: 'IPv4',
      endpoints: backends.map((address) => ({ addresses: [address] })),
      ports: [{ port: 8080, protocol: 'TCP' }],
    },
  ];
}

function apiServer(random: Random): JsonObject[] {
  const metadata = { namespace: 'default', name: 'kubernetes' };
  const ip = random.of(['172.18.0.1', '198.51.100.1']);
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, targetPort: 6443 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata,
      subsets: [{ addresses: [{ ip }], ports: [{ name: 'https', port: 6443 }] }],
    },
  ];
}
