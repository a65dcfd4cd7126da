import { describe, expect, it } from 'vitest';
import { dialects } from '../../src/engine/engines.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { readTraffic, resolveProbe } from '../../src/probe/index.ts';
import { inventory } from './differential-world.ts';
import { networkPolicy } from './objects.ts';

interface Asked {
  readonly from: string;
  readonly to: string;
  readonly protocol?: string;
  readonly family?: 4 | 6;
  readonly icmp?: { readonly type: number; readonly code?: number };
}

function verdict(engine: string, policies: string, asked: Asked): string {
  const dialect = dialects.find(({ name }) => name === engine);
  if (dialect === undefined) throw new Error(`no engine ${engine}`);
  const { manifests } = parseManifests(policies, 'policy.yaml');
  const options = new Map(dialect.options.map((option) => [option.name, option.default]));
  const { set } = dialect.lower({ manifests, inventory, resources: [], options, version: '' });
  const { from, to, ...words } = asked;
  const { traffic } = readTraffic({ ...words, ...(words.icmp === undefined ? { port: 80 } : {}) });
  const resolved = traffic && resolveProbe({ from, to, ...traffic }, inventory);
  if (resolved === undefined || !('connection' in resolved)) throw new Error(JSON.stringify(resolved));
  return new ReferenceJudge(set).judge({ ...resolved.connection, namesOf: () => [] }).verdict;
}

/** What kubernetes says and what cilium says of one NetworkPolicy in the namespace a. */
function bothSay(spec: string, asked: Asked): readonly string[] {
  const policies = networkPolicy(spec, '{name: p, namespace: a}');
  return ['kubernetes', 'cilium'].map((engine) => verdict(engine, policies, asked));
}

/** Sources: cilium/cilium Documentation/security/policy, and the packages that the titles name. */
describe('where cilium differs from kubernetes for a NetworkPolicy', () => {
  const blocks = (cidr: string, except = '') =>
    `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: ${cidr}${except}}}]}]}`;

  it('ipBlock is for the outside: no block holds pods or nodes, not even that of all addresses', () => {
    const ask = (to: string) => bothSay(blocks('0.0.0.0/0'), { from: 'a/p0', to });
    expect(ask('b/p0')).toEqual(['allow', 'deny']);
    expect(ask('node:n2')).toEqual(['allow', 'deny']);
    expect(ask('203.0.113.7')).toEqual(['allow', 'allow']);
  });

  it('the node that sends is known by its address to kubernetes, and as remote-node to cilium', () => {
    const spec = '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 172.18.0.0/16}}]}]}';
    expect(bothSay(spec, { from: 'node:n2', to: 'a/p0' })).toEqual(['allow', 'deny']);
  });

  it('ICMP fragmentation needed passes (allow-icmp-frag-needed), other ICMP does not', () => {
    const asked: Asked = { from: 'b/p0', to: 'a/p0', protocol: 'ICMP', icmp: { type: 3, code: 4 } };
    expect(bothSay('{podSelector: {}}', asked)).toEqual(['deny', 'allow']);
    expect(bothSay('{podSelector: {}}', { ...asked, icmp: { type: 8 } })).toEqual(['deny', 'deny']);
  });
});

describe('where cilium and kubernetes agree for a NetworkPolicy', () => {
  it('the own node reaches an isolated pod, another node does not', () => {
    const ask = (from: string) => bothSay('{podSelector: {}}', { from, to: 'a/p0' });
    expect(ask('node:n1')).toEqual(['allow', 'allow']);
    expect(ask('node:n2')).toEqual(['deny', 'deny']);
  });

  it('namespaceSelector {} is pods of every namespace, never nodes or the outside', () => {
    const spec = '{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}';
    const ask = (from: string) => bothSay(spec, { from, to: 'a/p0' });
    expect(ask('c/p1')).toEqual(['allow', 'allow']);
    expect(ask('node:n2')).toEqual(['deny', 'deny']);
    expect(ask('203.0.113.7')).toEqual(['deny', 'deny']);
  });

  it('an empty rule allows everybody, unlike one of a CiliumNetworkPolicy', () => {
    expect(bothSay('{podSelector: {}, ingress: [{}]}', { from: '203.0.113.7', to: 'a/p0' })).toEqual([
      'allow',
      'allow',
    ]);
  });
});
