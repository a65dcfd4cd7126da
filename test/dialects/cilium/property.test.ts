import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { versions } from '../../../src/dialects/cilium/release.ts';
import { judgeAll, lower } from './judging.ts';

const fields = [
  'endpointSelector',
  'nodeSelector',
  'ingress',
  'ingressDeny',
  'egress',
  'egressDeny',
  'enableDefaultDeny',
  'fromEndpoints',
  'toEndpoints',
  'fromRequires',
  'fromCIDR',
  'toCIDRSet',
  'fromCIDRSet',
  'fromEntities',
  'toEntities',
  'toServices',
  'toFQDNs',
  'toGroups',
  'fromNodes',
  'toPorts',
  'ports',
  'port',
  'endPort',
  'protocol',
  'rules',
  'http',
  'dns',
  'kafka',
  'l7proto',
  'path',
  'headers',
  'headerMatches',
  'serverNames',
  'terminatingTLS',
  'listener',
  'icmps',
  'fields',
  'type',
  'family',
  'authentication',
  'mode',
  'matchLabels',
  'matchExpressions',
  'key',
  'operator',
  'values',
  'matchName',
  'matchPattern',
  'cidr',
  'cidrGroupRef',
  'cidrGroupSelector',
  'except',
  'k8sService',
  'k8sServiceSelector',
  'selector',
  'ingress',
  'specs',
  'externalCIDRs',
];

const scalar = fc.oneof(
  fc.constantFrom(
    null,
    true,
    '',
    '*',
    '**.a',
    '0',
    '80',
    'http',
    'TCP',
    'all',
    'world',
    'host',
    'In',
    'Exists',
    'k8s:app',
    'reserved:host',
    '10.0.0.0/8',
    '::/0',
    '(',
    'EchoRequest',
  ),
  fc.integer({ min: -1, max: 70000 }),
  fc.string({ maxLength: 6 }),
);

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...fields), tie('value'), { maxKeys: 4 }),
  ),
}));

const kinds = ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy', 'CiliumCIDRGroup'];

function document(kind: string, spec: unknown, specs: unknown): string {
  const metadata = kind === 'CiliumNetworkPolicy' ? { name: 'p', namespace: 'shop' } : { name: 'p' };
  return JSON.stringify({ apiVersion: 'cilium.io/v2', kind, metadata, spec, specs });
}

describe('random objects', () => {
  it('are refused or lowered, and never throw', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        value,
        value,
        fc.constantFrom(...versions),
        (kind, spec, specs, version) => {
          const { diagnostics } = lower(document(kind, spec, specs), { version });
          for (const { message } of diagnostics) expect(message).not.toBe('');
        },
      ),
      { numRuns: 200 },
    );
  });

  it('that are valid are judged, and never throw', () => {
    const label = fc.constantFrom(
      'app',
      'k8s:app',
      'reserved:host',
      'io.kubernetes.pod.namespace',
      'pod-template-hash',
    );
    const selector = fc.record({
      matchExpressions: fc.array(
        fc.oneof(
          fc.record({ key: label, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
          fc.record({
            key: label,
            operator: fc.constantFrom('In', 'NotIn'),
            values: fc.constant(['web', 'shop']),
          }),
        ),
        { maxLength: 2 },
      ),
    });
    const ports = fc.record({
      ports: fc.array(
        fc.record({
          port: fc.constantFrom('0', '80', 'http', '010'),
          protocol: fc.constantFrom('TCP', 'UDP', 'ANY'),
          endPort: fc.constantFrom(0, 90),
        }),
        { maxLength: 2 },
      ),
    });
    const item = fc.oneof(
      fc.record(
        { fromEndpoints: fc.array(selector, { maxLength: 2 }), toPorts: fc.array(ports, { maxLength: 2 }) },
        { requiredKeys: [] },
      ),
      fc.record({
        fromEntities: fc.array(fc.constantFrom('all', 'world', 'host', 'cluster', 'none'), { maxLength: 2 }),
      }),
      fc.record({ fromCIDRSet: fc.constant([{ cidr: '0.0.0.0/0', except: ['198.51.100.0/24'] }]) }),
    );
    const spec = fc.record({
      endpointSelector: selector,
      ingress: fc.array(item, { minLength: 1, maxLength: 3 }),
      ingressDeny: fc.array(item, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(spec, fc.constantFrom(...versions), (own, version) => {
        const yaml = document('CiliumNetworkPolicy', own, undefined);
        const words = new Set(judgeAll(yaml, { version }));
        for (const word of words) expect(['allow', 'deny']).toContain(word);
      }),
      { numRuns: 100 },
    );
  });
});
