import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../src/net/address.ts';
import { holdersOf, inventoryOf, said, soundInventory } from './helpers.ts';

const node = `
apiVersion: v1
kind: Node
metadata: {name: n1, labels: {zone: a}}
status: {addresses: [{type: InternalIP, address: 172.18.0.11}]}
---
`;

const endpoint = `
apiVersion: cilium.io/v2
kind: CiliumEndpoint
metadata: {name: web, namespace: shop, labels: {pod-template-hash: abc}}
status:
  id: 1234
  identity:
    id: 51234
    labels:
    - k8s:app=web
    - k8s:note
    - k8s:url=a=b
    - k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=shop
    - k8s:io.cilium.k8s.namespace.labels.team=retail
    - k8s:io.cilium.k8s.policy.cluster=default
    - k8s:io.cilium.k8s.policy.serviceaccount=web-sa
    - k8s:io.kubernetes.pod.namespace=shop
    - container:other=1
  named-ports: [{name: http, port: 8080, protocol: TCP}, {name: dns, port: 53, protocol: UDP}]
  networking: {addressing: [{ipv4: 10.0.0.1, ipv6: "fd00::1"}], node: 172.18.0.11}
  state: ready
---
`;

describe('a CiliumEndpoint', () => {
  it('is a pod where there is no Pod of its name', () => {
    const inventory = soundInventory(node + endpoint);
    const web = inventory.pod('shop', 'web', 'default');
    expect(web).toMatchObject({
      kind: 'pod',
      labels: new Map([
        ['app', 'web'],
        ['note', ''],
        ['url', 'a=b'],
      ]),
      namespaceLabels: new Map([
        ['kubernetes.io/metadata.name', 'shop'],
        ['team', 'retail'],
      ]),
      serviceAccount: 'web-sa',
      node: 'n1',
      nodeLabels: new Map([['zone', 'a']]),
      ports: [
        { name: 'http', port: 8080, protocol: 6 },
        { name: 'dns', port: 53, protocol: 17 },
      ],
    });
    expect(web?.addresses.map(formatAddress)).toEqual(['10.0.0.1', 'fd00::1']);
    expect(holdersOf(inventory, '10.0.0.1')).toEqual(['shop/web']);
  });

  it('says nothing where there is one, in whatever order', () => {
    const pod = `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web, more: "1"}}
status: {podIPs: [{ip: 10.0.0.9}]}
---
`;
    for (const text of [pod + endpoint, endpoint + pod]) {
      const inventory = soundInventory(text);
      expect(inventory.entities.length).toBe(1);
      expect(holdersOf(inventory, '10.0.0.9')).toEqual(['shop/web']);
      expect(holdersOf(inventory, '10.0.0.1')).toEqual([]);
      expect(inventory.entities[0].labels.get('more')).toBe('1');
    }
  });

  it('leaves a Namespace its own labels', () => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: other}}\n---\n';
    const [web] = soundInventory(namespace + endpoint).entities;
    expect(web.namespaceLabels.get('team')).toBe('other');
  });

  it('may be of a node that is not given, or lack nearly all', () => {
    const [web] = soundInventory(endpoint).entities;
    expect(web.node).toBe('');
    const bare = 'apiVersion: cilium.io/v2\nkind: CiliumEndpoint\nmetadata: {name: bare, namespace: shop}\n';
    const { inventory, diagnostics } = inventoryOf(bare);
    expect(inventory.entities[0]).toMatchObject({ serviceAccount: 'default', ports: [], addresses: [] });
    expect(said(diagnostics)).toEqual(['warning pod-without-address 1']);
  });

  it('is reported where fields have other types', () => {
    const wrong = endpoint.replace('- k8s:app=web', '- 5').replace('ipv4: 10.0.0.1', 'ipv4: 10.0.0.256');
    expect(said(inventoryOf(wrong).diagnostics)).toEqual([
      'error wrong-type 10 status.identity.labels[0]',
      'error invalid-address 20 status.networking.addressing[0].ipv4',
    ]);
  });
});
