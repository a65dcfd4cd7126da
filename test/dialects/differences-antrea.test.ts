import { describe, expect, it } from 'vitest';
import { dialects } from '../../src/engine/engines.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { readTraffic, resolveProbe } from '../../src/probe/index.ts';
import { inventory } from './antrea/cluster.ts';
import { policy } from './antrea/objects.ts';
import { adminNetworkPolicy, clusterNetworkPolicy, documents, networkPolicy } from './objects.ts';

interface Asked {
  readonly from: string;
  readonly to: string;
  readonly protocol?: string;
  readonly port?: number;
  readonly via?: string;
}

type Settings = Readonly<Record<string, string>>;

/** The verdict of an engine with its defaults, but for these settings. */
function verdict(engine: string, policies: string, asked: Asked, settings: Settings = {}): string {
  const dialect = dialects.find(({ name }) => name === engine);
  if (dialect === undefined) throw new Error(`no engine ${engine}`);
  const { manifests } = parseManifests(policies, 'policy.yaml');
  const options = new Map(dialect.options.map(({ name, default: value }) => [name, settings[name] ?? value]));
  const { set } = dialect.lower({ manifests, inventory, resources: [], options, version: '' });
  const { from, to, via, protocol, port = 8080 } = asked;
  const { traffic } = readTraffic({ protocol, port });
  const resolved = traffic && resolveProbe({ from, to, via, ...traffic }, inventory);
  if (resolved === undefined || !('connection' in resolved)) throw new Error(JSON.stringify(resolved));
  return new ReferenceJudge(set).judge(resolved.connection).verdict;
}

/** What antrea says and what the other engine says. */
function bothSay(other: string, policies: string, asked: Asked): readonly string[] {
  return [verdict('antrea', policies, asked), verdict(other, policies, asked)];
}

const inRed = '{name: p, namespace: red}';
const admin = (rules: string, name = 'p') =>
  clusterNetworkPolicy(`{tier: Admin, priority: 5, subject: {namespaces: {}}, ${rules}}`, `{name: ${name}}`);
const fromBlue: Asked = { from: 'blue/db', to: 'red/web' };

describe('antrea beside kubernetes', () => {
  it('lets a hairpin connection back in (AntreaProxy marks it)', () => {
    const policies = networkPolicy('{podSelector: {}, ingress: []}', inRed);
    const asked: Asked = { from: 'red/web', to: 'red/web', via: 'red/web' };
    expect(bothSay('kubernetes', policies, asked)).toEqual(['allow', 'deny']);
  });

  it('leaves a known peer in force beside an unknown one', () => {
    const known = '{namespaces: {matchLabels: {kubernetes.io/metadata.name: blue}}}';
    const policies = documents(
      admin(`ingress: [{action: Accept, from: [${known}, {future: {}}]}]`),
      networkPolicy('{podSelector: {}, ingress: []}', inRed),
    );
    expect(bothSay('kubernetes', policies, fromBlue)).toEqual(['allow', 'deny']);
  });

  it('isolates egress by egress rules that policyTypes leaves out', () => {
    const rules = 'ingress: [{}], egress: [{to: [{podSelector: {}}]}]';
    const policies = networkPolicy(`{podSelector: {}, policyTypes: [Ingress], ${rules}}`, inRed);
    expect(bothSay('kubernetes', policies, { from: 'red/web', to: 'blue/db' })).toEqual(['deny', 'allow']);
  });

  it('asks its application tier between the Admin tier and the NetworkPolicies', () => {
    const closed = networkPolicy('{podSelector: {}, ingress: []}', inRed);
    const open = policy({ ingress: '{action: Allow}' });
    expect(bothSay('kubernetes', documents(closed, open), fromBlue)).toEqual(['allow', 'deny']);
    const denial = admin('ingress: [{action: Deny, from: [{namespaces: {}}]}]');
    expect(bothSay('kubernetes', documents(closed, open, denial), fromBlue)).toEqual(['deny', 'deny']);
  });

  it('asks its application tier before an AdminNetworkPolicy', () => {
    const denial = adminNetworkPolicy(
      '{priority: 0, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
    );
    const policies = documents(denial, policy({ ingress: '{action: Allow}' }));
    expect(bothSay('kubernetes', policies, fromBlue)).toEqual(['allow', 'deny']);
  });

  it('does not read ClusterNetworkPolicies while their gate is off, as by default in Antrea', () => {
    const denial = admin('ingress: [{action: Deny, from: [{namespaces: {}}]}]');
    const off = { 'cluster-network-policy': 'off' };
    expect([verdict('antrea', denial, fromBlue, off), verdict('kubernetes', denial, fromBlue)]).toEqual([
      'allow',
      'deny',
    ]);
  });
});

describe('antrea beside calico', () => {
  it('denies by the nodes that a ClusterNetworkPolicy names, where calico denies everything (trap 13)', () => {
    const policies = admin('egress: [{action: Deny, to: [{nodes: {matchLabels: {zone: b}}}]}]');
    const to = (end: string) => bothSay('calico', policies, { from: 'red/web', to: end });
    expect([to('node:n2'), to('203.0.113.7')]).toEqual([
      ['deny', 'deny'],
      ['allow', 'deny'],
    ]);
  });

  it('reads the v1alpha1 kinds that calico 3.32 has dropped', () => {
    const denial = adminNetworkPolicy(
      '{priority: 0, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
    );
    expect(bothSay('calico', denial, fromBlue)).toEqual(['deny', 'allow']);
  });
});

describe('antrea beside cilium', () => {
  it('matches pods by a block of addresses', () => {
    const policies = networkPolicy(
      '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.1.0.0/16}}]}]}',
      inRed,
    );
    expect(bothSay('cilium', policies, fromBlue)).toEqual(['allow', 'deny']);
  });

  it('enforces ClusterNetworkPolicies, which cilium does by option only', () => {
    const denial = admin('ingress: [{action: Deny, from: [{namespaces: {}}]}]');
    expect(bothSay('cilium', denial, fromBlue)).toEqual(['deny', 'allow']);
  });
});
