import { builtinSource } from '../../src/diagnostics/source.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { ContainerPort, Entity } from '../../src/ir/entity.ts';
import { parseAddress, sameAddress } from '../../src/net/address.ts';
import { parseProtocol } from '../../src/net/protocol.ts';

type Labels = Readonly<Record<string, string>>;

const namespaces: Readonly<Record<string, Labels>> = {
  shop: { 'kubernetes.io/metadata.name': 'shop', team: 'retail', env: 'prod' },
  ops: { 'kubernetes.io/metadata.name': 'ops', team: 'platform', env: 'prod' },
  lab: { 'kubernetes.io/metadata.name': 'lab', team: 'research', env: 'dev' },
  core: { 'kubernetes.io/metadata.name': 'core', role: 'system' },
  default: { 'kubernetes.io/metadata.name': 'default' },
};

const labels = (values: Labels): ReadonlyMap<string, string> => new Map(Object.entries(values));

/** `http:8080`, or `stats:8125/UDP`. */
function containerPort(text: string): ContainerPort {
  const [, name, port, protocol = 'TCP'] = /^(.*):(\d+)(?:\/(\w+))?$/.exec(text) ?? [];
  return { name, port: Number(port), protocol: parseProtocol(protocol) ?? 0 };
}

function entity(kind: Entity['kind'], name: string, rest: Partial<Entity> & { ips: string }): Entity {
  const { ips, ...given } = rest;
  return {
    kind,
    cluster: 'default',
    namespace: '',
    name,
    labels: labels({}),
    namespaceLabels: labels(namespaces[given.namespace ?? ''] ?? {}),
    serviceAccount: '',
    serviceAccountLabels: labels({}),
    node: '',
    nodeLabels: labels({}),
    addresses: ips.split(' ').map((ip) => parseAddress(ip)!),
    ports: [],
    source: builtinSource('test'),
    ...given,
  };
}

function pod(path: string, node: string, ips: string, own: Labels, ports: readonly string[] = []): Entity {
  const [namespace, name] = path.split('/');
  return entity('pod', name, { namespace, node, ips, labels: labels(own), ports: ports.map(containerPort) });
}

/** The cluster of the tests: four namespaces with pods, two nodes, one pod of the host network. */
export const entities: readonly Entity[] = [
  pod('shop/web', 'n1', '10.10.1.11 fd00:10:1::11', { app: 'web', tier: 'front' }, [
    'http:8080',
    'metrics:9090',
  ]),
  pod('shop/cart', 'n1', '10.10.1.12 fd00:10:1::12', { app: 'cart', tier: 'back' }, [
    'http:8081',
    'stats:8125/UDP',
  ]),
  pod('shop/db', 'n2', '10.10.2.13 fd00:10:2::13', { app: 'db', tier: 'data' }, ['pg:5432', 'sig:3868/SCTP']),
  pod('ops/prom', 'n2', '10.10.2.21', { app: 'prom', role: 'monitor' }, ['http:9091']),
  pod('ops/job', 'n1', '10.10.1.22', { app: 'job' }),
  pod('lab/nb', 'n1', '10.10.1.31 fd00:10:1::31', { app: 'nb' }, ['http:8888']),
  pod('lab/cli', 'n2', '10.10.2.32', { app: 'cli', tier: 'front' }),
  pod('core/dns', 'n2', '10.10.2.53', { app: 'dns' }, ['dns:53/UDP', 'dns-tcp:53/TCP']),
  { ...pod('shop/web', 'm1', '10.99.0.1', { app: 'web' }), cluster: 'other' },
  entity('node', 'n1', { ips: '172.18.0.11 fd00:18::11', node: 'n1', labels: labels({ zone: 'a' }) }),
  entity('node', 'n2', { ips: '172.18.0.12 198.51.100.12', node: 'n2', labels: labels({ zone: 'b' }) }),
  entity('host-network-pod', 'hostagent', {
    namespace: 'core',
    node: 'n1',
    ips: '172.18.0.11 fd00:18::11',
    labels: labels({ app: 'hostagent' }),
    ports: [containerPort('mgmt:10250')],
  }),
];

export const inventory: Inventory = {
  cluster: 'default',
  entities,
  namespaces: Object.entries(namespaces).map(([name, own]) => ({
    cluster: 'default',
    name,
    labels: labels(own),
  })),
  services: [],
  nodes: [],
  leftOutWorkloads: [],
  kubeApiservers: [],
  dnsFacts: [],
  holders: (address) =>
    entities.filter(({ addresses }) => addresses.some((own) => sameAddress(own, address))),
  serviceAt: () => undefined,
  pod: (namespace, name, cluster) =>
    entities.find(
      (e) =>
        e.namespace === namespace && e.name === name && e.cluster === (cluster === '' ? 'default' : cluster),
    ),
  node: (name) => entities.find((e) => e.kind === 'node' && e.name === name),
  service: () => undefined,
};
