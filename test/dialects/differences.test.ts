import { describe, expect, it } from 'vitest';
import { type Asked, verdict } from './asking.ts';
import {
  adminNetworkPolicy,
  baselineAdminNetworkPolicy,
  clusterNetworkPolicy,
  documents,
  networkPolicy,
} from './objects.ts';

/** What kubernetes says and what the other engine says. */
function bothSay(other: string, policies: string, asked: Asked): readonly string[] {
  return [verdict('kubernetes', policies, asked), verdict(other, policies, asked)];
}

const inA = '{name: p, namespace: a}';
const admin = (rules: string, name = 'p') =>
  clusterNetworkPolicy(`{tier: Admin, priority: 5, subject: {namespaces: {}}, ${rules}}`, `{name: ${name}}`);
const fromAll = '[{namespaces: {}}]';
const between: Asked = { from: 'b/p0', to: 'a/p0' };

describe('where antrea differs from kubernetes', () => {
  it('rules of a direction that policyTypes leaves out are in force and isolate', () => {
    const rules = 'ingress: [{from: [{podSelector: {}}]}], egress: [{}]';
    const policies = networkPolicy(`{podSelector: {}, policyTypes: [Egress], ${rules}}`, inA);
    expect(bothSay('antrea', policies, between)).toEqual(['allow', 'deny']);
  });

  it('router solicitation is judged: only neighbour solicitation and advertisement are exempt', () => {
    const policies = networkPolicy('{podSelector: {}}', inA);
    const ask = (type: number) =>
      bothSay('antrea', policies, { ...between, protocol: 'ICMPv6', family: 6, icmp: { type } });
    expect([ask(133), ask(135), ask(128)]).toEqual([
      ['allow', 'deny'],
      ['allow', 'allow'],
      ['deny', 'deny'],
    ]);
  });

  it('IPv6 multicast is never judged', () => {
    const policies = networkPolicy('{podSelector: {}, policyTypes: [Egress]}', inA);
    const asked: Asked = { from: 'a/p0', to: 'ff02::fb', protocol: 'UDP', family: 6 };
    expect(bothSay('antrea', policies, asked)).toEqual(['deny', 'allow']);
  });

  it('policies of one priority interleave by the index of their rules, not by name', () => {
    const none = '[{namespaces: {matchLabels: {team: nobody}}}]';
    const policies = documents(
      admin(`ingress: [{action: Accept, from: ${none}}, {action: Deny, from: ${fromAll}}]`, 'a'),
      admin(`ingress: [{action: Accept, from: ${fromAll}}]`, 'b'),
    );
    expect(bothSay('antrea', policies, between)).toEqual(['deny', 'allow']);
  });

  it('an AdminNetworkPolicy comes after every ClusterNetworkPolicy of the tier Admin', () => {
    const first = adminNetworkPolicy(
      `{priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: ${fromAll}}]}`,
      '{name: q}',
    );
    const policies = documents(first, admin(`ingress: [{action: Accept, from: ${fromAll}}]`));
    expect(bothSay('antrea', policies, between)).toEqual(['deny', 'allow']);
  });

  it('a BaselineAdminNetworkPolicy has the priority 1 and is not the last of its tier', () => {
    const baseline = baselineAdminNetworkPolicy(
      `{subject: {namespaces: {}}, ingress: [{action: Deny, from: ${fromAll}}]}`,
    );
    const other = admin(`ingress: [{action: Accept, from: ${fromAll}}]`).replace('Admin', 'Baseline');
    expect(bothSay('antrea', documents(baseline, other), between)).toEqual(['allow', 'deny']);
  });

  it('names can be denied', () => {
    const policies = admin('egress: [{action: Deny, to: [{domainNames: [www.example.org]}]}]');
    const asked: Asked = { from: 'a/p0', to: '203.0.113.7', name: 'www.example.net' };
    expect(bothSay('antrea', policies, asked)).toEqual(['deny', 'allow']);
    expect(bothSay('antrea', policies, { ...asked, name: 'www.example.org' })).toEqual(['deny', 'deny']);
  });

  it('an unknown peer in a Pass rule matches nothing', () => {
    const policies = admin('ingress: [{action: Pass, from: [{future: {}}]}]');
    expect(bothSay('antrea', policies, between)).toEqual(['deny', 'allow']);
  });

  it("the own node's traffic passes every tier, not only NetworkPolicies", () => {
    const policies = admin('ingress: [{action: Deny, from: [{future: {}}]}]');
    const asked: Asked = { from: 'node:n1', to: 'a/p0' };
    expect(bothSay('antrea', policies, asked)).toEqual(['deny', 'allow']);
  });
});

describe('where cilium differs from kubernetes', () => {
  it('a block of addresses does not match pods', () => {
    const rules = 'ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]';
    const policies = networkPolicy(`{podSelector: {}, ${rules}}`, inA);
    expect(bothSay('cilium', policies, between)).toEqual(['allow', 'deny']);
  });
});

describe('where calico differs from kubernetes', () => {
  it('an Accept rule for names or nodes is left out', () => {
    const policies = admin(
      'egress: [{action: Accept, to: [{domainNames: [www.example.org]}]}, {action: Deny, to: [{networks: [203.0.113.0/24]}]}]',
    );
    const asked: Asked = { from: 'a/p0', to: '203.0.113.7', name: 'www.example.org' };
    expect(bothSay('calico', policies, asked)).toEqual(['allow', 'deny']);
  });
});
