import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../src/net/address.ts';
import { type ProbeRequest, readTraffic, resolveProbe } from '../../src/probe/index.ts';
import { inventoryOf } from '../inventory/helpers.ts';

const { inventory } = inventoryOf(`
cluster:
  nodes: [{name: n1, ips: [172.18.0.11]}]
  pods:
  - {namespace: shop, name: front, node: n1, ips: [10.0.0.1, "fd00::1"]}
  - {namespace: shop, name: web, labels: {app: web}, node: n1, ips: [10.0.0.2, "fd00::2"]}
  - {namespace: shop, name: new}
  services: [{namespace: shop, name: web, selector: {app: web}, clusterIP: 10.96.0.1, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}]
  dns: [{name: Www.Example.org, ips: [203.0.113.10]}]
`);

function resolve(request: Partial<ProbeRequest>) {
  return resolveProbe({ from: 'shop/front', to: 'shop/web', protocol: 6, port: 8080, ...request }, inventory);
}

function resolved(request: Partial<ProbeRequest>) {
  const probe = resolve(request);
  if ('code' in probe) throw new Error(probe.message);
  return probe;
}

/** Addresses of both ends. */
function ends(request: Partial<ProbeRequest>): string {
  const { source, destination } = resolved(request).connection;
  return `${formatAddress(source.address)} ${formatAddress(destination.address)}`;
}

describe('the connection of a request', () => {
  it.each([
    ['IPv4 first', {}, '10.0.0.1 10.0.0.2'],
    ['the family that is asked for', { family: 6 as const }, 'fd00::1 fd00::2'],
    ['the family of the other end', { to: '2001:db8::1' }, 'fd00::1 2001:db8::1'],
    ['the node of the other end', { from: 'entity:host' }, '172.18.0.11 10.0.0.2'],
    ['a name', { to: 'fqdn:www.example.ORG.' }, '10.0.0.1 203.0.113.10'],
    ['a pod without an address', { from: 'shop/new' }, '0.0.0.0 10.0.0.2'],
  ])('goes between the addresses of both ends: %s', (_what, request, expected) => {
    expect(ends(request)).toBe(expected);
  });

  it('knows the names that answers gave, before the probe and while they held', () => {
    const address = parseAddress('203.0.113.9')!;
    const after = [
      { name: 'a.example', address, ageSeconds: 5 },
      { name: 'b.example', address, ttl: 5, ageSeconds: 5 },
      { name: 'c.example', address, ttl: 5, ageSeconds: 6 },
    ];
    const { connection } = resolved({ to: '203.0.113.9', after });
    const [client] = connection.source.entities;
    expect(connection.namesOf(address, client)).toEqual(['a.example', 'b.example']);
  });

  it('carries the service port that is still to be translated', () => {
    for (const request of [
      { to: 'svc:shop/web', port: 80 },
      { to: '10.96.0.1', port: 80 },
      { to: 'node:n1', port: 30080 },
    ]) {
      expect(resolved(request).service).toMatchObject({ port: 80, backends: [{ port: 8080 }] });
    }
    expect(resolved({ to: 'node:n1', port: 22 }).service).toBe(undefined);
    expect(resolved({}).service).toBe(undefined);
  });

  it('carries the service that it came through', () => {
    expect(resolved({ via: 'shop/web' }).connection.service).toEqual({ namespace: 'shop', name: 'web' });
    expect(resolve({ via: 'shop/web', protocol: 17 })).toMatchObject({
      field: 'via',
      code: 'no-such-backend',
    });
  });

  it('says which ends have no address', () => {
    expect(resolved({}).addressUnknown).toEqual([]);
    expect(resolved({ from: 'shop/new', to: 'shop/new' }).addressUnknown).toEqual(['from', 'to']);
  });

  it('says which field asks for what is not there', () => {
    expect(resolve({ to: 'shop/wbe' })).toEqual({
      field: 'to',
      code: 'unknown-pod',
      message: 'there is no pod shop/wbe in the inventory',
      hint: 'Did you mean "shop/web"?',
    });
    expect(resolve({ to: 'svc:shop/web/x', port: 80 })).toMatchObject({
      field: 'to',
      code: 'unknown-service',
    });
  });
});

describe('protocol and ports', () => {
  it.each([
    [{}, { protocol: 6 }],
    [
      { protocol: 'udp', port: 53 },
      { protocol: 17, port: 53 },
    ],
    [{ protocol: 'ICMP' }, { protocol: 1, family: 4, icmp: { type: 8, code: 0 } }],
    [
      { protocol: 'ICMPv6', icmp: { type: 1 } },
      { protocol: 58, family: 6, icmp: { type: 1, code: 0 } },
    ],
    [{ protocol: '47' }, { protocol: 47 }],
  ])('%j', (words, traffic) => {
    expect(readTraffic(words)).toEqual({ traffic, problems: [] });
  });

  it('are all looked at, so that one hears of all faults at once', () => {
    const words = { protocol: 'ICMP', port: 1, sourcePort: 2, family: 6 as const };
    expect(readTraffic(words).problems.map(({ field }) => field)).toEqual(['port', 'sourcePort', 'family']);
    expect(readTraffic({ icmp: {} }).problems).toMatchObject([{ field: 'icmp', code: 'bad-value' }]);
    expect(readTraffic({ protocol: 'TPC' })).toMatchObject({
      traffic: undefined,
      problems: [{ field: 'protocol' }],
    });
  });
});
