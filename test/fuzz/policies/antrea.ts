import type { JsonObject, JsonValue } from '../../../src/manifest/manifest.ts';
import type { Random } from '../../kernels/generator.ts';
import { either, listOf, type Make, manifest, pick, record } from '../choose.ts';
import { clusterNetworkPolicy, networkPolicy } from './kubernetes.ts';
import { inNamespace, ipBlock, labelSelector, namespaceSelector, nodeSelector } from './words.ts';

/** Tiers, policies and groups of crd.antrea.io. */
const api = 'crd.antrea.io/v1beta1';
const serviceAccount = pick<JsonObject>({ name: 'sa1', namespace: 'a' }, { name: 'sa2', namespace: 'b' });
const group = pick('g0', 'g1');
const plainPeers = [
  record({ podSelector: labelSelector }),
  record({ podSelector: labelSelector, namespaceSelector }),
  record({ namespaceSelector }),
  record({ ipBlock }),
  record({ group }),
] as const;
const clusterPeers = [
  ...plainPeers,
  record(
    { namespaces: pick<JsonValue>({ match: 'Self' }, { sameLabels: ['team'] }) },
    { podSelector: labelSelector },
  ),
  record({ namespaces: pick<JsonValue>({ match: 'Self' }, { sameLabels: ['team', 'env'] }) }),
  record({ nodeSelector }),
  record({ serviceAccount }),
] as const;

const ports = listOf(
  record(
    { protocol: pick('TCP', 'UDP', 'SCTP') },
    { port: pick<JsonValue>(53, 80, 8080, 'http', 'dns'), sourcePort: pick(53, 40000) },
    0.5,
  ),
  1,
  2,
);
const portRange = pick<JsonValue>(
  [{ protocol: 'TCP', port: 53, endPort: 80 }],
  [{ port: 1024, endPort: 9000 }],
);
const protocols = listOf(
  pick<JsonObject>({ icmp: {} }, { icmp: { icmpType: 8 } }, { icmp: { icmpType: 3, icmpCode: 4 } }),
  1,
  2,
);
const traffic = either<JsonObject>(
  () => ({}),
  record({ ports }),
  record({ ports: portRange }),
  record({ protocols }),
);
const igmp = pick<JsonObject>({}, { igmpType: 22 }, { igmpType: 18, groupAddress: '225.1.1.1' });
const l7Protocols = pick<JsonValue>([{ http: { path: '/a*' } }], [{ tls: { sni: '*.example.org' } }]);

function rule(end: 'from' | 'to', scope: 'cluster' | 'namespaced'): Make<JsonObject> {
  const peers = scope === 'cluster' ? clusterPeers : plainPeers;
  const ends = either<JsonObject>(
    () => ({}),
    record({ [end]: listOf(either(...peers), 1, 2) }),
    record({ [end]: listOf(either(...peers), 1, 2) }),
    record({ [end]: listOf(either(...peers), 1, 2) }),
    ...(end === 'to'
      ? [record({ to: listOf(record({ fqdn: pick('www.example.org', '*.example.org') }), 1, 1) })]
      : []),
  );
  return (random) => ({
    action: random.of(['Allow', 'Allow', 'Drop', 'Reject', 'Pass']),
    name: `r${random.below(1000)}`,
    ...endsAndTraffic(random),
  });

  /** Services have ports of their own, IGMP has groups, and requests are seen only where they are allowed. */
  function endsAndTraffic(random: Random): JsonObject {
    const kind = random.below(25);
    if (kind === 0) return { action: random.of(['Allow', 'Drop']), protocols: [{ igmp: igmp(random) }] };
    if (kind === 1) return { action: 'Allow', ...ends(random), l7Protocols: l7Protocols(random) };
    if (kind < 4 && end === 'to')
      return { toServices: [{ name: 's', namespace: random.of(['a', 'b', 'c']) }] };
    return { ...ends(random), ...traffic(random) };
  }
}

/** With a tier that may be missing, and one of the fixed ones. */
const tierAndPriority = { priority: (random: Random) => 1 + random.below(4) };
const tier = pick('emergency', 'securityops', 'application', 'baseline', 'mine');

function spec(scope: 'cluster' | 'namespaced'): Make<JsonObject> {
  const applied = either<JsonObject>(
    record({ podSelector: labelSelector }),
    record({ group }),
    ...(scope === 'cluster'
      ? [
          record({ namespaceSelector }),
          record({ podSelector: labelSelector, namespaceSelector }),
          record({ serviceAccount }),
        ]
      : []),
  );
  const appliedTo =
    scope === 'cluster'
      ? either(listOf(applied, 1, 2), listOf(record({ nodeSelector }), 1, 1), listOf(applied, 1, 2))
      : listOf(applied, 1, 2);
  return record(
    { ...tierAndPriority, appliedTo },
    { tier, ingress: listOf(rule('from', scope), 0, 3), egress: listOf(rule('to', scope), 0, 3) },
    0.7,
  );
}

/** Policies for node ports have ingress rules for blocks only. */
const serviceSpec = record(
  {
    ...tierAndPriority,
    appliedTo: pick<JsonValue>([{ service: { name: 's', namespace: 'a' } }]),
    ingress: listOf(
      record({
        action: pick('Allow', 'Drop'),
        name: (random) => `r${random.below(1000)}`,
        from: listOf(record({ ipBlock }), 1, 2),
      }),
      1,
      2,
    ),
  },
  { tier },
);

const members = [
  record({ podSelector: labelSelector }),
  record({ podSelector: labelSelector, namespaceSelector }),
  record({ ipBlocks: listOf(ipBlock, 1, 2) }),
  record({ serviceReference: pick<JsonValue>({ name: 's', namespace: 'a' }) }),
] as const;
const named = record({ name: group });
const clusterGroup = manifest(
  api,
  'ClusterGroup',
  either<JsonObject>(...members, record({ nodeSelector })),
  named,
);
const namespacedGroup = manifest(api, 'Group', either<JsonObject>(...members), (random) => ({
  ...named(random),
  ...inNamespace(random),
}));
const ownTier = manifest(api, 'Tier', record({ priority: pick(10, 140, 240) }), () => ({ name: 'mine' }));
/** What policies refer to. */
export const antreaBasics = (random: Random) => [ownTier(random, 0)];

const cluster = manifest(api, 'ClusterNetworkPolicy', spec('cluster'));
const forServices = manifest(api, 'ClusterNetworkPolicy', serviceSpec);
const namespaced = manifest(api, 'NetworkPolicy', spec('namespaced'), inNamespace);

export const antreaObjects = [
  cluster,
  cluster,
  cluster,
  namespaced,
  namespaced,
  forServices,
  clusterGroup,
  namespacedGroup,
  networkPolicy,
  clusterNetworkPolicy,
] as const;
