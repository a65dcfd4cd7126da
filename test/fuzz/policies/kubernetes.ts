import type { JsonObject } from '../../../src/manifest/manifest.ts';
import { either, listOf, type Make, manifest, pick, record } from '../choose.ts';
import { domainName, inNamespace, ipBlock, labelSelector, namespaceSelector, nodeSelector } from './words.ts';

/** NetworkPolicy, ClusterNetworkPolicy and the two kinds before it. */
const peer = either<JsonObject>(
  record({ podSelector: labelSelector }),
  record({ namespaceSelector }),
  record({ podSelector: labelSelector, namespaceSelector }),
  record({ ipBlock }),
);

const port = either<JsonObject>(
  record(
    { port: pick<string | number>(80, 53, 8080, 'http', 'dns') },
    { protocol: pick('TCP', 'UDP', 'SCTP') },
  ),
  record({ protocol: pick('TCP', 'UDP', 'SCTP') }),
  record({ port: pick(53, 80), endPort: pick(80, 9000) }, { protocol: pick('TCP', 'UDP') }),
);

const rules = (end: 'from' | 'to') =>
  listOf(record({}, { [end]: listOf(peer, 0, 2), ports: listOf(port, 0, 2) }, 0.7), 0, 2);

export const networkPolicy = manifest(
  'networking.k8s.io/v1',
  'NetworkPolicy',
  record(
    { podSelector: labelSelector },
    {
      ingress: rules('from'),
      egress: rules('to'),
      policyTypes: pick(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
    },
    0.6,
  ),
  inNamespace,
);

const pods = record({ podSelector: labelSelector, namespaceSelector });
const subject = either<JsonObject>(record({ namespaces: namespaceSelector }), record({ pods }));
const inside = [record({ namespaces: namespaceSelector }), record({ pods })] as const;
const networks = listOf(
  pick('10.0.0.0/24', '192.0.2.0/24', '192.0.2.128/25', '10.0.0.1/32', 'fd00::/64', '0.0.0.0/0'),
  1,
  2,
);
const egressPeers = [...inside, record({ networks }), record({ nodes: nodeSelector })] as const;

const number = pick(53, 80, 8080);
const range = pick({ start: 53, end: 80 }, { start: 1024, end: 9000 });
const destinationPort = either<JsonObject>(record({ number }), record({ range }));
const transport = record({ destinationPort });
const protocols = listOf(
  either<JsonObject>(
    record({ tcp: transport }),
    record({ udp: transport }),
    record({ sctp: transport }),
    record({ destinationNamedPort: pick('http', 'dns') }),
  ),
  1,
  2,
);

const tierRule = (actions: readonly string[], ends: JsonMakes): Make<JsonObject> =>
  record({ action: pick(...actions), ...ends }, { protocols, name: pick('r') }, 0.5);
type JsonMakes = Parameters<typeof record>[0];

export const clusterNetworkPolicy = manifest(
  'policy.networking.k8s.io/v1alpha2',
  'ClusterNetworkPolicy',
  record(
    { tier: pick('Admin', 'Admin', 'Baseline'), priority: (random) => random.below(4), subject },
    {
      ingress: listOf(tierRule(['Accept', 'Deny', 'Pass'], { from: listOf(either(...inside), 1, 2) }), 0, 3),
      egress: listOf(
        either(
          tierRule(['Accept', 'Deny', 'Pass'], { to: listOf(either(...egressPeers), 1, 2) }),
          tierRule(['Accept'], { to: listOf(record({ domainNames: listOf(domainName, 1, 2) }), 1, 1) }),
        ),
        0,
        3,
      ),
    },
    0.8,
  ),
);

const ports = listOf(
  either<JsonObject>(
    record({ portNumber: record({ protocol: pick('TCP', 'UDP'), port: number }) }),
    record({ portRange: record({ protocol: pick('TCP', 'UDP'), start: pick(53), end: pick(80, 9000) }) }),
    record({ namedPort: pick('http', 'dns') }),
  ),
  1,
  2,
);
const adminRule = (actions: readonly string[], ends: JsonMakes): Make<JsonObject> =>
  record({ action: pick(...actions), ...ends }, { ports }, 0.5);
const adminSpec = (actions: readonly string[], always: JsonMakes): Make<JsonObject> =>
  record(
    { ...always, subject },
    {
      ingress: listOf(adminRule(actions, { from: listOf(either(...inside), 1, 2) }), 0, 3),
      egress: listOf(adminRule(actions, { to: listOf(either(...egressPeers), 1, 2) }), 0, 3),
    },
    0.8,
  );

export const adminNetworkPolicy = manifest(
  'policy.networking.k8s.io/v1alpha1',
  'AdminNetworkPolicy',
  adminSpec(['Allow', 'Deny', 'Pass'], { priority: (random) => random.below(4) }),
);

export const baselineAdminNetworkPolicy = manifest(
  'policy.networking.k8s.io/v1alpha1',
  'BaselineAdminNetworkPolicy',
  adminSpec(['Allow', 'Deny'], {}),
  () => ({ name: 'default' }),
);

export const kubernetesObjects = [
  networkPolicy,
  networkPolicy,
  networkPolicy,
  clusterNetworkPolicy,
  clusterNetworkPolicy,
  adminNetworkPolicy,
  baselineAdminNetworkPolicy,
] as const;
