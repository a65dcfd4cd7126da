import { describe, expect, it } from 'vitest';
import { dialects } from '../../src/engine/engines.ts';
import { engineVerdict, type Question } from './engine-verdict.ts';
import { adminNetworkPolicy, clusterNetworkPolicy, documents, networkPolicy } from './objects.ts';

/** What each engine says of the same manifests, calico first. */
function say(others: readonly string[], policies: string, asked: Question): Record<string, string> {
  return Object.fromEntries(
    ['calico', ...others].map((engine) => [engine, engineVerdict(engine, policies, asked)]),
  );
}

const inA = '{name: p, namespace: a}';
const tiered = (tier: string, rules: string, name = 'p') =>
  clusterNetworkPolicy(
    `{tier: ${tier}, priority: 5, subject: {namespaces: {}}, ${rules}}`,
    `{name: ${name}}`,
  );
const admin = (rules: string, name?: string) => tiered('Admin', rules, name);
const fromAll = '[{namespaces: {}}]';
const between: Question = { from: 'b/p0', to: 'a/p0' };
const out: Question = { from: 'a/p0', to: 'b/p0' };
const isolated = networkPolicy('{podSelector: {}, policyTypes: [Ingress, Egress]}', inA);

describe('where calico differs from kubernetes', () => {
  it('a Deny or Pass rule for nodes denies everything, where the others mean nodes', () => {
    for (const action of ['Deny', 'Pass']) {
      const policies = admin(`egress: [{action: ${action}, to: [{nodes: {}}]}]`);
      expect(say(['kubernetes', 'antrea', 'cilium'], policies, out)).toEqual({
        ...{ calico: 'deny', kubernetes: 'allow', antrea: 'allow', cilium: 'allow' },
      });
    }
  });

  it('an Accept rule for nodes is left out', () => {
    const policies = admin(
      'egress: [{action: Accept, to: [{nodes: {}}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]',
    );
    expect(say(['kubernetes', 'antrea'], policies, { from: 'a/p0', to: 'node:n2' })).toEqual({
      ...{ calico: 'deny', kubernetes: 'allow', antrea: 'allow' },
    });
  });

  it('one peer of names spoils the whole rule, its networks too', () => {
    const policies = admin(
      'egress: [{action: Accept, to: [{networks: [203.0.113.0/24]}, {domainNames: [www.example.org]}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]',
    );
    expect(say(['kubernetes', 'antrea'], policies, { from: 'a/p0', to: '203.0.113.7' })).toEqual({
      ...{ calico: 'deny', kubernetes: 'allow', antrea: 'allow' },
    });
  });

  it("the own node's traffic passes every tier, not only NetworkPolicies", () => {
    const policies = admin('ingress: [{action: Deny, from: [{future: {}}]}]');
    const fromNode = (node: string) => say(['kubernetes'], policies, { from: `node:${node}`, to: 'a/p0' });
    expect(fromNode('n1')).toEqual({ calico: 'allow', kubernetes: 'deny' });
    expect(fromNode('n2')).toEqual({ calico: 'deny', kubernetes: 'deny' });
  });

  it('policies of one priority go by the bytes of name/, so that web-allow comes before web', () => {
    const policies = documents(
      admin(`ingress: [{action: Deny, from: ${fromAll}}]`, 'web'),
      admin(`ingress: [{action: Accept, from: ${fromAll}}]`, 'web-allow'),
    );
    expect(say(['kubernetes'], policies, between)).toEqual({ calico: 'allow', kubernetes: 'deny' });
  });

  it('AdminNetworkPolicy of v1alpha1 is enforced until 3.31, and ClusterNetworkPolicy from 3.32', () => {
    const rules = `ingress: [{action: Deny, from: ${fromAll}}]`;
    const older = adminNetworkPolicy(`{priority: 1, subject: {namespaces: {}}, ${rules}}`, '{name: q}');
    expect(say(['calico@3.31', 'kubernetes'], older, between)).toEqual({
      ...{ calico: 'allow', 'calico@3.31': 'deny', kubernetes: 'deny' },
    });
    expect(say(['calico@3.31', 'kubernetes'], admin(rules), between)).toEqual({
      ...{ calico: 'deny', 'calico@3.31': 'allow', kubernetes: 'deny' },
    });
  });

  it('multicast listeners are exempt too, router advertisements only towards pods, redirects never', () => {
    const ask = (type: number, asked: Question) => {
      const said = say(['kubernetes'], isolated, { ...asked, protocol: 'ICMPv6', family: 6, icmp: { type } });
      return `${said.calico} ${said.kubernetes}`;
    };
    expect([130, 131, 132].map((type) => ask(type, out))).toEqual(Array(3).fill('allow deny'));
    expect([133, 135, 136].map((type) => ask(type, out))).toEqual(Array(3).fill('allow allow'));
    expect([ask(134, out), ask(134, between)]).toEqual(['deny allow', 'allow allow']);
    expect([ask(137, out), ask(128, out)]).toEqual(['deny allow', 'deny deny']);
  });

  it('a pod cannot send VXLAN of its own, whatever the policies', () => {
    const nothing = networkPolicy('{podSelector: {matchLabels: {app: nothing}}}', inA);
    const others = ['kubernetes', 'cilium', 'antrea'];
    const said = { calico: 'deny', kubernetes: 'allow', cilium: 'allow', antrea: 'allow' };
    expect(say(others, nothing, { ...out, protocol: 'UDP', port: 4789 })).toEqual(said);
    expect(say(others, nothing, { ...out, protocol: 'UDP', port: 4790 }).calico).toBe('allow');
  });
});

describe('where calico differs from cilium', () => {
  it('a block of addresses matches pods', () => {
    const policies = networkPolicy(
      '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}',
      inA,
    );
    expect(say(['cilium'], policies, between)).toEqual({ calico: 'allow', cilium: 'deny' });
  });

  it('connections that a policy would deny stay open, where cilium looks again', () => {
    const live = (name: string) => dialects.find((dialect) => dialect.name === name)?.liveConnections;
    expect([live('calico'), live('antrea'), live('cilium')]).toEqual(['keep', 'keep', 'recheck']);
  });
});

describe('where calico differs from antrea', () => {
  it('policies of one priority do not interleave by the index of their rules', () => {
    const nobody = '[{namespaces: {matchLabels: {team: nobody}}}]';
    const policies = documents(
      admin(`ingress: [{action: Accept, from: ${nobody}}, {action: Deny, from: ${fromAll}}]`, 'a'),
      admin(`ingress: [{action: Accept, from: ${fromAll}}]`, 'b'),
    );
    expect(say(['antrea'], policies, between)).toEqual({ calico: 'deny', antrea: 'allow' });
  });

  it('IPv6 multicast is judged', () => {
    const asked: Question = { from: 'a/p0', to: 'ff02::fb', protocol: 'UDP', family: 6 };
    expect(say(['antrea'], isolated, asked)).toEqual({ calico: 'deny', antrea: 'allow' });
  });

  it('rules of a direction that policyTypes leaves out are without effect', () => {
    const rules = 'ingress: [{from: [{podSelector: {}}]}], egress: [{}]';
    const policies = networkPolicy(`{podSelector: {}, policyTypes: [Egress], ${rules}}`, inA);
    expect(say(['antrea'], policies, between)).toEqual({ calico: 'allow', antrea: 'deny' });
  });

  it('a denial by names denies everything, and an unknown peer in a Pass rule too', () => {
    const names = admin('egress: [{action: Deny, to: [{domainNames: [www.example.org]}]}]');
    const asked: Question = { from: 'a/p0', to: '203.0.113.7', name: 'www.example.net' };
    expect(say(['antrea'], names, asked)).toEqual({ calico: 'deny', antrea: 'allow' });
    const unknown = admin('ingress: [{action: Pass, from: [{future: {}}]}]');
    expect(say(['antrea'], unknown, between)).toEqual({ calico: 'deny', antrea: 'allow' });
  });
});

describe('where calico agrees with kubernetes', () => {
  it('a baseline Accept does not undo the isolation by a NetworkPolicy', () => {
    const policies = documents(isolated, tiered('Baseline', `ingress: [{action: Accept, from: ${fromAll}}]`));
    expect(say(['kubernetes', 'antrea'], policies, between)).toEqual({
      ...{ calico: 'deny', kubernetes: 'deny', antrea: 'deny' },
    });
  });
});
