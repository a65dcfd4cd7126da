import { describe, expect, it } from 'vitest';
import { soundInventory } from '../inventory/helpers.ts';
import { type Asked, verdict } from './asking.ts';
import { clusterNetworkPolicy, documents, networkPolicy } from './objects.ts';

/** Two pods of one identity whose port of one name differs, nodes with labels, a second cluster. */
const inventory = soundInventory(`
cluster:
  name: east
  namespaces:
  - {name: a, labels: {team: first}}
  - {name: b, labels: {team: second}}
  - {cluster: west, name: b, labels: {team: second}}
  nodes:
  - {name: n1, ips: [172.18.0.11], labels: {zone: one}}
  - {name: n2, ips: [172.18.0.12], labels: {zone: two}}
  - {cluster: west, name: w1, ips: [172.19.0.11]}
  pods:
  - {namespace: a, name: c, node: n1, labels: {app: c}, ips: [10.0.1.1]}
  - {namespace: b, name: old, node: n1, labels: {app: s, pod-template-hash: v1}, ips: [10.0.1.2], ports: [{name: web, port: 8080}]}
  - {namespace: b, name: new, node: n2, labels: {app: s, pod-template-hash: v2}, ips: [10.0.2.2], ports: [{name: web, port: 9090}]}
  - {cluster: west, namespace: b, name: far, node: w1, labels: {app: s}, ips: [10.9.1.2]}
`);
const options = { k8sClusterNetworkPolicy: 'true' };

/** What kubernetes and cilium say of policies in this richer cluster. */
function inRichWorld(policies: string, asked: Asked): readonly string[] {
  return ['kubernetes', 'cilium'].map((engine) => verdict(engine, policies, asked, { inventory, options }));
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

/** Sources: cilium/cilium pkg/labelsfilter, pkg/k8s/network_policy.go and cluster_network_policy.go. */
describe('where cilium differs from kubernetes in a cluster with more in it', () => {
  const inA = '{name: p, namespace: a}';
  const inB = '{name: p, namespace: b}';
  const admin = (tier: string, rules: string) =>
    clusterNetworkPolicy(`{tier: ${tier}, priority: 5, subject: {namespaces: {}}, ${rules}}`);

  it('labels that identities do not have select nobody, in subjects and in peers', () => {
    const old = '{matchLabels: {pod-template-hash: v1}}';
    const ask: Asked = { from: 'b/old', to: 'b/new' };
    expect(inRichWorld(networkPolicy(`{podSelector: ${old}}`, inB), { from: 'b/new', to: 'b/old' })).toEqual([
      'deny',
      'allow',
    ]);
    const peer = `{podSelector: {}, ingress: [{from: [{podSelector: ${old}}]}]}`;
    expect(inRichWorld(networkPolicy(peer, inB), ask)).toEqual(['allow', 'deny']);
  });

  it('a peer for nodes matches none while their labels are not known', () => {
    const deny = admin('Admin', 'egress: [{action: Deny, to: [{nodes: {matchLabels: {zone: two}}}]}]');
    expect(inRichWorld(deny, { from: 'a/c', to: 'node:n2' })).toEqual(['deny', 'allow']);
  });

  it('networks match no pod and no node', () => {
    const deny = admin('Admin', 'egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]');
    expect(inRichWorld(deny, { from: 'a/c', to: 'b/old' })).toEqual(['deny', 'allow']);
    expect(inRichWorld(deny, { from: 'a/c', to: 'node:n2' })).toEqual(['deny', 'allow']);
    expect(inRichWorld(deny, { from: 'a/c', to: '203.0.113.7' })).toEqual(['deny', 'deny']);
  });

  it('a Baseline Accept opens what a NetworkPolicy isolates', () => {
    const baseline = admin('Baseline', 'ingress: [{action: Accept, from: [{namespaces: {}}]}]');
    const policies = documents(networkPolicy('{podSelector: {}}', inB), baseline);
    expect(inRichWorld(policies, { from: 'a/c', to: 'b/old' })).toEqual(['deny', 'allow']);
  });

  it('a named port is that of the very pod for both, also where pods of one identity differ', () => {
    const spec =
      '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], ports: [{port: web}]}]}';
    const ask = (to: string, port: number) =>
      inRichWorld(networkPolicy(spec, inA), { from: 'a/c', to, port });
    expect([ask('b/old', 8080), ask('b/new', 9090)]).toEqual([
      ['allow', 'allow'],
      ['allow', 'allow'],
    ]);
    expect([ask('b/old', 9090), ask('b/new', 8080)]).toEqual([
      ['deny', 'deny'],
      ['deny', 'deny'],
    ]);
  });

  it('a namespaceSelector means the local cluster in a mesh', () => {
    const spec = '{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: second}}}]}]}';
    const ask = (from: string) =>
      verdict('cilium', networkPolicy(spec, inA), { from, to: 'a/c' }, { inventory });
    expect(ask('b/new')).toBe('allow');
    expect(ask('west:b/far')).toBe('deny');
    const anyCluster = { inventory, options: { policyDefaultLocalCluster: 'false' } };
    expect(verdict('cilium', networkPolicy(spec, inA), { from: 'west:b/far', to: 'a/c' }, anyCluster)).toBe(
      'allow',
    );
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
