import { describe, expect, it } from 'vitest';
import { entityName } from '../../src/ir/entity.ts';
import { formatAddress } from '../../src/net/address.ts';
import { parseEndpoint, partyOf } from '../../src/probe/endpoint.ts';
import { inventoryOf, soundInventory } from '../inventory/helpers.ts';

const inventory = soundInventory(
  `
cluster:
  nodes: [{name: n1, ips: [172.18.0.11, "fd00:18::11"]}]
  pods:
  - {namespace: shop, name: web, ips: [10.0.0.1, "fd00::1"]}
  - {namespace: shop, name: agent, node: n1, hostNetwork: true}
  - {namespace: shop, name: web, cluster: west, ips: [10.9.0.1]}
  services: [{namespace: shop, name: web, clusterIP: 10.96.0.1, ports: [{port: 80}]}]
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: cart, namespace: shop}, spec: {template: {metadata: {labels: {a: b}}}}}
`,
  { workloads: true },
);

/** Each party as its address and those who hold it. */
function parties(text: string): string[] {
  const endpoint = parseEndpoint(text, inventory);
  if (!('parties' in endpoint)) return [`${endpoint.kind}`];
  return endpoint.parties.map(
    ({ address, entities }) =>
      `${formatAddress(address)} ${entities.map((entity) => entityName(entity, 'default')).join(' ')}`,
  );
}

describe('the endpoint notation', () => {
  it.each([
    ['shop/web', ['10.0.0.1 shop/web', 'fd00::1 shop/web']],
    ['default:shop/web', ['10.0.0.1 shop/web', 'fd00::1 shop/web']],
    ['west:shop/web', ['10.9.0.1 west:shop/web']],
    ['10.0.0.1', ['10.0.0.1 shop/web']],
    ['203.0.113.9', ['203.0.113.9 ']],
    ['fd00:0::1', ['fd00::1 shop/web']],
    ['node:n1', ['172.18.0.11 shop/agent node:n1', 'fd00:18::11 shop/agent node:n1']],
    ['default:node:n1', ['172.18.0.11 shop/agent node:n1', 'fd00:18::11 shop/agent node:n1']],
    ['shop/agent', ['172.18.0.11 shop/agent node:n1', 'fd00:18::11 shop/agent node:n1']],
    ['svc:shop/web', ['10.96.0.1 ']],
  ])('%s', (text, expected) => {
    expect(parties(text)).toEqual(expected);
  });
  it('names the entity, so that two holders of an address are told apart', () => {
    expect(parseEndpoint('shop/web', inventory)).toMatchObject({
      kind: 'party',
      entity: { name: 'web' },
      addressUnknown: false,
    });
  });
  it('gives a workload the unspecified address, and says so', () => {
    expect(parties('shop/cart')).toEqual(['0.0.0.0 shop/cart[Deployment]']);
    expect(parseEndpoint('shop/cart', inventory)).toMatchObject({ addressUnknown: true });
  });
  it('recognises what is resolved later', () => {
    expect(parseEndpoint('entity:host', inventory)).toEqual({ kind: 'entity', name: 'host' });
    expect(parseEndpoint('fqdn:www.example.org', inventory)).toEqual({
      kind: 'fqdn',
      name: 'www.example.org',
    });
  });
  it('lets the family be chosen', () => {
    const endpoint = parseEndpoint('shop/web', inventory);
    const all = 'parties' in endpoint ? endpoint.parties : [];
    expect(partyOf(all)?.address.family).toBe(4);
    expect(partyOf(all, 6)?.address.family).toBe(6);
    expect(partyOf(all.slice(0, 1), 6)).toBe(undefined);
  });

  it.each([
    ['shop/wbe', 'unknown-pod', 'Did you mean "shop/web"?'],
    ['shpo/agent', 'unknown-pod', 'Did you mean "shop/agent"?'],
    ['wset:shop/web', 'unknown-pod', 'Did you mean "west:shop/web"?'],
    ['node:n2', 'unknown-node', 'Did you mean "n1"?'],
    ['svc:shop/webs', 'unknown-service', 'Did you mean "shop/web"?'],
    ['other/entirely-different', 'unknown-pod', undefined],
    ['web', 'bad-endpoint', expect.stringContaining('namespace/pod')],
    ['', 'bad-endpoint', expect.anything()],
    ['/web', 'bad-endpoint', expect.anything()],
    ['shop/', 'bad-endpoint', expect.anything()],
    ['svc:web', 'bad-endpoint', expect.anything()],
    ['10.0.0.01', 'bad-endpoint', expect.anything()],
    ['10.0.0.0/8', 'bad-endpoint', expect.anything()],
  ])('%j is refused as %s', (text, code, hint) => {
    const error = parseEndpoint(text, inventory);
    expect(error).toMatchObject({ kind: 'error', code });
    expect('hint' in error ? error.hint : undefined).toEqual(hint);
  });
});

describe('a workload whose pod template is not counted', () => {
  const deployment =
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {template: {}}}\n';
  const pods = '---\ncluster: {pods: [{namespace: shop, name: wb, ips: [10.0.0.1]}]}\n';
  const there = 'The Deployment is there: count pod templates as pods by --workloads.';

  it.each([
    [deployment, 'shop/web', there],
    [deployment, 'shop/web[Deployment]', there],
    [`${deployment}${pods}`, 'default:shop/web', there],
    [
      deployment,
      'shop/cart',
      'The inventory holds workloads only: count their pod templates as pods by --workloads.',
    ],
    [`${deployment}${pods}`, 'shop/wbe', 'Did you mean "shop/wb"?'],
    ['cluster: {}', 'shop/web', 'The inventory holds none: say who is who by --cluster.'],
  ])('is named where it was meant: %j %s', (text, endpoint, hint) => {
    expect(parseEndpoint(endpoint, inventoryOf(text).inventory)).toMatchObject({ code: 'unknown-pod', hint });
  });
});
