import { describe, expect, it } from 'vitest';
import { documents } from '../objects.ts';
import { expectVerdicts, findings, lower, sound, verdict } from './judging.ts';
import { acnp, annp, clusterGroup, db, everyPod, group, ns, policy, tier, web } from './objects.ts';

const drop = '{action: Drop}';

describe('to whom a policy applies', () => {
  it('entries of appliedTo are alternatives', () => {
    expectVerdicts(
      policy({ appliedTo: `[${ns('red')}, {podSelector: {matchLabels: {app: db}}}]`, ingress: drop }),
      [
        ['green/web', 'red/web', 'TCP/1', 'deny'],
        ['green/web', 'blue/db', 'TCP/1', 'deny'],
        ['green/web', 'blue/web', 'TCP/1', 'allow'],
      ],
    );
  });

  it('each rule may say for itself', () => {
    const rules = `[{action: Drop, appliedTo: ${web}, from: ${db}}, {action: Reject, appliedTo: ${db}}]`;
    expectVerdicts(acnp(`{priority: 1, ingress: ${rules}}`), [
      ['red/db', 'red/web', 'TCP/1', 'deny'],
      ['green/web', 'red/web', 'TCP/1', 'allow'],
      ['green/web', 'red/db', 'TCP/1', 'reject'],
    ]);
  });

  it('a bare podSelector is for all namespaces in a cluster policy, for its own in the other', () => {
    expectVerdicts(annp(`{priority: 1, appliedTo: ${web}, ingress: [{action: Drop, from: ${db}}]}`), [
      ['red/db', 'red/web', 'TCP/1', 'deny'],
      ['blue/db', 'red/web', 'TCP/1', 'allow'],
      ['blue/db', 'blue/web', 'TCP/1', 'allow'],
    ]);
    expectVerdicts(policy({ appliedTo: web, ingress: `{action: Drop, from: ${db}}` }), [
      ['blue/db', 'red/web', 'TCP/1', 'deny'],
    ]);
  });

  it('no from and no to is everyone, an item without any field nobody', () => {
    expectVerdicts(policy({ ingress: drop }), [['203.0.113.7', 'red/web', 'TCP/1', 'deny']]);
    expectVerdicts(policy({ ingress: '{action: Drop, from: []}' }), [
      ['203.0.113.7', 'red/web', 'ICMP/8', 'deny'],
    ]);
    expectVerdicts(policy({ ingress: '{action: Drop, from: [{}]}' }), [
      ['red/db', 'red/web', 'TCP/1', 'allow'],
    ]);
  });

  it('service accounts count by name and namespace', () => {
    const peer = '[{serviceAccount: {name: robot, namespace: red}}]';
    expectVerdicts(policy({ egress: `{action: Drop, to: ${peer}}` }), [
      ['blue/web', 'red/web', 'TCP/1', 'deny'],
      ['blue/web', 'red/db', 'TCP/1', 'allow'],
      ['blue/web', 'green/web', 'TCP/1', 'allow'],
    ]);
    expectVerdicts(policy({ appliedTo: peer, egress: drop }), [
      ['red/web', 'blue/db', 'TCP/1', 'deny'],
      ['green/web', 'blue/db', 'TCP/1', 'allow'],
    ]);
  });

  it('nodes are peers by their addresses, and subjects with all that shares their network', () => {
    expectVerdicts(policy({ egress: '{action: Drop, to: [{nodeSelector: {matchLabels: {zone: b}}}]}' }), [
      ['red/web', 'node:n2', 'TCP/1', 'deny'],
      ['red/web', 'node:n1', 'TCP/1', 'allow'],
    ]);
    const nodes = policy({ appliedTo: '[{nodeSelector: {matchLabels: {zone: a}}}]', ingress: drop });
    expectVerdicts(nodes, [
      ['203.0.113.7', 'node:n1', 'TCP/1', 'deny'],
      ['203.0.113.7', 'plain/agent', 'TCP/1', 'deny'],
      ['203.0.113.7', 'node:n2', 'TCP/1', 'allow'],
      ['203.0.113.7', 'red/web', 'TCP/1', 'allow'],
    ]);
    const off = { 'node-network-policy': 'off' };
    expect(findings(nodes, off)).toEqual(['warning gate-off spec.appliedTo[0].nodeSelector']);
    expectVerdicts(sound(nodes, off), [['203.0.113.7', 'node:n1', 'TCP/1', 'allow']]);
  });

  it('Pass does nothing on nodes: iptables has no such target (node_reconciler_linux.go)', () => {
    const rules = '{action: Pass}, {action: Drop}';
    expectVerdicts(policy({ appliedTo: '[{nodeSelector: {}}]', ingress: rules }), [
      ['203.0.113.7', 'node:n1', 'TCP/1', 'deny'],
    ]);
  });

  it('a NodePort Service is protected from clients outside, where its backend is', () => {
    const policies = policy({
      appliedTo: '[{service: {name: web, namespace: red}}]',
      ingress: '{action: Drop, from: [{ipBlock: {cidr: 0.0.0.0/0}}]}',
    });
    const set = sound(policies);
    const probe = { to: 'red/web', via: 'red/web' };
    expect(verdict(set, { ...probe, from: '203.0.113.7' })).toBe('deny');
    expect(verdict(set, { ...probe, from: 'blue/web' })).toBe('allow');
    expect(verdict(set, { from: '203.0.113.7', to: 'red/web' })).toBe('allow');
    const off = { 'proxy-all': 'off' };
    expect(findings(policies, off)).toEqual(['warning gate-off spec.appliedTo']);
    expect(verdict(sound(policies, off), { ...probe, from: '203.0.113.7' })).toBe('allow');
  });

  it('external entities are not in the inventory', () => {
    const policies = annp(
      '{priority: 1, appliedTo: [{externalEntitySelector: {}}], ingress: [{action: Drop}]}',
    );
    expect(findings(policies)).toEqual([
      'warning no-external-entities spec.appliedTo[0].externalEntitySelector',
    ]);
    expectVerdicts(policies, [['red/db', 'red/web', 'TCP/1', 'allow']]);
  });
});

describe('groups', () => {
  it('have pods, blocks of addresses, nodes, or other groups', () => {
    const groups = documents(
      clusterGroup('pods', '{podSelector: {matchLabels: {app: db}}}'),
      clusterGroup('blocks', '{ipBlocks: [{cidr: 203.0.113.0/24, except: [203.0.113.128/25]}]}'),
      clusterGroup('legacy', '{ipBlock: {cidr: 198.51.100.0/24}}'),
      clusterGroup('nodes', '{nodeSelector: {matchLabels: {zone: b}}}'),
      clusterGroup('all', '{childGroups: [pods, blocks, legacy, nodes]}'),
      policy({ appliedTo: web, egress: '{action: Drop, to: [{group: all}]}' }),
    );
    expectVerdicts(groups, [
      ['red/web', 'blue/db', 'TCP/1', 'deny'],
      ['red/web', '203.0.113.7', 'TCP/1', 'deny'],
      ['red/web', '203.0.113.200', 'TCP/1', 'allow'],
      ['red/web', '198.51.100.1', 'TCP/1', 'deny'],
      ['red/web', 'node:n2', 'TCP/1', 'deny'],
      ['red/web', 'blue/web', 'TCP/1', 'allow'],
    ]);
  });

  it('of addresses are nobody to apply a policy to', () => {
    const policies = documents(
      clusterGroup('g', '{ipBlocks: [{cidr: 10.0.0.0/8}]}'),
      policy({ appliedTo: '[{group: g}]', ingress: drop }),
    );
    expect(findings(policies)).toEqual(['warning applied-to-addresses spec.appliedTo[0].group']);
    expectVerdicts(policies, [['red/db', 'red/web', 'TCP/1', 'allow']]);
  });

  it('that do not exist have no members, and the nearest name is suggested', () => {
    const policies = documents(
      clusterGroup('database', '{podSelector: {matchLabels: {app: db}}}'),
      policy({ egress: '{action: Drop, to: [{group: databse}]}' }),
    );
    const found = lower(policies).diagnostics.find(({ code }) => code === 'unknown-group');
    expect(found).toMatchObject({ path: 'spec.egress[0].to[0].group', hint: 'Did you mean "database"?' });
    expectVerdicts(policies, [['red/web', 'red/db', 'TCP/1', 'allow']]);
  });

  it('of a namespace may have members elsewhere as peers, but no policy applies to such a group', () => {
    const strangers = group('g', '{namespaceSelector: {}, podSelector: {matchLabels: {app: db}}}');
    const peer = annp(`{priority: 1, appliedTo: ${web}, ingress: [{action: Drop, from: [{group: g}]}]}`);
    expectVerdicts(documents(strangers, peer), [['blue/db', 'red/web', 'TCP/1', 'deny']]);
    const applied = annp('{priority: 1, appliedTo: [{group: g}], ingress: [{action: Drop}]}');
    expect(findings(documents(strangers, applied))).toEqual([
      'warning group-crosses-namespaces spec.appliedTo[0].group',
    ]);
    expectVerdicts(documents(strangers, applied), [['red/web', 'red/db', 'TCP/1', 'allow']]);
  });

  it('of a namespace and of the cluster do not see each other', () => {
    const policies = documents(
      clusterGroup('g', '{podSelector: {}}'),
      annp(`{priority: 1, appliedTo: ${everyPod}, ingress: [{action: Drop, from: [{group: g}]}]}`),
    );
    expect(findings(policies)).toEqual(['warning unknown-group spec.ingress[0].from[0].group']);
  });

  it('nest one level deep', () => {
    const policies = documents(
      clusterGroup('a', '{podSelector: {}}'),
      clusterGroup('b', '{childGroups: [a]}'),
      clusterGroup('c', '{childGroups: [b, missing]}'),
      policy({ egress: '{action: Drop, to: [{group: c}]}' }),
    );
    expect(findings(policies)).toEqual([
      'error nested-group spec.childGroups[0]',
      'warning unknown-group spec.childGroups[1]',
    ]);
    expectVerdicts(lower(policies).set, [['red/web', 'red/db', 'TCP/1', 'allow']]);
  });
});

describe('tiers and groups of the cluster', () => {
  it('come from the dump too, and those of the policies stand over them', () => {
    const dump = documents(tier('own', 10), clusterGroup('g', '{podSelector: {matchLabels: {app: db}}}'));
    const policies = policy({ tier: 'own', ingress: '{action: Drop, from: [{group: g}]}' });
    const { set, diagnostics } = lower(policies, {}, dump);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(set.stages.map(({ name }) => name)).toEqual(['Datapath', 'own', 'NetworkPolicy']);
    const over = documents(policies, clusterGroup('g', '{podSelector: {matchLabels: {app: none}}}'));
    expectVerdicts(set, [['red/db', 'red/web', 'TCP/1', 'deny']]);
    expectVerdicts(lower(over, {}, dump).set, [['red/db', 'red/web', 'TCP/1', 'allow']]);
  });
});
