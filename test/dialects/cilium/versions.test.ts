import { describe, expect, it } from 'vitest';
import { errors, findings, http, verdict } from './judging.ts';
import {
  clientEgress,
  clusterNetworkPolicy,
  cnp,
  dnsRule,
  documents,
  fromClient,
  port,
  webIngress,
} from './objects.ts';

const kafka = webIngress(
  `{${fromClient}, ${port(9092, 'rules: {kafka: [{role: produce, topic: orders}]}')}}`,
);

describe('what releases read differently', () => {
  it('Kafka rules: judged up to 1.19, refused by 1.20, never widened', () => {
    const asked = (apiKey: string, topic: string, version: string) =>
      verdict(kafka, {
        from: 'client',
        to: 'web',
        traffic: 'TCP/9092',
        version,
        request: { kafka: { apiKey, clientId: '', topics: [topic] } },
      });
    expect(asked('produce', 'orders', '1.19')).toBe('allow');
    expect(asked('produce', 'users', '1.19')).toBe('l7-deny');
    expect(asked('fetch', 'orders', '1.19')).toBe('l7-deny');
    expect(errors(kafka)).toEqual(['removed-field spec.ingress[0].toPorts[0].rules.kafka']);
  });

  it('fromRequires: adds to all peers up to 1.18, refused from 1.19 on unless empty', () => {
    const requires = cnp(
      '{endpointSelector: {matchLabels: {app: web}}, ingress: [{fromRequires: [{matchLabels: {app: client}}]}]}',
      'r',
    );
    const set = documents(webIngress('{fromEndpoints: [{}]}'), requires);
    expect(verdict(set, { from: 'client', to: 'web', version: '1.18' })).toBe('allow');
    expect(verdict(set, { from: 'other', to: 'web', version: '1.18' })).toBe('deny');
    expect(errors(requires)).toEqual(['removed-field spec.ingress[0].fromRequires']);
    expect(errors(webIngress('{fromRequires: []}'))).toEqual([]);
  });

  it('fromRequires concerns only endpoints that its policy selects', () => {
    const requires = cnp(
      '{endpointSelector: {matchLabels: {app: other}}, ingress: [{fromRequires: [{matchLabels: {app: web}}]}]}',
      'r',
    );
    const set = documents(cnp('{endpointSelector: {}, ingress: [{fromEndpoints: [{}]}]}'), requires);
    expect(verdict(set, { from: 'client', to: 'web', version: '1.18' })).toBe('allow');
    expect(verdict(set, { from: 'client', to: 'other', version: '1.18' })).toBe('deny');
  });

  it('two stars in front of a name: whole labels from 1.19 on', () => {
    const set = clientEgress(`{toFQDNs: [{matchPattern: "**.example"}]}, ${dnsRule}`);
    const asked = (version: string) =>
      verdict(set, { from: 'client', to: '203.0.113.50', answer: 'a.b.example=203.0.113.50', version });
    expect(['1.20', '1.19', '1.18', '1.17'].map(asked)).toEqual(['allow', 'allow', 'deny', 'deny']);
  });

  it('peers without a cluster: the local one from 1.19 on, an option in 1.18', () => {
    const asked = (version: string, policyDefaultLocalCluster = 'by-version') =>
      verdict(webIngress(`{${fromClient}}`), {
        from: 'west:shop/client',
        to: 'web',
        version,
        options: { policyDefaultLocalCluster },
      });
    expect(['1.20', '1.19', '1.18', '1.17'].map((version) => asked(version))).toEqual([
      'deny',
      'deny',
      'allow',
      'allow',
    ]);
    expect(['1.20', '1.18', '1.17'].map((version) => asked(version, 'true'))).toEqual([
      'deny',
      'deny',
      'allow',
    ]);
    expect(asked('1.20', 'false')).toBe('allow');
  });

  it('entity cluster-mesh: 1.20', () => {
    const set = webIngress('{fromEntities: [cluster-mesh]}');
    expect(errors(set, { version: '1.19' })).toEqual(['unsupported-value spec.ingress[0].fromEntities[0]']);
    expect(verdict(set, { from: 'west:shop/client', to: 'web' })).toBe('allow');
  });

  it('protocols without ports: 1.20 with its option', () => {
    const set = webIngress('{toPorts: [{ports: [{protocol: GRE}]}]}');
    const options = { enableExtendedIPProtocols: 'true' };
    expect(errors(set, { options })).toEqual([]);
    expect(verdict(set, { from: 'client', to: 'web', traffic: '47', options })).toBe('allow');
    expect(errors(set)).toEqual(['unsupported-value spec.ingress[0].toPorts[0].ports[0].protocol']);
    expect(errors(set, { options, version: '1.19' })).toHaveLength(1);
  });

  it('log.value: 1.18', () => {
    const set = cnp('{endpointSelector: {}, ingress: [{}], log: {value: audit}}');
    expect(errors(set)).toEqual([]);
    expect(errors(set, { version: '1.17' })).toEqual(['unknown-field spec.log']);
  });

  it('rules for requests without default deny: other requests pass from 1.18 on', () => {
    const set = cnp(
      `{endpointSelector: {matchLabels: {app: web}}, enableDefaultDeny: {ingress: false}, ingress: [{${port(80, 'rules: {http: [{method: GET}]}')}}]}`,
    );
    const asked = (policies: string, version = '') =>
      verdict(policies, { from: 'client', to: 'web', traffic: 'TCP/80', request: http('PUT', '/'), version });
    expect([asked(set), asked(set, '1.18'), asked(set, '1.17')]).toEqual(['allow', 'allow', 'l7-deny']);
    expect(asked(documents(set, webIngress('{}', 'isolates'))), 'isolated by another policy').toBe('l7-deny');
  });

  it('always without a rule: the own node is let in up to 1.19', () => {
    const asked = (version: string) =>
      verdict('', { from: 'host', to: 'web', version, options: { policyEnforcementMode: 'always' } });
    expect(['1.20', '1.19', '1.17'].map(asked)).toEqual(['deny', 'allow', 'allow']);
  });

  it('ClusterNetworkPolicy: 1.20 with its option, else it says that it is not enforced', () => {
    const set = clusterNetworkPolicy(
      '{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
    );
    const options = { k8sClusterNetworkPolicy: 'true' };
    expect(verdict(set, { from: 'client', to: 'web', options })).toBe('deny');
    expect(verdict(set, { from: 'client', to: 'web', options, version: '1.19' })).toBe('allow');
    expect(findings(set)).toEqual(['warning not-enforced kind']);
    expect(verdict(set, { from: 'client', to: 'web' })).toBe('allow');
  });
});
