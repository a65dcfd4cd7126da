import type { JsonObject, JsonValue } from '../../../src/manifest/manifest.ts';
import type { Random } from '../../kernels/generator.ts';
import { either, listOf, type Make, manifest, pick, record } from '../choose.ts';
import { clusterNetworkPolicy, networkPolicy } from './kubernetes.ts';
import { cidr, inNamespace, ipBlock, labelSelector, nodeSelector } from './words.ts';

/** CiliumNetworkPolicy, its clusterwide form, and CIDR groups. */
const endpoints: Make<JsonObject> = either<JsonObject>(
  labelSelector,
  pick<JsonObject>(
    { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'b' } },
    { matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'y' } },
    { matchExpressions: [{ key: 'io.kubernetes.pod.namespace', operator: 'Exists' }] },
    { matchLabels: { 'reserved:host': '' } },
  ),
);
const entity = pick('all', 'world', 'cluster', 'host', 'remote-node', 'kube-apiserver', 'unmanaged', 'none');
const groups: Make<JsonObject> = either<JsonObject>(
  ipBlock,
  pick<JsonObject>(
    { cidrGroupRef: 'g0' },
    { cidrGroupRef: 'g1', except: ['192.0.2.7/32'] },
    { cidrGroupSelector: { matchLabels: { app: 'x' } } },
  ),
);

const ports: Make<JsonValue> = listOf(
  record({}, { protocol: pick('TCP', 'UDP', 'SCTP', 'ANY'), endPort: pick(80, 9000) }, 0.4),
  1,
  2,
);
/** Of these a port is required. */
const portList: Make<JsonValue> = (random) =>
  (ports(random) as JsonObject[]).map((one) => ({
    ...one,
    port: random.of(['53', '80', '80', '8080', 'http', 'dns']),
  }));
const http = pick<JsonObject>({ http: [{ method: 'GET', path: '/a.*' }] }, { http: [{}] });
/** Rules for requests go with ports of TCP. */
const httpPorts = record({ ports: pick<JsonValue>([{ port: '80', protocol: 'TCP' }]), rules: http });
const toPorts = (isDeny: boolean): Make<JsonValue> => {
  const plain = record({ ports: portList });
  return listOf(isDeny ? plain : either(plain, plain, plain, plain, plain, httpPorts), 1, 2);
};
const icmps = listOf(
  record({
    fields: listOf(
      record({ type: pick<JsonValue>(8, 3, 128, 'EchoRequest') }, { family: pick('IPv4', 'IPv6') }),
      1,
      2,
    ),
  }),
  1,
  1,
);

const fqdns = listOf(
  either<JsonObject>(
    record({ matchName: pick('www.example.org', 'a.example.org') }),
    record({ matchPattern: pick('*.example.org', '*', 'w*.example.org') }),
  ),
  1,
  2,
);

function item(end: 'from' | 'to', isDeny: boolean): Make<JsonObject> {
  const ways: Make<JsonObject>[] = [
    record({ [`${end}Endpoints`]: listOf(endpoints, 1, 2) }),
    record({ [`${end}Entities`]: listOf(entity, 1, 2) }),
    record({ [`${end}CIDR`]: listOf(cidr, 1, 2) }),
    record({ [`${end}CIDRSet`]: listOf(groups, 1, 2) }),
    record({ [`${end}Nodes`]: listOf(nodeSelector, 1, 1) }),
    () => ({}),
  ];
  if (end === 'to')
    ways.push(
      record({ toServices: pick<JsonValue>([{ k8sService: { serviceName: 's', namespace: 'a' } }]) }),
    );
  if (end === 'to' && !isDeny) ways.push(record({ toFQDNs: fqdns }), record({ toFQDNs: fqdns }));
  const peers = either(...ways);
  const traffic = either<JsonObject>(
    () => ({}),
    record({ toPorts: toPorts(isDeny) }),
    record({ toPorts: toPorts(isDeny) }),
    record({ icmps }),
  );
  return (random) => ({ ...peers(random), ...traffic(random) });
}

const sections = {
  ingress: listOf(item('from', false), 1, 3),
  ingressDeny: listOf(item('from', true), 1, 2),
  egress: listOf(item('to', false), 1, 3),
  egressDeny: listOf(item('to', true), 1, 2),
};
const enableDefaultDeny = pick<JsonObject>(
  { ingress: false },
  { egress: false },
  { ingress: true, egress: false },
);

const ciliumSpec = record(
  { endpointSelector: endpoints },
  { ...sections, enableDefaultDeny: (random) => (random.chance(0.4) ? enableDefaultDeny(random) : {}) },
  0.55,
);
const nodeSpec = record({ nodeSelector }, sections, 0.55);

export const ciliumNetworkPolicy = manifest('cilium.io/v2', 'CiliumNetworkPolicy', ciliumSpec, inNamespace);
export const clusterwide = manifest(
  'cilium.io/v2',
  'CiliumClusterwideNetworkPolicy',
  either(ciliumSpec, ciliumSpec, nodeSpec),
);
const cidrGroup = (random: Random): JsonObject => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumCIDRGroup',
  metadata: { name: random.of(['g0', 'g1']), labels: { app: random.of(['x', 'y']) } },
  spec: { externalCIDRs: listOf(cidr, 1, 3)(random) },
});

/** Answers of DNS servers are seen, and mean something. */
export function ciliumBasics(random: Random): readonly JsonObject[] {
  if (random.chance(0.5)) return [];
  const rules = { dns: [{ matchPattern: '*' }] };
  const spec = {
    endpointSelector: {},
    egress: [{ toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules }] }, { toFQDNs: fqdns(random) }],
  };
  const metadata = { name: 'names' };
  return [{ apiVersion: 'cilium.io/v2', kind: 'CiliumClusterwideNetworkPolicy', metadata, spec }];
}

export const ciliumObjects = [
  ciliumNetworkPolicy,
  ciliumNetworkPolicy,
  ciliumNetworkPolicy,
  clusterwide,
  clusterwide,
  cidrGroup,
  networkPolicy,
  clusterNetworkPolicy,
] as const;
