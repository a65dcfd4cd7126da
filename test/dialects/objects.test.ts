import { describe, expect, it } from 'vitest';
import { errors, findings, lower } from './judging.ts';
import { adminNetworkPolicy, clusterNetworkPolicy, documents, networkPolicy } from './objects.ts';

const named = (metadata: string): string => networkPolicy('{}', metadata);
const block = (metadata: string, cidr: string): string =>
  networkPolicy(`{egress: [{to: [{ipBlock: {cidr: ${cidr}}}]}]}`, metadata);

describe('metadata', () => {
  it.each([
    ['a missing name', '{namespace: shop}', 'missing-field metadata.name'],
    ['an empty name', '{name: "", namespace: shop}', 'missing-field metadata.name'],
    ['a name in upper case', '{name: Web, namespace: shop}', 'invalid-name metadata.name'],
    ['a name with an empty part', '{name: a..b, namespace: shop}', 'invalid-name metadata.name'],
    ['a name of 254 characters', `{name: ${'x'.repeat(254)}, namespace: shop}`, 'invalid-name metadata.name'],
    ['a name that is a number', '{name: 7, namespace: shop}', 'wrong-type metadata.name'],
    ['a namespace with a dot', '{name: p, namespace: a.b}', 'invalid-namespace metadata.namespace'],
    [
      'a label value that is a boolean',
      '{name: p, namespace: shop, labels: {a: on}}',
      'wrong-type metadata.labels.a',
    ],
    [
      'a label key that is none',
      '{name: p, namespace: shop, labels: {-a: b}}',
      'invalid-label-key metadata.labels["-a"]',
    ],
    ['metadata that is a list', '[]', 'wrong-type metadata'],
  ])('with %s is refused', (_, metadata, expected) => {
    expect(errors(named(metadata))).toEqual([expected]);
  });

  it('may hold all that a cluster writes there, and nothing that no API knows', () => {
    expect(errors(named('{name: a.b-1, namespace: shop, annotations: {x: y}, generation: 1}'))).toEqual([]);
    expect(errors(named('{name: a.b-1, namespace: shop, anything: [1]}'))).not.toEqual([]);
  });

  it('without a namespace means default, as kubectl would have it', () => {
    const { set, diagnostics } = lower(named('{name: p}'));
    expect(diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toContain(
      'info namespace-defaulted',
    );
    expect(set.stages.flatMap(({ policies }) => policies).map(({ ref }) => ref.namespace)).toContain(
      'default',
    );
  });

  it('with a namespace on a cluster-scoped kind is warned about', () => {
    const yaml = clusterNetworkPolicy(
      '{tier: Admin, priority: 1, subject: {namespaces: {}}}',
      '{name: p, namespace: x}',
    );
    expect(findings(yaml)).toEqual(['warning namespace-ignored metadata.namespace']);
  });
});

describe('two objects of one kind, namespace and name', () => {
  it('are an error with both places, and the first stays', () => {
    const { set, diagnostics } = lower(
      documents(named('{name: p, namespace: shop}'), named('{name: p, namespace: shop}')),
    );
    expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([['duplicate-object', 8]]);
    expect(diagnostics[0].message).toContain('policy.yaml:1');
    expect(set.stages.flatMap(({ policies }) => policies).filter(({ ref }) => ref.name === 'p')).toHaveLength(
      1,
    );
  });

  it('may differ in the namespace', () => {
    expect(
      errors(documents(named('{name: p, namespace: shop}'), named('{name: p, namespace: ops}'))),
    ).toEqual([]);
  });

  it('may differ in the kind', () => {
    const spec = '{priority: 1, subject: {namespaces: {}}}';
    const other = clusterNetworkPolicy('{tier: Admin, priority: 2, subject: {namespaces: {}}}');
    expect(errors(documents(adminNetworkPolicy(spec), other))).toEqual([]);
  });
});

describe('an object that was dumped from a cluster', () => {
  it.each(['uid: "1"', 'resourceVersion: "1"', 'creationTimestamp: "2024-01-01T00:00:00Z"'])(
    'keeps its loose CIDR, told by %s (KEP-4858)',
    (mark) => {
      const { set, diagnostics } = lower(block(`{name: p, namespace: shop, ${mark}}`, '192.168.0.5/24'));
      expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
        'warning cidr-host-bits',
      ]);
      const rule = set.stages
        .flatMap((stage) => stage.rules.egress)
        .find(({ action, remote }) => action === 'accept' && remote?.[0].networks);
      expect(rule?.remote?.[0].networks?.[0].cidr.length).toBe(24);
    },
  );

  it('keeps leading zeros, which always were decimal', () => {
    expect(errors(block('{name: p, namespace: shop, uid: x}', '010.001.0.0/16'))).toEqual([]);
  });

  it('is not told by a creationTimestamp of null, as generators write it', () => {
    const yaml = block('{name: p, namespace: shop, creationTimestamp: null}', '192.168.0.5/24');
    expect(errors(yaml)).toHaveLength(1);
  });

  it('is still refused for what was never legal', () => {
    expect(errors(block('{name: p, namespace: shop, uid: x}', '10.0.0.0/33'))).toHaveLength(1);
  });
});

it('a NetworkPolicy of extensions/v1beta1 is refused with the version that is read', () => {
  const yaml = networkPolicy('{}').replace('networking.k8s.io/v1', 'extensions/v1beta1');
  const [diagnostic] = lower(yaml).diagnostics;
  expect([diagnostic.code, diagnostic.hint]).toEqual(['unsupported-version', 'Known: networking.k8s.io/v1']);
});
