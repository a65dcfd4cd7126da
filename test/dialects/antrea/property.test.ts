import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isError } from '../../../src/diagnostics/diagnostic.ts';
import { antrea } from '../../../src/dialects/antrea/index.ts';
import { ReferenceJudge } from '../../../src/engine/judge.ts';
import type { Manifest } from '../../../src/manifest/manifest.ts';
import { parseManifests } from '../../../src/manifest/parse.ts';
import { inventory } from './cluster.ts';

const kinds = ['ClusterNetworkPolicy', 'NetworkPolicy', 'Tier', 'ClusterGroup', 'Group'] as const;

/** The words of the API, so that random objects get past the first check. */
const keys =
  'tier priority appliedTo ingress egress action from to toServices ports protocols l7Protocols name podSelector namespaceSelector nodeSelector externalEntitySelector namespaces match sameLabels group fqdn serviceAccount service namespace ipBlock ipBlocks cidr except scope port endPort protocol sourcePort sourceEndPort icmp igmp icmpType icmpCode igmpType groupAddress http tls host method path sni childGroups serviceReference matchLabels matchExpressions key operator values enableLogging logLabel __proto__ x'.split(
    ' ',
  );
const words =
  'Allow Drop Reject Pass Self TCP UDP In Exists app web red g baseline emergency 10.0.0.0/8 225.0.0.0/8 fd00::/8 224.0.0.1 *.example.org * GET'.split(
    ' ',
  );

const { json } = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(...words),
    fc.integer({ min: -1, max: 70000 }),
    fc.boolean(),
    fc.constant(null),
  ),
  json: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie('json'), { maxKeys: 3 }),
  ),
}));

const selection = fc.constantFrom(
  { podSelector: {} },
  { podSelector: { matchLabels: { app: 'web' } } },
  { group: 'g' },
  {},
);
const clusterSelection = fc.oneof(
  selection,
  fc.constantFrom(
    { namespaceSelector: {} },
    { nodeSelector: {} },
    { serviceAccount: { name: 'robot', namespace: 'red' } },
  ),
);
const peer = fc.oneof(
  clusterSelection,
  fc.constantFrom(
    { namespaces: { match: 'Self' } },
    { namespaces: { sameLabels: ['org'] }, podSelector: {} },
    { namespaces: { sameLabels: [] } },
    { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
    { externalEntitySelector: {} },
  ),
);
const odd = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: json });
const list = <T>(item: fc.Arbitrary<T>, maxLength = 2) => odd(fc.array(odd(item), { maxLength }));
const traffic = {
  action: odd(fc.constantFrom('Allow', 'Drop', 'Reject', 'Pass')),
  ports: list(
    fc.record(
      {
        port: fc.constantFrom(80, 'http'),
        endPort: fc.constant(90),
        sourcePort: fc.integer({ min: 1, max: 9 }),
      },
      { requiredKeys: [] },
    ),
  ),
  protocols: list(
    fc.constantFrom({ icmp: {} }, { icmp: { icmpCode: 1 } }, { igmp: { groupAddress: '225.1.1.1' } }),
  ),
  l7Protocols: list(fc.constantFrom({ http: { path: '/a*' } }, { tls: { sni: '*.a' } })),
  appliedTo: list(clusterSelection),
};
const ingress = fc.record({ ...traffic, from: list(peer) }, { requiredKeys: ['action'] });
const egress = fc.record(
  {
    ...traffic,
    to: list(fc.oneof(peer, fc.constant({ fqdn: '*.a' }))),
    toServices: list(fc.constant({ name: 'web', namespace: 'red' })),
  },
  { requiredKeys: ['action'] },
);
const spec = fc.record(
  {
    tier: odd(fc.constantFrom('emergency', 'baseline', '')),
    priority: odd(fc.integer({ min: 1, max: 100 })),
    appliedTo: list(clusterSelection, 3),
    ingress: list(ingress),
    egress: list(egress),
  },
  { requiredKeys: ['priority'] },
);
const group = fc.record(
  {
    podSelector: odd(fc.constant({})),
    childGroups: list(fc.constantFrom('g', 'h')),
    ipBlocks: list(fc.constant({ cidr: '10.0.0.0/8' })),
    nodeSelector: odd(fc.constant({})),
    serviceReference: odd(fc.constant({ name: 'web', namespace: 'red' })),
    priority: fc.integer({ min: 0, max: 255 }),
  },
  { requiredKeys: [] },
);
const object = fc.record({
  kind: fc.constantFrom(...kinds),
  name: fc.constantFrom('g', 'h', 'i'),
  spec: fc.oneof(json, spec, group),
});

function lower(
  objects: readonly { kind: string; name: string; spec: unknown }[],
  options: ReadonlyMap<string, string>,
) {
  const manifests = objects.map(({ kind, name, spec: value }, index): Manifest => {
    const text = {
      apiVersion: 'crd.antrea.io/v1beta1',
      kind,
      metadata: { name, namespace: 'red' },
      spec: value,
    };
    return parseManifests(JSON.stringify(text), `${index}.json`).manifests[0];
  });
  return antrea.lower({ manifests, inventory, resources: [], options, version: '' });
}

const settings = fc.record(
  Object.fromEntries(antrea.options.map(({ name, values }) => [name, fc.constantFrom(...values)])),
);

describe('any objects of the kinds of Antrea', () => {
  it('are read without a throw, and every probe has an answer', () => {
    const [one, , other] = inventory.entities;
    fc.assert(
      fc.property(
        fc.array(object, { maxLength: 5 }),
        settings,
        fc.constantFrom(1, 2, 6, 17, 58),
        (objects, chosen, protocol) => {
          const { set } = lower(objects, new Map(Object.entries(chosen)));
          const judgement = new ReferenceJudge(set).judge({
            source: { address: one.addresses[0], entities: [one] },
            destination: { address: other.addresses[0], entities: [other] },
            protocol,
            destinationPort: 80,
            namesOf: () => ['b.a'],
          });
          expect(['allow', 'deny', 'reject']).toContain(judgement.verdict);
        },
      ),
      { numRuns: 250 },
    );
  });

  it('are in force or have an error', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('ClusterNetworkPolicy', 'NetworkPolicy'),
        fc.oneof(json, spec),
        (kind, value) => {
          const { set, diagnostics } = lower([{ kind, name: 'p', spec: value }], new Map());
          const inForce = set.stages
            .flatMap(({ policies }) => policies)
            .filter(({ ref }) => ref.name === 'p');
          expect(inForce.length).toBe(diagnostics.some(isError) ? 0 : 1);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('do not depend on their order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(object, { maxLength: 5, selector: ({ kind, name }) => `${kind}/${name}` }),
        (objects) => {
          const order = (given: typeof objects) =>
            lower(given, new Map()).set.stages.map(({ name, rules }) => [
              name,
              ...[...rules.ingress, ...rules.egress].map(({ policy, index }) => [policy.ref, index]),
            ]);
          const withoutTiers = objects.filter(({ kind }) => kind !== 'Tier');
          expect(order([...withoutTiers].reverse())).toEqual(order(withoutTiers));
        },
      ),
      { numRuns: 100 },
    );
  });
});
