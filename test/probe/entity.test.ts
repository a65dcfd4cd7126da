import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../src/net/address.ts';
import { resolveProbe } from '../../src/probe/index.ts';
import { inventoryOf } from '../inventory/helpers.ts';

const { inventory } = inventoryOf(`
cluster:
  nodes: [{name: n1, ips: [172.18.0.11]}, {name: n2, ips: [172.18.0.12]}, {name: cp, ips: [172.18.0.13], kubeApiserver: true}]
  pods:
  - {namespace: shop, name: web, node: n1, ips: [10.0.0.2, "fd00::2"]}
  - {namespace: shop, name: lost, ips: [10.0.0.3]}
  - {namespace: shop, name: odd, node: n1, ips: [198.51.100.1]}
`);
const { inventory: managed } = inventoryOf(`
cluster:
  pods: [{namespace: shop, name: web, node: n1, ips: [10.0.0.2]}]
  kubeApiservers: [203.0.113.200]
`);

function other(to: string, from = 'shop/web', known = inventory): string {
  const probe = resolveProbe({ from, to, protocol: 6, port: 80 }, known);
  return 'code' in probe ? probe.code : formatAddress(probe.connection.destination.address);
}

describe('an entity as an end of a probe', () => {
  it.each([
    ['host', '172.18.0.11'],
    ['remote-node', '172.18.0.12'],
    ['world', '203.0.113.1'],
    ['kube-apiserver', '172.18.0.13'],
    ['health', 'unsupported-feature'],
  ])('%s is %s', (word, address) => {
    expect(other(`entity:${word}`)).toBe(address);
  });

  it('may be an API server outside', () => {
    expect(other('entity:kube-apiserver', 'shop/web', managed)).toBe('203.0.113.200');
  });

  it('needs a node at the other end where it depends on it', () => {
    expect(other('entity:host', 'shop/lost')).toBe('unknown-node');
    expect(other('entity:remote-node', 'shop/web', managed)).toBe('unknown-node');
  });
});
