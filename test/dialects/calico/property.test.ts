import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calico } from '../../../src/dialects/calico/index.ts';
import { ReferenceJudge } from '../../../src/engine/judge.ts';
import { parseManifests } from '../../../src/manifest/parse.ts';
import { inventory } from './cluster.ts';
import { connection } from './judging.ts';

const kinds = [
  'NetworkPolicy',
  'GlobalNetworkPolicy',
  'StagedNetworkPolicy',
  'StagedGlobalNetworkPolicy',
  'StagedKubernetesNetworkPolicy',
  'Tier',
  'HostEndpoint',
  'NetworkSet',
  'GlobalNetworkSet',
  'Profile',
];

const selector = fc.constantFrom(
  ...[
    '',
    'all()',
    'global()',
    "app == 'web'",
    '!has(app)',
    "app not in {'web', 'db'}",
    'a =',
    "pcns.team == 'retail'",
  ],
);
const net = fc.constantFrom(
  '10.1.0.0/16',
  '0.0.0.0/0',
  'fd00::/8',
  '203.0.113.7/32',
  'nonsense',
  '10.1.0.11/8',
);
const port = fc.oneof(fc.nat(70000), fc.constantFrom('http', '80:90', '90:80', 'sql', '8000-8100', '80'));
const few = <T>(items: fc.Arbitrary<T>) => fc.array(items, { maxLength: 3 });
/** Some of the fields, and now and then anything at all in one of them. */
const some = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        fc.oneof({ weight: 30, arbitrary: value }, { weight: 1, arbitrary: fc.jsonValue() }),
      ]),
    ),
    { requiredKeys: [] },
  );

const side = some({
  nets: few(net),
  notNets: few(net),
  selector,
  notSelector: selector,
  namespaceSelector: selector,
  ports: few(port),
  notPorts: few(port),
  serviceAccounts: some({ names: few(fc.constantFrom('web-sa', 'db-sa')), selector }),
  services: some({ name: fc.constantFrom('web', 'db'), namespace: fc.constantFrom('shop', 'data') }),
});
const rule = fc
  .tuple(
    fc.constantFrom('Allow', 'Deny', 'Log', 'Pass'),
    some({
      protocol: fc.constantFrom('TCP', 'UDP', 'ICMP', 17, 'TPC'),
      notProtocol: fc.constantFrom('TCP', 1),
      ipVersion: fc.constantFrom(4, 6),
      icmp: some({ type: fc.nat(260), code: fc.nat(260) }),
      source: side,
      destination: side,
      http: some({
        methods: few(fc.constantFrom('GET', '*')),
        paths: few(some({ exact: fc.string(), prefix: fc.string() })),
      }),
    }),
  )
  .map(([action, rest]) => ({ action, ...rest }));
const spec = some({
  tier: fc.constantFrom('default', 'sec'),
  order: fc.oneof(fc.double(), fc.integer()),
  defaultAction: fc.constantFrom('Deny', 'Pass'),
  selector,
  namespaceSelector: selector,
  serviceAccountSelector: selector,
  types: few(fc.constantFrom('Ingress', 'Egress')),
  ingress: few(rule),
  egress: few(rule),
  doNotTrack: fc.boolean(),
  preDNAT: fc.boolean(),
  applyOnForward: fc.boolean(),
  stagedAction: fc.constantFrom('Set', 'Delete', 'Learn', 'Ignore'),
  node: fc.constantFrom('n1', 'n2'),
  interfaceName: fc.constantFrom('eth0', '*', ''),
  expectedIPs: few(fc.constantFrom('172.18.0.11', 'x')),
  profiles: few(fc.constantFrom('p', 'projectcalico-default-allow')),
  nets: few(net),
  podSelector: fc.constantFrom({}, { matchLabels: { app: 'web' } }),
});
const object = fc
  .tuple(
    fc.constantFrom(...kinds),
    fc.constantFrom('p', 'q', 'sec'),
    spec,
    fc.constantFrom('projectcalico.org/v3', 'crd.projectcalico.org/v1'),
  )
  .map(([kind, name, body, apiVersion]) => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'shop', labels: { app: 'web' } },
    spec: onlyKnown(kind, body),
  }));

/** Fields of other kinds would have every object refused. */
function onlyKnown(kind: string, body: Record<string, unknown>): Record<string, unknown> {
  const known = fieldsOf(kind);
  return Object.fromEntries(Object.entries(body).filter(([name]) => known.includes(name)));
}

function fieldsOf(kind: string): readonly string[] {
  if (kind === 'Tier') return ['order', 'defaultAction'];
  if (kind === 'HostEndpoint') return ['node', 'interfaceName', 'expectedIPs', 'profiles'];
  if (kind.endsWith('NetworkSet')) return ['nets'];
  if (kind === 'Profile') return ['ingress', 'egress'];
  if (kind.startsWith('StagedKubernetes')) return ['stagedAction', 'podSelector'];
  const common = ['tier', 'order', 'selector', 'serviceAccountSelector', 'types', 'ingress', 'egress'];
  const global = kind.includes('Global')
    ? ['namespaceSelector', 'doNotTrack', 'preDNAT', 'applyOnForward']
    : [];
  return [...common, ...global, ...(kind.startsWith('Staged') ? ['stagedAction'] : [])];
}

const asked = [
  'shop/web > data/db TCP/5432',
  'data/db > shop/web ICMP/8',
  '203.0.113.7 > shop/web UDP/80',
  '203.0.113.7 > node:n1 TCP/443',
  'shop/web > node:n1',
  'shop/web > shop/cart TCP/80 v6',
].map((text) => connection(text));

describe('random objects of Calico', () => {
  it('are read, lowered and judged without a throw, and each fault has its place', () => {
    fc.assert(
      fc.property(fc.array(object, { maxLength: 6 }), fc.constantFrom('', '3.30'), (objects, version) => {
        const text = objects.map((one) => JSON.stringify(one)).join('\n---\n');
        const { manifests } = parseManifests(text, 'random.yaml');
        const input = { manifests, inventory, resources: [], options: new Map<string, string>(), version };
        const { set, pending, diagnostics } = calico.lower(input);
        for (const policies of [set, ...(pending === undefined ? [] : [pending])]) {
          const judge = new ReferenceJudge(policies);
          for (const one of asked) expect(judge.judge(one).verdict).toMatch(/^(allow|deny)$/);
        }
        for (const { line, code } of diagnostics) expect([code, line]).toEqual([code, expect.any(Number)]);
      }),
      { numRuns: 100 },
    );
  });

  it('are the same in whatever order they come', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(object, {
          selector: ({ kind, metadata }) => `${kind}/${metadata.name}`,
          maxLength: 6,
        }),
        (objects) => {
          const verdictsOf = (ordered: typeof objects) => {
            const { manifests } = parseManifests(
              ordered.map((one) => JSON.stringify(one)).join('\n---\n'),
              'a.yaml',
            );
            const { set } = calico.lower({
              manifests,
              inventory,
              resources: [],
              options: new Map(),
              version: '',
            });
            const judge = new ReferenceJudge(set);
            return asked.map((one) => judge.judge(one).verdict);
          };
          expect(verdictsOf([...objects].reverse())).toEqual(verdictsOf(objects));
        },
      ),
      { numRuns: 40 },
    );
  });
});
