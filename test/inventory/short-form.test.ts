import { describe, expect, it } from 'vitest';
import { inventoryFromShortForm } from '../../src/inventory/build.ts';
import { parseDocuments } from '../../src/manifest/document.ts';
import { formatAddress } from '../../src/net/address.ts';
import { backendsAt, holdersOf, inventoryOf, said, soundInventory } from './helpers.ts';

const text = `
cluster:
  name: east
  namespaces: [{name: shop, labels: {team: retail}}]
  serviceAccounts: [{namespace: shop, name: web-sa, labels: {a: b}}]
  nodes:
  - {name: n1, labels: {zone: a}, ips: [172.18.0.11, "fd00::11"], interfaces: [{name: eth0, ips: [172.18.0.11]}, {name: eth1, ips: [192.168.0.1]}]}
  - {name: cp, ips: [172.18.0.10], kubeApiserver: true}
  pods:
  - {namespace: shop, name: web, labels: {app: web}, serviceAccount: web-sa, node: n1, ips: [10.10.1.11, "fd00:10:1::11"], ports: [{name: http, port: 8080, protocol: TCP}]}
  - {namespace: shop, name: agent, node: n1, hostNetwork: true}
  - {namespace: shop, name: far, cluster: west, ips: [10.20.0.1]}
  services:
  - {namespace: shop, name: web, labels: {}, selector: {app: web}, clusterIP: 10.96.0.20, ports: [{port: 80, targetPort: http, protocol: TCP}], endpoints: []}
  - {namespace: shop, name: ext, selector: {}, clusterIP: 10.96.0.21, ports: [{port: 5432, targetPort: 5433}], endpoints: [203.0.113.70]}
  kubeApiservers: [203.0.113.200]
  dns: [{name: WWW.example.org., ips: [203.0.113.10]}]
`;

describe('the short form', () => {
  const inventory = soundInventory(text);

  it('names its cluster, and pods of others', () => {
    expect(inventory.cluster).toBe('east');
    expect(inventory.pod('shop', 'web', '')?.cluster).toBe('east');
    expect(inventory.pod('shop', 'far', '')).toBe(undefined);
    expect(inventory.pod('shop', 'far', 'west')?.namespaceLabels.get('team')).toBe(undefined);
    expect(holdersOf(inventory, '10.20.0.1')).toEqual(['west:shop/far']);
  });
  it('says the same of a pod as objects do', () => {
    const web = inventory.pod('shop', 'web', 'east');
    expect(web).toMatchObject({
      kind: 'pod',
      node: 'n1',
      serviceAccount: 'web-sa',
      ports: [{ name: 'http', port: 8080, protocol: 6 }],
    });
    expect(web?.namespaceLabels.get('kubernetes.io/metadata.name')).toBe('shop');
    expect(web?.serviceAccountLabels.get('a')).toBe('b');
    expect(web?.nodeLabels.get('zone')).toBe('a');
    expect(web?.source.locate()).toMatchObject({ line: 10, column: 5 });
  });
  it('gives a node the addresses of its interfaces too', () => {
    const [cp, n1] = inventory.nodes;
    expect(n1.entity.addresses.map(formatAddress)).toEqual(['172.18.0.11', 'fd00::11', '192.168.0.1']);
    expect(n1.interfaces.map(({ name }) => name)).toEqual(['eth0', 'eth1']);
    expect([cp.kubeApiserver, n1.kubeApiserver]).toEqual([true, false]);
    expect(holdersOf(inventory, '192.168.0.1')).toEqual(['shop/agent', 'node:n1']);
  });
  it('leads services to pods and to stated addresses', () => {
    expect(backendsAt(inventory, '10.96.0.20', 80)).toEqual(['10.10.1.11 8080']);
    expect(backendsAt(inventory, '10.96.0.21', 5432)).toEqual(['203.0.113.70 5433']);
  });
  it('knows API servers outside and DNS answers', () => {
    expect(inventory.kubeApiservers.map(formatAddress)).toEqual(['203.0.113.200']);
    expect(inventory.dnsFacts.map(({ name, addresses }) => [name, addresses.map(formatAddress)])).toEqual([
      ['www.example.org', ['203.0.113.10']],
    ]);
  });
  it('may be empty', () => {
    expect(soundInventory('cluster: {}').entities).toEqual([]);
  });
  it('may stand beside objects of the same cluster', () => {
    const both = soundInventory(
      'cluster: {name: east, namespaces: [{name: a, labels: {x: z}}]}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: a}, status: {podIP: 10.0.0.1}}\n',
    );
    expect(both.pod('a', 'p', 'east')?.namespaceLabels.get('x')).toBe('z');
  });
  it('is read from any value with places', () => {
    const [document] = parseDocuments('a: {cluster: {pods: 5}}', 'f').documents;
    const value = (document.value as { a: { cluster: never } }).a.cluster;
    const { diagnostics } = inventoryFromShortForm(value, (path) =>
      document.source(['a', 'cluster', ...path]),
    );
    expect(diagnostics).toMatchObject([
      {
        code: 'wrong-type',
        path: 'a.cluster.pods',
        line: 1,
        column: 15,
        message: 'must be a list, not the number 5',
      },
    ]);
  });
});

describe('mistakes in the short form', () => {
  it.each([
    ['cluster: 5', 'wrong-type 1 cluster', undefined],
    ['cluster:\n  pod: []', 'unknown-field 2 cluster.pod', 'Did you mean "pods"?'],
    [
      'cluster:\n  pods:\n  - {namespace: a, name: b, lables: {}, ips: [10.0.0.1]}',
      'unknown-field 3 cluster.pods[0].lables',
      'Did you mean "labels"?',
    ],
    ['cluster:\n  pods:\n  - {namespace: a, ips: [10.0.0.1]}', 'missing-name 3 cluster.pods[0]', undefined],
    [
      'cluster:\n  pods:\n  - {name: b, ips: [10.0.0.1, 10.0.0.01]}',
      'invalid-address 3 cluster.pods[0].ips[1]',
      'IPv4 has four decimal parts without leading zeros; IPv6 has no zone.',
    ],
    [
      'cluster:\n  pods:\n  - {name: b, ips: [10.0.0.1], ports: [{port: 99999}]}',
      'invalid-port 3 cluster.pods[0].ports[0].port',
      undefined,
    ],
    [
      'cluster:\n  pods:\n  - {name: b, ips: [10.0.0.1], ports: [{port: 9, protocol: tcp}]}',
      'invalid-protocol 3 cluster.pods[0].ports[0].protocol',
      undefined,
    ],
    [
      'cluster:\n  pods:\n  - {name: b, ips: [10.0.0.1], hostNetwork: yes}',
      'wrong-type 3 cluster.pods[0].hostNetwork',
      undefined,
    ],
    ['cluster:\n  pods:\n  - {name: b, ips: 10.0.0.1}', 'wrong-type 3 cluster.pods[0].ips', undefined],
    ['cluster:\n  namespaces: [{name: 5}]', 'wrong-type 2 cluster.namespaces[0].name', 'Quote it.'],
    [
      'cluster:\n  services:\n  - {name: s, ports: [{prot: 8}]}',
      'unknown-field 3 cluster.services[0].ports[0].prot',
      'Did you mean "port"?',
    ],
  ])('%j', (text, expected, hint) => {
    const { diagnostics } = inventoryOf(text);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(said(errors)[0]).toBe(`error ${expected}`);
    expect(errors[0].hint).toBe(hint);
  });
});
