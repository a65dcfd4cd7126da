import type { JsonObject, JsonValue } from '../../../src/manifest/manifest.ts';
import type { Random } from '../../kernels/generator.ts';
import { either, listOf, type Make, manifest, pick, record } from '../choose.ts';
import { namespaces } from '../cluster.ts';
import { networkPolicy } from './kubernetes.ts';
import { cidr } from './words.ts';

/** Tiers, policies, sets, host endpoints and profiles of projectcalico.org/v3. */
const api = 'projectcalico.org/v3';
const selector = pick(
  'all()',
  "app == 'x'",
  "app != 'x'",
  '!has(app)',
  "app in {'x', 'y'} && role == 'm'",
  "app not in {'x'} || has(role)",
  "app starts with 'x'",
);
const namespaceSelector = pick("team == 'x'", "team == 'y'", '!has(env)', 'all()', 'global()');
const serviceAccounts = pick<JsonObject>({ names: ['sa1'] }, { selector: "role == 'm'" });
const port = pick<JsonValue>(53, 80, 8080, '53:80', '1024:9000', 'http', 'dns');
const sourcePort = pick<JsonValue>(53, '1024:32767', 40000);

const side = (ports: Make<JsonValue>, isDestination: boolean) =>
  record(
    {},
    {
      nets: listOf(cidr, 1, 2),
      notNets: pick<JsonValue>(['10.0.0.0/31'], ['192.0.2.0/24'], ['fd00::2/128']),
      selector,
      notSelector: selector,
      namespaceSelector,
      ports: listOf(ports, 1, 2),
      notPorts: listOf(ports, 1, 1),
      serviceAccounts,
      ...(isDestination && { services: pick<JsonValue>({ name: 's', namespace: 'a' }) }),
    },
    0.18,
  );
const source = side(sourcePort, false);
const destination = side(port, false);
const server = side(port, true);
const icmp = pick<JsonObject>({ type: 8 }, { type: 3, code: 4 }, { type: 128 }, { type: 8, code: 0 });
const traffic = either<JsonObject>(
  () => ({}),
  record({ protocol: pick<JsonValue>('TCP', 'UDP', 'SCTP', 'UDPLite', 6, 47) }),
  record({ protocol: pick('TCP', 'UDP') }),
  (random) => {
    const isV6 = random.chance(0.4);
    const message = record({}, { icmp, notICMP: icmp })(random);
    return { protocol: isV6 ? 'ICMPv6' : 'ICMP', ipVersion: isV6 ? 6 : 4, ...message };
  },
  record({ notProtocol: pick<JsonValue>('TCP', 1) }),
);
const http = pick<JsonObject>({ methods: ['GET'] }, { paths: [{ prefix: '/a' }] });

const ends = {
  ingress: record({}, { source, destination }, 0.45),
  egress: record({}, { source, destination: server }, 0.45),
} as const;
/** Ports go with protocols that have them. */
const rule =
  (direction: 'ingress' | 'egress'): Make<JsonObject> =>
  (random) => {
    const made = ends[direction](random);
    const hasPorts = JSON.stringify(made).includes('orts"');
    return {
      action: random.of(['Allow', 'Allow', 'Deny', 'Pass', 'Log']),
      ...made,
      ...(random.chance(0.15) && { ipVersion: random.of([4, 6]) }),
      ...(hasPorts ? { protocol: random.of(['TCP', 'UDP', 'TCP', 'SCTP']) } : traffic(random)),
      ...(direction === 'ingress' &&
        random.chance(0.05) && { action: 'Allow', protocol: 'TCP', http: http(random) }),
    };
  };

const common = {
  order: pick<JsonValue>(10, 20, 30),
  selector,
  serviceAccountSelector: pick("role == 'm'"),
  types: pick<JsonValue>(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
  ingress: listOf(rule('ingress'), 0, 3),
  egress: listOf(rule('egress'), 0, 3),
};
const tierName = pick('default', 'default', 'sec', 'base');

/** As the API server wants it: the name begins with the tier. */
function tiered(kind: string, spec: Make<JsonObject>, isGlobal: boolean) {
  return (random: Random, number: number): JsonObject => {
    const tier = tierName(random);
    const name = tier === 'default' ? `p${number}` : `${tier}.p${number}`;
    const metadata = isGlobal ? { name } : { name, namespace: random.of(namespaces) };
    return { apiVersion: api, kind, metadata, spec: { tier, ...spec(random) } };
  };
}

const np = tiered('NetworkPolicy', record({}, common, 0.6), false);
const globalSpec = record({}, { ...common, namespaceSelector: pick("team == 'x'", '!has(env)') }, 0.6);
const gnp = tiered('GlobalNetworkPolicy', globalSpec, true);
/** For hosts: what they forward, before translation, and without tracking. */
const hostPolicy = tiered(
  'GlobalNetworkPolicy',
  (random) => ({
    ...record({}, common, 0.6)(random),
    selector: random.of(["kind == 'host'", 'all()']),
    ...random.of<JsonObject>([{ applyOnForward: true }, { applyOnForward: true }, {}]),
  }),
  true,
);
const staged = tiered('StagedGlobalNetworkPolicy', globalSpec, true);

const tier = (random: Random, name: string): JsonObject => ({
  apiVersion: api,
  kind: 'Tier',
  metadata: { name },
  spec: { order: random.of([5, 50, 2_000_000]), defaultAction: random.of(['Deny', 'Pass']) },
});
/** What policies refer to. */
export const calicoBasics = (random: Random) => [tier(random, 'sec'), tier(random, 'base')];
const hostEndpoint = (random: Random): JsonObject => {
  const n = 1 + random.below(2);
  return {
    apiVersion: api,
    kind: 'HostEndpoint',
    metadata: { name: `h${n}`, labels: { kind: 'host', app: random.of(['x', 'y']) } },
    spec: {
      node: `n${n}`,
      interfaceName: '*',
      expectedIPs: [`172.18.0.${n}`],
      ...(random.chance(0.4) && { profiles: [random.of(['projectcalico-default-allow', 'pr'])] }),
      ...(random.chance(0.3) && { ports: [{ name: 'http', protocol: 'TCP', port: 80 }] }),
    },
  };
};
const set = record({ nets: listOf(cidr, 1, 3) });
const labels = pick({ app: 'x' }, { app: 'y' });
const globalSet = manifest(api, 'GlobalNetworkSet', set, record({ labels }));
const namespacedSet = manifest(api, 'NetworkSet', set, record({ labels, namespace: pick(...namespaces) }));
const profile = manifest(
  api,
  'Profile',
  record({}, { ingress: listOf(rule('ingress'), 0, 2), labelsToApply: pick({ role: 'm' }) }),
  () => ({ name: 'pr' }),
);

export const calicoObjects = [
  np,
  np,
  np,
  gnp,
  gnp,
  gnp,
  hostPolicy,
  hostEndpoint,
  hostEndpoint,
  globalSet,
  namespacedSet,
  profile,
  staged,
  networkPolicy,
] as const;
