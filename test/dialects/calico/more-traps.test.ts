import { describe, expect, it } from 'vitest';
import { check, verdict } from './judging.ts';
import {
  clusterNetworkPolicy,
  documents,
  egress,
  globalNetworkSet,
  gnp,
  ingress,
  kubernetesPolicy,
  np,
  tier,
} from './objects.ts';

const fromAll = '[{namespaces: {}}]';

describe('the order of tiers and policies', () => {
  it('puts a tier without order behind kube-baseline', () => {
    const late = documents(
      tier('aaa', '{}'),
      gnp('{tier: aaa, selector: "app == \'web\'", ingress: [{action: Allow}]}', 'late'),
    );
    const denial = clusterNetworkPolicy(
      `{tier: Baseline, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: ${fromAll}}]}`,
    );
    check(late, { 'data/db > shop/web': 'allow' });
    check(documents(late, denial), { 'data/db > shop/web': 'deny' });
    const early = late.replace('spec: {}', 'spec: {order: 9999999}');
    check(documents(early, denial), { 'data/db > shop/web': 'allow' });
  });

  it('asks tiers of equal order by name', () => {
    const pair = (first: string, second: string) =>
      documents(
        tier('b', '{order: 5}'),
        tier('a', '{order: 5}'),
        gnp(`{tier: a, selector: "app == 'web'", ingress: [{action: ${first}}]}`, 'of-a'),
        gnp(`{tier: b, selector: "app == 'web'", ingress: [{action: ${second}}]}`, 'of-b'),
      );
    check(pair('Allow', 'Deny'), { 'data/db > shop/web': 'allow' });
    check(pair('Deny', 'Allow'), { 'data/db > shop/web': 'deny' });
  });

  it('asks ClusterNetworkPolicies of equal priority by name', () => {
    const policy = (action: string, name: string) =>
      clusterNetworkPolicy(
        `{tier: Admin, priority: 5, subject: {namespaces: {}}, ingress: [{action: ${action}, from: ${fromAll}}]}`,
        name,
      );
    check(documents(policy('Deny', 'web'), policy('Accept', 'web-allow')), { 'data/db > shop/web': 'allow' });
    check(documents(policy('Deny', 'a'), policy('Accept', 'b')), { 'data/db > shop/web': 'deny' });
  });

  it('puts a policy of Calico at order 1000 beside one of Kubernetes by name', () => {
    const open = kubernetesPolicy('{podSelector: {matchLabels: {app: web}}, ingress: [{}]}', 'shop', 'm');
    const denial = (name: string) =>
      gnp('{selector: "app == \'web\'", order: 1000, types: [Ingress], ingress: [{action: Deny}]}', name);
    check(documents(open, denial('a')), { 'data/db > shop/web': 'deny' });
    check(documents(open, denial('z')), { 'data/db > shop/web': 'allow' });
  });
});

describe('who a side of a rule means', () => {
  it('finds a GlobalNetworkSet only by labels that it has itself, beside namespaceSelector global()', () => {
    const policy = (labels: string) =>
      documents(
        globalNetworkSet(labels, '198.51.100.0/24'),
        np(
          '{selector: "app == \'web\'", egress: [{action: Allow, destination: {namespaceSelector: "global()", selector: "kind == \'partner\' && zone == \'eu\'"}}]}',
        ),
      );
    expect(verdict(policy('{kind: partner, zone: eu}'), 'shop/web > 198.51.100.1')).toBe('allow');
    expect(verdict(policy('{kind: partner}'), 'shop/web > 198.51.100.1')).toBe('deny');
  });

  it('resolves negated port names at the endpoints of the positive selector', () => {
    const rule = (side: string) => egress(`{action: Allow, protocol: TCP, destination: {${side}}}`);
    check(rule('notPorts: [http]'), {
      'shop/web > shop/cart TCP/8081': 'deny',
      'shop/web > shop/cart TCP/8080': 'allow',
      'shop/web > data/db TCP/8081': 'allow',
    });
    check(rule('selector: "app == \'db\'", notPorts: [sql]'), {
      'shop/web > data/db TCP/5432': 'deny',
      'shop/web > data/db2 TCP/5432': 'allow',
      'shop/web > data/db2 TCP/5433': 'deny',
    });
  });

  it('means by namespaceSelector with a notSelector all others of those namespaces, and no outside address', () => {
    check(
      ingress('{action: Allow, source: {namespaceSelector: "team == \'retail\'", notSelector: "has(app)"}}'),
      {
        'lab/nb > shop/web': 'allow',
        'shop/cart > shop/web': 'deny',
        'data/db > shop/web': 'deny',
        '203.0.113.7 > shop/web': 'deny',
      },
    );
  });

  it('drops a rule for a family that only its own end does not have', () => {
    check(ingress('{action: Allow, destination: {nets: ["fd00:1::/64"]}}'), {
      'shop/cart > shop/web': 'deny',
      'shop/cart > shop/web TCP/80 v6': 'allow',
    });
  });
});

describe('types', () => {
  it('by presence alone do not count: an empty list of egress rules governs ingress only', () => {
    check(np('{selector: "app == \'web\'", egress: []}'), {
      'data/db > shop/web': 'deny',
      'shop/web > data/db': 'allow',
    });
  });

  it('of a policy that governs a direction without rules end its tier there', () => {
    check(np('{selector: "app == \'web\'", types: [Egress], ingress: [{action: Allow}]}'), {
      'data/db > shop/web': 'allow',
      'shop/web > data/db': 'deny',
    });
  });
});
