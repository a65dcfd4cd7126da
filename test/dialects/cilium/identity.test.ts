import { describe, expect, it } from 'vitest';
import { isIdentityLabel } from '../../../src/dialects/cilium/identity/filter.ts';
import { requirementsOf } from '../../../src/dialects/cilium/identity/labels.ts';
import { Selectors } from '../../../src/dialects/cilium/identity/selector.ts';
import { matches } from '../../../src/ir/expression.ts';
import { pod } from '../../ir/build.ts';
import { inventory } from './cluster.ts';
import { verdict } from './judging.ts';
import { ccnp, cnp, webIngress } from './objects.ts';

describe('labels of an identity (cilium/cilium pkg/labelsfilter)', () => {
  it.each(['app', 'k8s-app', 'app.kubernetes.io/name', 'my/annotation', 'batch.kubernetes.io/job-name'])(
    'keep %s',
    (key) => {
      expect(isIdentityLabel(key)).toBe(true);
    },
  );

  it.each([
    'io.kubernetes.container.name',
    'kubernetes.io/hostname',
    'beta.kubernetes.io/arch',
    'node.beta.kubernetes.io/x',
    'k8s.io/cluster',
    'pod-template-hash',
    'pod-template-generation',
    'controller-revision-hash',
    'controller-uid',
    'statefulset.kubernetes.io/pod-name',
    'apps.kubernetes.io/pod-index',
    'batch.kubernetes.io/job-completion-index',
    'topology.kubernetes.io/zone',
    'annotation.x',
    'etcd_node',
  ])('leave out %s', (key) => {
    expect(isIdentityLabel(key)).toBe(false);
  });
});

describe('selectors', () => {
  const selectors = new Selectors(inventory, false);
  const selects = (labels: Record<string, string>, entity = pod('shop/x', '10.0.0.1', ['app=x'])) =>
    matches(selectors.pods(requirementsOf({ matchLabels: labels })), entity);

  it('take no source, any: and k8s: for the labels of pods, and another source for none', () => {
    expect(
      ['app', 'any:app', 'k8s:app', 'container:app', 'reserved:app'].map((key) => selects({ [key]: 'x' })),
    ).toEqual([true, true, true, false, false]);
  });

  it('read place and account from the cluster, never from labels that a pod gives itself (CVE-2023-39347)', () => {
    const forged = [
      'io.kubernetes.pod.namespace=ops',
      'io.cilium.k8s.policy.cluster=west',
      'io.cilium.k8s.policy.serviceaccount=admin',
      'io.cilium.k8s.namespace.labels.team=platform',
    ];
    const liar = pod('shop/x', '10.0.0.1', forged);
    for (const label of forged) {
      const [key, value] = label.split('=');
      expect(selects({ [key]: value }, liar), label).toBe(false);
    }
    expect(
      selects(
        { 'io.kubernetes.pod.namespace': 'shop', 'io.cilium.k8s.policy.serviceaccount': 'default' },
        liar,
      ),
    ).toBe(true);
  });
});

describe('peers', () => {
  const reached = (peers: string, froms: readonly string[], options = {}) =>
    froms.filter((from) => verdict(webIngress(peers), { from, to: 'web', options }) === 'allow');
  const all = [
    'client',
    'lab/client',
    'ops/client',
    'west:shop/client',
    'world',
    'node:n2',
    'node:cp',
    '203.0.113.200',
  ];

  it.each([
    ['all', all],
    ['world', ['world', '203.0.113.200']],
    ['cluster', ['client', 'lab/client', 'ops/client', 'node:n2', 'node:cp', '203.0.113.200']],
    ['cluster-mesh', all.filter((end) => end !== 'world')],
    ['remote-node', ['node:n2', 'node:cp']],
    ['kube-apiserver', ['node:cp', '203.0.113.200']],
    ['none', []],
    ['health', []],
    ['init', []],
  ])('entity %s', (entity, expected) => {
    expect(reached(`{fromEntities: [${entity}]}`, all)).toEqual(expected);
  });

  it('labels of namespaces stand for all namespaces that have them', () => {
    const peers = '{fromEndpoints: [{matchLabels: {k8s:io.cilium.k8s.namespace.labels.team: retail}}]}';
    expect(reached(peers, all)).toEqual(['client', 'lab/client']);
  });

  it('reserved labels can be named, and nothing is added beside them', () => {
    expect(reached('{fromEndpoints: [{matchLabels: {"reserved:world": ""}}]}', all)).toEqual([
      'world',
      '203.0.113.200',
    ]);
    expect(reached('{fromEndpoints: [{matchLabels: {"reserved:remote-node": ""}}]}', all)).toEqual([
      'node:n2',
      'node:cp',
    ]);
    expect(reached('{fromEndpoints: [{matchLabels: {"reserved:kube-apiserver": ""}}]}', all)).toEqual([
      'node:cp',
      '203.0.113.200',
    ]);
    expect(
      reached(
        '{fromEndpoints: [{matchExpressions: [{key: "reserved:kube-apiserver", operator: DoesNotExist}]}]}',
        all,
      ),
    ).toEqual(all.filter((end) => end !== 'node:cp' && end !== '203.0.113.200'));
  });

  it('nodes are chosen by their labels, and never the own one', () => {
    const options = { nodeSelectorLabels: 'true' };
    expect(reached('{fromNodes: [{matchLabels: {zone: b}}]}', ['node:n1', ...all], options)).toEqual([
      'node:n1',
      'node:n2',
      'node:cp',
    ]);
    const control = '{fromNodes: [{matchExpressions: [{key: role, operator: Exists}]}]}';
    expect(reached(control, all, options)).toEqual(['node:cp']);
  });

  it('another cluster is reached by its name', () => {
    const peers = '{fromEndpoints: [{matchLabels: {app: client, io.cilium.k8s.policy.cluster: west}}]}';
    expect(reached(peers, all)).toEqual(['west:shop/client']);
  });
});

describe('subjects', () => {
  it('have the namespace of the object: another one under k8s: is overwritten, elsewhere it selects nobody', () => {
    const subject = (key: string) => cnp(`{endpointSelector: {matchLabels: {${key}: ops}}, ingress: [{}]}`);
    const asked = ['k8s:io.kubernetes.pod.namespace', 'io.kubernetes.pod.namespace'].map((key) =>
      verdict(subject(key), { from: 'client', to: 'web' }),
    );
    expect(asked).toEqual(['deny', 'allow']);
  });

  it('of clusterwide policies are pods of every namespace, never a node', () => {
    const set = ccnp('{endpointSelector: {}, ingress: [{}]}');
    expect(verdict(set, { from: 'client', to: 'web' })).toBe('deny');
    expect(verdict(set, { from: 'world', to: 'ops/client' })).toBe('deny');
    expect(verdict(set, { from: 'world', to: 'node:n1', options: { hostFirewall: 'true' } })).toBe('allow');
  });

  it('of nodeSelector are nodes and what runs in their host network', () => {
    const set = ccnp(`{nodeSelector: {matchLabels: {zone: b}}, ingress: [{fromEntities: [cluster]}]}`);
    const asked = (to: string, hostFirewall: string) =>
      verdict(set, { from: 'world', to, options: { hostFirewall } });
    expect([asked('node:n1', 'true'), asked('node:n2', 'true'), asked('ops/agent', 'true')]).toEqual([
      'allow',
      'deny',
      'deny',
    ]);
    expect(asked('node:n2', 'false')).toBe('allow');
  });
});
