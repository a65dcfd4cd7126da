import { describe, expect, it } from 'vitest';
import { kubernetes } from '../../src/dialects/kubernetes/index.ts';
import { lower, type Probe, type Settings, side } from './judging.ts';
import { clusterNetworkPolicy, documents, networkPolicy } from './objects.ts';

const isolateWeb = networkPolicy('{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress]}');
const baseline = clusterNetworkPolicy(
  '{tier: Baseline, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
);

/** Verdict and decider of the ingress side: `allow EngineOption self`. */
function ingress(policies: string, settings: Settings, probe: Probe): string {
  const found = side(lower(policies, settings).set, 'ingress', probe);
  if (found?.decider.by !== 'rule') return `${found?.verdict} ${found?.decider.by}`;
  const { kind, name } = found.decider.rule.policy.ref;
  return `${found.verdict} ${kind} ${name}`;
}

const ping = { from: 'lab/nb', to: 'shop/web', traffic: 'ICMP/8' };
const solicitation = { from: 'lab/nb@6', to: 'shop/web@6', traffic: 'ICMPv6/135' };
const self = { from: 'shop/web', to: 'shop/web' };
const ownNode = { from: 'node:n1', to: 'shop/web' };

describe('an engine option', () => {
  it.each<[string, Settings, Probe, string]>([
    ['icmp', {}, ping, 'deny ending'],
    ['icmp', { icmp: 'allow' }, ping, 'allow EngineOption icmp'],
    ['icmp', { icmp: 'deny' }, ping, 'deny EngineOption icmp'],
    ['neighbor-discovery', {}, solicitation, 'allow EngineOption neighbor-discovery'],
    ['neighbor-discovery', { 'neighbor-discovery': 'judge' }, solicitation, 'deny ending'],
    ['self', {}, self, 'allow EngineOption self'],
    ['self', { self: 'judge' }, self, 'deny ending'],
    ['local-node', {}, ownNode, 'allow EngineOption local-node'],
    ['local-node', { 'local-node': 'judge' }, ownNode, 'deny ending'],
  ])('%s, set to %j, decides and is named', (_, settings, probe, expected) => {
    expect(ingress(isolateWeb, settings, probe)).toBe(expected);
  });

  it('about NetworkPolicy leaves a pod without one to the Baseline tier', () => {
    const policies = documents(isolateWeb, baseline);
    const pingOfCart = { ...ping, to: 'shop/cart' };
    expect(ingress(policies, { icmp: 'allow' }, pingOfCart)).toBe('deny ClusterNetworkPolicy p');
    expect(ingress(policies, { icmp: 'deny' }, { ...pingOfCart, from: '203.0.113.7' })).toBe('allow default');
  });

  it('has a default that is one of its values, and a sentence', () => {
    for (const option of kubernetes.options) {
      expect(option.values).toContain(option.default);
      expect(option.summary).toMatch(/\.$/);
    }
  });
});

describe('np-verdict', () => {
  const policies = documents(
    networkPolicy('{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}'),
    baseline,
  );
  const probe = { from: 'lab/nb', to: 'shop/web' };

  it('per-direction: the Baseline tier judges the direction that no policy governs', () => {
    expect(ingress(policies, {}, probe)).toBe('deny ClusterNetworkPolicy p');
  });

  it('both-directions: that direction is allowed for good (kube-network-policies)', () => {
    const settings = { 'np-verdict': 'both-directions' };
    expect(ingress(policies, settings, probe)).toBe('allow EngineOption np-verdict');
    expect(ingress(policies, settings, { from: 'lab/nb', to: 'shop/cart' })).toBe(
      'deny ClusterNetworkPolicy p',
    );
  });
});

describe('host-network', () => {
  const policies = networkPolicy(
    '{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: hostagent}}}]}]}',
  );
  const probe = { from: '172.18.0.11', to: 'shop/db' };

  it('node: selectors do not match it', () => {
    expect(ingress(policies, {}, probe)).toBe('deny ending');
  });

  it('pod: they do', () => {
    expect(ingress(policies, { 'host-network': 'pod' }, probe)).toBe('allow NetworkPolicy p');
  });
});
