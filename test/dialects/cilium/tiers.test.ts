import { describe, expect, it } from 'vitest';
import { findings, lower, type Question, verdict } from './judging.ts';
import { clusterNetworkPolicy, documents, knp, webIngress } from './objects.ts';

const options = { k8sClusterNetworkPolicy: 'true' };
const ask = (policies: string, from: string, more: Partial<Question> = {}) =>
  verdict(policies, { from, to: 'web', options, ...more });

const tiered = (tier: string, priority: number, rules: string, name = 'p', direction = 'ingress') =>
  clusterNetworkPolicy(
    `{tier: ${tier}, priority: ${priority}, subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}, ${direction}: [${rules}]}`,
    name,
  );
const shop = 'from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}]';
const anyone = 'from: [{namespaces: {}}]';

describe('the tiers of ClusterNetworkPolicy in Cilium', () => {
  it('judge Admin before policies without a tier, and those before Baseline', () => {
    const open = webIngress('{fromEntities: [all]}');
    expect(ask(documents(open, tiered('Admin', 1, `{action: Deny, ${shop}}`)), 'client')).toBe('deny');
    expect(ask(documents(open, tiered('Baseline', 1, `{action: Deny, ${shop}}`)), 'client')).toBe('allow');
    expect(ask(tiered('Baseline', 1, `{action: Deny, ${shop}}`), 'client')).toBe('deny');
  });

  it('leave the denial of the rest to the very end: Baseline can open what a policy isolates', () => {
    const baseline = tiered('Baseline', 1, `{action: Accept, ${shop}}`);
    for (const isolating of [webIngress('{}'), knp('{podSelector: {}, policyTypes: [Ingress]}')]) {
      expect(ask(isolating, 'client')).toBe('deny');
      expect(ask(documents(isolating, baseline), 'client')).toBe('allow');
    }
  });

  it('isolate nobody', () => {
    expect(ask(tiered('Admin', 1, `{action: Accept, ${shop}}`), 'lab/client')).toBe('allow');
  });

  it('pass from Admin to the policies without a tier, past other Admin rules', () => {
    const admin = tiered('Admin', 1, `{action: Pass, ${shop}}, {action: Deny, ${anyone}}`);
    expect(ask(admin, 'client')).toBe('allow');
    expect(ask(admin, 'lab/client')).toBe('deny');
    expect(ask(documents(admin, webIngress('{}')), 'client')).toBe('deny');
  });

  it('go by priority, then by the place of the rule, and a denial goes before an allowance', () => {
    const accept = tiered('Admin', 1, `{action: Accept, ${shop}}`, 'accept');
    const deny = (priority: number) => tiered('Admin', priority, `{action: Deny, ${anyone}}`, 'zz');
    expect(ask(documents(accept, deny(2)), 'client')).toBe('allow');
    expect(ask(documents(accept, deny(0)), 'client')).toBe('deny');
    expect(ask(documents(accept, deny(1)), 'client'), 'a tie').toBe('deny');
    const second = tiered(
      'Admin',
      1,
      `{action: Accept, from: [{namespaces: {matchLabels: {team: platform}}}]}, {action: Deny, ${anyone}}`,
      'zz',
    );
    expect(ask(documents(accept, second), 'client'), 'the denial stands second').toBe('allow');
  });

  it('match networks outside the cluster only, and nodes by their labels where these are known', () => {
    const egress = (peer: string) => tiered('Admin', 1, `{action: Deny, to: [${peer}]}`, 'p', 'egress');
    const asked = (peer: string, to: string, more = {}) =>
      verdict(egress(peer), { from: 'client', to, options: { ...options, ...more } });
    expect(asked('{networks: [0.0.0.0/0]}', 'world')).toBe('deny');
    expect(asked('{networks: [0.0.0.0/0]}', 'web')).toBe('allow');
    expect(asked('{nodes: {matchLabels: {zone: b}}}', 'node:n2')).toBe('allow');
    expect(asked('{nodes: {matchLabels: {zone: b}}}', 'node:n2', { nodeSelectorLabels: 'true' })).toBe(
      'deny',
    );
  });

  it('let queries for domain names through, so that their addresses are learned', () => {
    const admin = tiered(
      'Admin',
      1,
      '{action: Accept, to: [{domainNames: ["*.my.example"]}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}, {namespaces: {}}]}',
      'p',
      'egress',
    );
    const asked = (to: string, more = {}) => verdict(admin, { from: 'client', to, options, ...more });
    expect(asked('203.0.113.50', { answer: 'a.b.my.example=203.0.113.50' })).toBe('allow');
    expect(asked('203.0.113.50', { answer: 'a.test=203.0.113.50' })).toBe('deny');
    expect(asked('kube-system/coredns', { traffic: 'UDP/53', request: { dnsQuery: 'a.my.example' } })).toBe(
      'allow',
    );
    expect(asked('kube-system/coredns', { traffic: 'UDP/54' })).toBe('deny');
  });
});

describe("Kubernetes' own policies in Cilium", () => {
  it('are not read where k8sNetworkPolicy is off, and it says so', () => {
    const off = { options: { k8sNetworkPolicy: 'false' } };
    const set = knp('{podSelector: {}}');
    expect(verdict(set, { from: 'client', to: 'web', ...off })).toBe('allow');
    expect(findings(set, off)).toEqual(['warning not-enforced kind']);
  });

  it('of kinds that Cilium has never enforced are named', () => {
    const anp =
      'apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: a}\nspec: {priority: 1, subject: {namespaces: {}}}\n';
    expect(findings(anp, { options })).toEqual(['warning not-enforced kind']);
  });

  it('stand beside the policies of Cilium: what either allows is allowed', () => {
    const set = documents(
      webIngress('{}'),
      knp('{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}', 'q'),
    );
    expect(ask(set, 'client')).toBe('allow');
    expect(ask(set, 'lab/client')).toBe('deny');
  });

  it('select no pods of the host network, and peers of other clusters by the same option', () => {
    const set = knp('{podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {}}]}]}');
    expect(ask(set, 'ops/agent')).toBe('deny');
    expect(ask(set, 'west:shop/client')).toBe('deny');
    expect(ask(set, 'west:shop/client', { version: '1.18' })).toBe('allow');
  });

  it('make the stages in this order', () => {
    expect(lower('').set.stages.map(({ name, ending }) => `${name} ${ending}`)).toEqual([
      'Exempt none',
      'Admin none',
      'Normal none',
      'Baseline none',
      'Default deny',
    ]);
    expect(lower('', { options: { policyEnforcementMode: 'never' } }).set.stages).toEqual([]);
  });
});
