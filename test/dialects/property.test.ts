import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isError } from '../../src/diagnostics/diagnostic.ts';
import { kubernetes } from '../../src/dialects/kubernetes/index.ts';
import type { JsonObject, Manifest } from '../../src/manifest/manifest.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { Reference } from '../../src/reference/evaluate.ts';
import { inventory } from './cluster.ts';

const kinds = [
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy'],
  ['policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy'],
  ['policy.networking.k8s.io/v1alpha1', 'BaselineAdminNetworkPolicy'],
] as const;

/** The words of the APIs, so that random objects get past the first check. */
const keys = [
  'podSelector',
  'namespaceSelector',
  'policyTypes',
  'ingress',
  'egress',
  'from',
  'to',
  'ports',
  'port',
  'endPort',
  'protocol',
  'ipBlock',
  'cidr',
  'except',
  'tier',
  'priority',
  'subject',
  'namespaces',
  'pods',
  'action',
  'name',
  'networks',
  'nodes',
  'domainNames',
  'protocols',
  'tcp',
  'destinationPort',
  'number',
  'range',
  'start',
  'end',
  'destinationNamedPort',
  'portNumber',
  'portRange',
  'namedPort',
  'matchLabels',
  'matchExpressions',
  'key',
  'operator',
  'values',
  'sameLabels',
  '__proto__',
  'x',
];
const words = [
  'Ingress',
  'Egress',
  'Admin',
  'Baseline',
  'Accept',
  'Allow',
  'Deny',
  'Pass',
  'TCP',
  'UDP',
  'In',
  'NotIn',
  'Exists',
  'http',
  'app',
  'web',
  '10.0.0.0/8',
  '10.0.0.1/8',
  'fd00::/8',
  '*.example.org',
  '',
  '80',
];

const { json } = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(...words),
    fc.integer({ min: -1, max: 70000 }),
    fc.boolean(),
    fc.constant(null),
  ),
  json: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie('json'), { maxKeys: 4 }),
  ),
}));

/** Valid more often than not, with a random value in one place. */
const rule = fc.record(
  {
    action: fc.constantFrom('Accept', 'Allow', 'Deny', 'Pass'),
    from: fc.array(fc.oneof(fc.constant({ namespaces: {} }), json), { maxLength: 2 }),
    to: fc.array(fc.oneof(fc.constant({ networks: ['10.0.0.0/8'] }), json), { maxLength: 2 }),
    protocols: fc.array(json, { maxLength: 2 }),
    ports: fc.array(json, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const spec = fc.record(
  {
    tier: fc.constantFrom('Admin', 'Baseline'),
    priority: fc.integer({ min: 0, max: 1000 }),
    subject: fc.constant({ namespaces: {} }),
    podSelector: json,
    policyTypes: json,
    ingress: fc.array(rule, { maxLength: 2 }),
    egress: fc.array(rule, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

function manifest(kind: (typeof kinds)[number], value: unknown): Manifest {
  const metadata = { name: 'default', namespace: 'shop' };
  const object = { apiVersion: kind[0], kind: kind[1], metadata, spec: value };
  return parseManifests(JSON.stringify(object), 'random.json').manifests[0];
}

function lower(manifests: readonly Manifest[]) {
  return kubernetes.lower({ manifests, inventory, resources: [], options: new Map(), version: '' });
}

const lowered = (manifests: readonly Manifest[]): number =>
  lower(manifests)
    .set.stages.flatMap((stage) => stage.policies)
    .filter(({ ref }) => ref.kind !== 'EngineOption').length;

describe('any object of a policy kind', () => {
  it('is either in force or has an error, and never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.oneof(json, spec), (kind, value) => {
        const manifests = [manifest(kind, value)];
        const { diagnostics } = lower(manifests);
        expect(lowered(manifests)).toBe(diagnostics.some(isError) ? 0 : 1);
      }),
      { numRuns: 600 },
    );
  });

  it('has one diagnostic a field and at most 21 in all, each with a place', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), spec, (kind, value) => {
        const errors = lower([manifest(kind, value)]).diagnostics.filter(isError);
        expect(errors.length).toBeLessThanOrEqual(21);
        expect(new Set(errors.map(({ path }) => path)).size).toBe(errors.length);
        for (const { file, line, code } of errors) {
          expect([file, line]).toEqual(['random.json', 1]);
          expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('gives rules that the reference can evaluate', () => {
    const [web, , db] = inventory.entities;
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        spec,
        fc.integer({ min: 0, max: 255 }),
        (kind, value, protocol) => {
          const reference = new Reference(lower([manifest(kind, value)]).set);
          const connection = {
            source: { address: web.addresses[0], entities: [web] },
            destination: { address: db.addresses[0], entities: [db] },
            protocol,
            destinationPort: 80,
            namesOf: () => ['a.example.org'],
          };
          expect(['allow', 'deny']).toContain(reference.evaluate('egress', web, connection).verdict);
          expect(['allow', 'deny']).toContain(reference.evaluate('ingress', db, connection).verdict);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does not care about the order of the objects', () => {
    const object = fc.tuple(fc.constantFrom(...kinds), spec);
    fc.assert(
      fc.property(fc.array(object, { maxLength: 4 }), (objects) => {
        const named = objects.map(([kind, value], index): Manifest => {
          const original = manifest(kind, value);
          const metadata = { name: kind[1].startsWith('Base') ? 'default' : `p${index}`, namespace: 'shop' };
          const text = JSON.stringify({ ...original.value, metadata } as JsonObject);
          return parseManifests(text, `${index}.json`).manifests[0];
        });
        const unique = named.filter(
          (one, at) => !named.slice(0, at).some((o) => o.kind === one.kind && o.name === one.name),
        );
        const refs = (manifests: readonly Manifest[]) =>
          lower(manifests).set.stages.map((stage) => stage.policies.map(({ ref }) => ref));
        expect(refs([...unique].reverse())).toEqual(refs(unique));
      }),
      { numRuns: 100 },
    );
  });
});
