import { describe, expect, it } from 'vitest';
import { clusterNetworkPolicy, documents, networkPolicy } from '../objects.ts';
import { expectVerdicts, findings, sound, verdict } from './judging.ts';
import { clusterGroup, db, ns, policy, web } from './objects.ts';

const isolateRed = networkPolicy('{podSelector: {}, policyTypes: [Ingress]}', '{name: k, namespace: red}');
const admin = (name: string, priority: number, action: string): string =>
  clusterNetworkPolicy(
    `{tier: Admin, priority: ${priority}, subject: {namespaces: {}}, ingress: [{action: ${action}, from: [{namespaces: {}}]}]}`,
    `{name: ${name}}`,
  );

/** Sources: antrea-io/antrea, its tests and its code; see docs/engines/antrea.md for the files. */
describe('the traps of Antrea', () => {
  it('the tier counts before the priority of the policy (e2e testACNPTierOverride)', () => {
    const policies = documents(
      policy({ name: 'a', tier: 'emergency', priority: 10000, ingress: '{action: Drop}' }),
      policy({ name: 'b', tier: 'securityops', priority: 1, ingress: '{action: Allow}' }),
    );
    expectVerdicts(policies, [['blue/web', 'red/web', 'TCP/8080', 'deny']]);
  });

  it('17: at equal priority the rules of policies interleave by index (e2e testACNPRulePriority)', () => {
    const rule = (action: string, to: string) => `{action: ${action}, to: [${ns(to)}], ports: [{port: 80}]}`;
    const deny = policy({
      name: 'deny',
      appliedTo: `[${ns('red')}]`,
      egress: `${rule('Drop', 'blue')}, ${rule('Drop', 'green')}`,
    });
    const allow = policy({
      name: 'allow',
      appliedTo: `[${ns('red')}]`,
      egress: `${rule('Allow', 'green')}, ${rule('Allow', 'blue')}`,
    });
    for (const policies of [documents(deny, allow), documents(allow, deny)]) {
      expectVerdicts(policies, [
        ['red/web', 'blue/web', 'TCP/80', 'deny'],
        ['red/web', 'green/web', 'TCP/80', 'allow'],
      ]);
    }
    expect(findings(documents(deny, allow))).toEqual([]);
  });

  it('a complete tie of rules that can meet is undefined, and said', () => {
    const policies = documents(
      policy({ name: 'b', ingress: '{action: Drop, ports: [{port: 80}]}' }),
      policy({ name: 'a', ingress: '{action: Allow, ports: [{port: 80, endPort: 90}]}' }),
    );
    expect(findings(policies)).toEqual(['warning priority-tie spec.priority']);
    expect(findings(policies, { ties: 'by-name' })).toEqual([]);
    expectVerdicts(policies, [['blue/web', 'red/web', 'TCP/80', 'allow']]);
  });

  it('a tie of rules that cannot meet is none', () => {
    const policies = documents(
      policy({ name: 'b', ingress: '{action: Drop, ports: [{port: 80}]}' }),
      policy({ name: 'a', ingress: '{action: Allow, ports: [{port: 81}]}' }),
      policy({ name: 'c', appliedTo: web, egress: '{action: Drop}' }),
    );
    expect(findings(policies)).toEqual([]);
  });

  it('16: Pass skips every later regular rule, also of ClusterNetworkPolicies and the application tier', () => {
    const policies = documents(
      policy({ name: 'p', tier: 'networkops', ingress: `{action: Pass, from: ${db}}` }),
      policy({ name: 'q', tier: 'application', ingress: '{action: Drop}' }),
      admin('r', 0, 'Deny'),
    );
    expectVerdicts(policies, [
      ['red/db', 'red/web', 'TCP/8080', 'allow'],
      ['blue/web', 'red/web', 'TCP/8080', 'deny'],
    ]);
  });

  it('Pass leaves the decision to NetworkPolicies, and then to the baseline', () => {
    const pass = policy({ tier: 'networkops', ingress: '{action: Pass}' });
    const baseline = policy({ name: 'b', tier: 'baseline', ingress: '{action: Drop}' });
    expectVerdicts(documents(pass, isolateRed), [
      ['blue/web', 'red/web', 'TCP/8080', 'deny'],
      ['blue/web', 'green/web', 'TCP/8080', 'allow'],
    ]);
    expectVerdicts(documents(pass, baseline), [['blue/web', 'green/web', 'TCP/8080', 'deny']]);
  });

  it('12: isolation comes before the baseline, so a baseline Allow cannot undo it (docs/design/ovs-pipeline.md)', () => {
    const allow = policy({ tier: 'baseline', ingress: '{action: Allow}' });
    expectVerdicts(documents(isolateRed, allow), [['blue/web', 'red/web', 'TCP/8080', 'deny']]);
  });

  it('what a NetworkPolicy allows never comes to the baseline', () => {
    const open = networkPolicy('{podSelector: {}, ingress: [{}]}', '{name: k, namespace: red}');
    const drop = policy({ tier: 'baseline', ingress: '{action: Drop}' });
    expectVerdicts(documents(open, drop), [
      ['blue/web', 'red/web', 'TCP/8080', 'allow'],
      ['blue/web', 'green/web', 'TCP/8080', 'deny'],
    ]);
  });

  it('an Allow of a regular tier goes over the isolation of a NetworkPolicy', () => {
    const allow = policy({ ingress: `{action: Allow, from: ${db}}` });
    expectVerdicts(documents(isolateRed, allow), [
      ['blue/db', 'red/web', 'TCP/8080', 'allow'],
      ['blue/web', 'red/web', 'TCP/8080', 'deny'],
    ]);
  });

  it('ClusterNetworkPolicies stand at 220 and 254 (clusternetworkpolicy.go)', () => {
    const rule = (tier: string, action: string) =>
      policy({ name: tier, tier, ingress: `{action: ${action}}` });
    expectVerdicts(documents(admin('c', 1000, 'Deny'), rule('platform', 'Allow')), [
      ['blue/web', 'red/web', 'TCP/8080', 'allow'],
    ]);
    expectVerdicts(documents(admin('c', 1000, 'Accept'), rule('application', 'Drop')), [
      ['blue/web', 'red/web', 'TCP/8080', 'allow'],
    ]);
    const baseline = admin('c', 0, 'Deny').replace('Admin', 'Baseline');
    expectVerdicts(documents(baseline, rule('baseline', 'Allow')), [
      ['blue/web', 'red/web', 'TCP/8080', 'allow'],
    ]);
  });

  it('24: both ends must allow, and a Drop at egress hides a Reject at ingress', () => {
    const allow = policy({ name: 'a', tier: 'emergency', egress: '{action: Allow}' });
    const reject = policy({ name: 'b', ingress: '{action: Reject}' });
    const drop = policy({ name: 'c', appliedTo: db, egress: '{action: Drop}' });
    expectVerdicts(documents(allow, reject), [['blue/web', 'red/web', 'TCP/8080', 'reject']]);
    expectVerdicts(documents(drop, reject), [
      ['blue/db', 'red/web', 'TCP/8080', 'deny'],
      ['blue/web', 'red/web', 'UDP/8080', 'reject'],
    ]);
  });

  it('13: a ClusterNetworkPolicy may deny by nodes, networks and names, which Calico cannot', () => {
    const egress = (peer: string) =>
      clusterNetworkPolicy(
        `{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [${peer}]}]}`,
      );
    expectVerdicts(egress('{nodes: {matchLabels: {zone: b}}}'), [
      ['red/web', 'node:n2', 'TCP/22', 'deny'],
      ['red/web', 'node:n1', 'TCP/22', 'allow'],
    ]);
    expectVerdicts(egress('{networks: [203.0.113.0/24]}'), [['red/web', '203.0.113.7', 'TCP/22', 'deny']]);
    const names = sound(egress('{domainNames: ["*.example.org"]}'));
    const to = (name: string) => verdict(names, { from: 'red/web', to: '203.0.113.7', name });
    expect(['a.example.org', 'example.org', 'example.net'].map(to)).toEqual(['deny', 'allow', 'allow']);
  });

  it('an unknown peer of a ClusterNetworkPolicy spoils the peer; in a Deny it stands for everyone', () => {
    const ingress = (action: string) =>
      clusterNetworkPolicy(
        `{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: ${action}, from: [{future: {}}, {namespaces: {matchLabels: {org: acme}}}], protocols: [{tcp: {destinationPort: {number: 80}}}]}, {action: Deny, from: [{namespaces: {}}]}]}`,
      );
    expectVerdicts(ingress('Accept'), [
      ['blue/web', 'red/web', 'TCP/80', 'allow'],
      ['green/web', 'red/web', 'TCP/80', 'deny'],
    ]);
    expectVerdicts(ingress('Deny'), [
      ['203.0.113.7', 'red/web', 'TCP/80', 'deny'],
      ['203.0.113.7', 'red/web', 'TCP/81', 'allow'],
    ]);
  });

  it('15: a rule with l7Protocols is the last word on what it matches, also on what is no HTTP', () => {
    const http =
      '{action: Allow, ports: [{port: 8080}], l7Protocols: [{http: {method: GET, path: "/api/*"}}]}';
    const set = sound(policy({ ingress: `${http}, {action: Allow}` }));
    const ask = (method: string, path: string) =>
      verdict(set, {
        from: 'blue/web',
        to: 'red/web',
        request: { http: { method, path, host: 'web', headers: new Map() } },
      });
    expect([ask('GET', '/api/1'), ask('POST', '/api/1'), ask('GET', '/apis')]).toEqual([
      'allow',
      'l7-deny',
      'l7-deny',
    ]);
    const tls = { from: 'blue/web', to: 'red/web', request: { serverName: 'web' } };
    expect(verdict(set, tls)).toBe('l7-deny');
    expectVerdicts(set, [
      ['blue/web', 'red/web', 'TCP/8080', 'allow'],
      ['blue/web', 'red/web', 'TCP/81', 'allow'],
    ]);
  });

  it('19: * in an fqdn stands for any characters (fqdn.go, toRegex)', () => {
    const to = (fqdn: string, name: string) =>
      verdict(policy({ egress: `{action: Drop, to: [{fqdn: "${fqdn}"}]}` }), {
        from: 'red/web',
        to: '203.0.113.7',
        name,
      });
    const names = ['foobar.com', 'notfoobar.com', 'a.b.foobar.com', 'foobarxcom'];
    expect(names.map((name) => to('*foobar.com', name))).toEqual(['deny', 'deny', 'deny', 'allow']);
    expect(names.map((name) => to('*.FooBar.com', name))).toEqual(['allow', 'allow', 'deny', 'allow']);
    expect(names.map((name) => to('foobar.com', name))).toEqual(['deny', 'allow', 'allow', 'allow']);
  });

  it('20: toServices is for the ClusterIP alone, a group by serviceReference for its pods at any port', () => {
    const services = sound(policy({ egress: '{action: Drop, toServices: [{name: web, namespace: red}]}' }));
    const probe = { from: 'blue/web', to: 'red/web' };
    expect(verdict(services, { ...probe, via: 'red/web' })).toBe('deny');
    expect(verdict(services, probe)).toBe('allow');
    const groups = sound(
      documents(
        clusterGroup('g', '{serviceReference: {name: web, namespace: red}}'),
        policy({ egress: '{action: Drop, to: [{group: g}]}' }),
      ),
    );
    expectVerdicts(groups, [
      ['blue/web', 'red/web', 'UDP/53', 'deny'],
      ['blue/web', 'red/db', 'TCP/8080', 'allow'],
    ]);
  });

  it('a Service without a selector has no pods for a group', () => {
    const policies = documents(
      clusterGroup('g', '{serviceReference: {name: odd, namespace: red}}'),
      policy({ egress: '{action: Drop, to: [{group: g}]}' }),
    );
    expectVerdicts(policies, [['blue/web', 'red/db', 'TCP/80', 'allow']]);
  });

  it('21: a port name means the port of each destination by itself', () => {
    const policies = policy({ ingress: '{action: Drop, ports: [{port: http}]}' });
    expectVerdicts(policies, [
      ['red/db', 'red/web', 'TCP/8080', 'deny'],
      ['red/db', 'red/web', 'TCP/8081', 'allow'],
      ['red/db', 'blue/web', 'TCP/8081', 'deny'],
      ['red/db', 'red/web', 'UDP/8080', 'allow'],
    ]);
  });

  it('22: what a node sends to its own pods is never judged (pipeline.go, localProbeFlows)', () => {
    const policies = documents(policy({ tier: 'emergency', ingress: '{action: Drop}' }), isolateRed);
    expectVerdicts(policies, [
      ['node:n1', 'red/web', 'TCP/8080', 'allow'],
      ['plain/agent', 'red/web', 'TCP/8080', 'allow'],
      ['node:n2', 'red/web', 'TCP/8080', 'deny'],
    ]);
  });

  it('a hairpin connection is let in at ingress, and judged on its way out', () => {
    const hairpin = { from: 'red/web', to: 'red/web', via: 'red/web' };
    const ingress = sound(policy({ ingress: '{action: Drop}' }));
    const egress = sound(policy({ egress: '{action: Drop}' }));
    expect(verdict(ingress, hairpin)).toBe('allow');
    expect(verdict(egress, hairpin)).toBe('deny');
    expect(verdict(egress, { from: 'red/web', to: 'red/web' })).toBe('allow');
  });

  it('except is a hole, no denial: evaluation goes on', () => {
    const block = '{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.0/28]}}';
    const policies = policy({
      egress: `{action: Drop, to: [${block}]}, {action: Reject, to: [{ipBlock: {cidr: 203.0.0.0/8}}]}`,
    });
    expectVerdicts(policies, [
      ['red/web', '203.0.113.99', 'TCP/80', 'deny'],
      ['red/web', '203.0.113.7', 'TCP/80', 'reject'],
    ]);
  });

  it('pods of the host network are neither subjects nor peers of selectors', () => {
    const policies = policy({
      egress: '{action: Drop}',
      ingress: '{action: Drop, from: [{podSelector: {matchLabels: {app: agent}}}]}',
    });
    expectVerdicts(policies, [
      ['plain/agent', 'red/db', 'TCP/80', 'allow'],
      ['plain/agent', '203.0.113.7', 'TCP/80', 'allow'],
    ]);
  });
});
