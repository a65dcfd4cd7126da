import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../src/net/address.ts';
import { backendsAt, inventoryOf, said, soundInventory } from './helpers.ts';

const pod = (name: string, ips: readonly string[], more = '', status = '') => `---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop, labels: {app: web}${more}}
spec: {containers: [{name: c, ports: [{name: http, containerPort: 80${name.length}}, {name: dns, containerPort: 53, protocol: UDP}]}]}
status: {podIPs: [${ips.map((ip) => `{ip: "${ip}"}`)}]${status}}
`;
const service = (spec: string, rest = '') => `---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop, labels: {l: v}}
spec: {${spec}}
${rest}
`;
const slice = (name: string, rest: string) => `---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}, namespace: shop, labels: {kubernetes.io/service-name: web}}
${rest}
`;
const one = 'clusterIP: 10.96.0.1, selector: {app: web}, ports: [{port: 80}]';

describe('a service', () => {
  it('leads from its cluster addresses to the pods that it selects, within a family', () => {
    const inventory = soundInventory(
      pod('a', ['10.0.0.1', 'fd00::1']) +
        pod('b', ['10.0.0.2']) +
        service(
          'clusterIP: 10.96.0.1, clusterIPs: [10.96.0.1, "fd00:96::1"], selector: {app: web}, ports: [{port: 80, targetPort: 8080}]',
        ),
    );
    expect(backendsAt(inventory, '10.96.0.1', 80)).toEqual(['10.0.0.1 8080', '10.0.0.2 8080']);
    expect(backendsAt(inventory, 'fd00:96::1', 80)).toEqual(['fd00::1 8080']);
    expect(backendsAt(inventory, '10.96.0.1', 81)).toBe(undefined);
    expect(backendsAt(inventory, '10.96.0.1', 80, 17)).toBe(undefined);
    expect(inventory.service('shop', 'web')).toMatchObject({
      cluster: 'default',
      namespace: 'shop',
      name: 'web',
    });
    expect(inventory.service('shop', 'web')?.labels.get('l')).toBe('v');
  });
  it('looks named target ports up in each pod, by name and protocol', () => {
    const ports =
      '[{name: h, port: 80, targetPort: http}, {name: d, port: 53, protocol: UDP, targetPort: dns}, {name: x, port: 54, targetPort: dns}]';
    const inventory = soundInventory(
      pod('a', ['10.0.0.1']) +
        pod('bb', ['10.0.0.2']) +
        service(`clusterIP: 10.96.0.1, selector: {app: web}, ports: ${ports}`),
    );
    expect(backendsAt(inventory, '10.96.0.1', 80)).toEqual(['10.0.0.1 801', '10.0.0.2 802']);
    expect(backendsAt(inventory, '10.96.0.1', 53, 17)).toEqual(['10.0.0.1 53', '10.0.0.2 53']);
    expect(backendsAt(inventory, '10.96.0.1', 54)).toEqual([]);
  });
  it('sends to its own port number where it names no target', () => {
    const inventory = soundInventory(pod('a', ['10.0.0.1']) + service(one));
    expect(backendsAt(inventory, '10.96.0.1', 80)).toEqual(['10.0.0.1 80']);
  });
  it('passes over pods of other labels and namespaces, and those that are not ready', () => {
    const text =
      pod('a', ['10.0.0.1']) +
      pod('b', ['10.0.0.2'], '', ', conditions: [{type: Ready, status: "False"}]') +
      pod('c', ['10.0.0.3'], ', deletionTimestamp: 2026-01-01T00:00:00Z') +
      pod('d', ['10.0.0.4'], '', ', phase: Failed') +
      pod('e', ['10.0.0.5'], '', ', conditions: [{type: Ready, status: "True"}]') +
      pod('f', ['10.0.0.6']).replace('namespace: shop', 'namespace: other') +
      pod('g', ['10.0.0.7']).replace('{app: web}', '{app: cart}');
    expect(backendsAt(soundInventory(text + service(one)), '10.96.0.1', 80)).toEqual([
      '10.0.0.1 80',
      '10.0.0.5 80',
    ]);
    const all = soundInventory(text + service(`${one}, publishNotReadyAddresses: true`));
    expect(backendsAt(all, '10.96.0.1', 80)).toEqual([
      '10.0.0.1 80',
      '10.0.0.2 80',
      '10.0.0.3 80',
      '10.0.0.5 80',
    ]);
  });
  it('without a selector selects nothing', () => {
    const inventory = soundInventory(
      pod('a', ['10.0.0.1']) + service('clusterIP: 10.96.0.1, ports: [{port: 80}]'),
    );
    expect(backendsAt(inventory, '10.96.0.1', 80)).toEqual([]);
  });
  it('answers at external and load-balancer addresses, and at node ports of every node', () => {
    const node = (name: string, ip: string) =>
      `---\n{apiVersion: v1, kind: Node, metadata: {name: ${name}}, status: {addresses: [{type: InternalIP, address: "${ip}"}]}}\n`;
    const inventory = soundInventory(
      pod('a', ['10.0.0.1', 'fd00::1']) +
        node('n1', '172.18.0.1') +
        node('n2', 'fd00:18::2') +
        service(
          'type: LoadBalancer, externalIPs: [198.51.100.1], clusterIP: 10.96.0.1, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]',
          'status: {loadBalancer: {ingress: [{ip: 198.51.100.2}, {hostname: lb.example}]}}',
        ),
    );
    for (const address of ['10.96.0.1', '198.51.100.1', '198.51.100.2']) {
      expect(backendsAt(inventory, address, 80)).toEqual(['10.0.0.1 80']);
    }
    expect(backendsAt(inventory, '172.18.0.1', 30080)).toEqual(['10.0.0.1 80']);
    expect(backendsAt(inventory, 'fd00:18::2', 30080)).toEqual(['fd00::1 80']);
    expect(backendsAt(inventory, '172.18.0.1', 80)).toBe(undefined);
    expect(backendsAt(inventory, '10.96.0.1', 30080)).toBe(undefined);
  });
  it('that is headless has no address, but backends', () => {
    const inventory = soundInventory(
      pod('a', ['10.0.0.1']) +
        service('clusterIP: None, clusterIPs: [None], selector: {app: web}, ports: [{port: 80}]'),
    );
    const found = inventory.service('shop', 'web');
    expect(found?.addresses).toEqual([]);
    expect(found?.ports[0].backends.map(({ address }) => formatAddress(address))).toEqual(['10.0.0.1']);
  });
  it('of type ExternalName is none', () => {
    const inventory = soundInventory(service('type: ExternalName, externalName: a.example'));
    expect(inventory.services).toEqual([]);
  });
  it('reaches a hostNetwork pod at the first address of its node', () => {
    const inventory = soundInventory(`
{apiVersion: v1, kind: Node, metadata: {name: n1}, status: {addresses: [{type: InternalIP, address: 172.18.0.1}, {type: ExternalIP, address: 198.51.100.1}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop, labels: {app: web}}, spec: {hostNetwork: true, nodeName: n1}}
${service(one)}`);
    expect(backendsAt(inventory, '10.96.0.1', 80)).toEqual(['172.18.0.1 80']);
  });
});

describe('EndpointSlices', () => {
  const base =
    pod('a', ['10.0.0.1']) +
    service(
      'clusterIP: 10.96.0.1, selector: {app: web}, ports: [{name: http, port: 80}, {name: m, port: 90}]',
    );
  it('say more than the selector: ready is what is not false', () => {
    const inventory = soundInventory(
      base +
        slice(
          'web-1',
          `addressType: IPv4
endpoints:
- {addresses: [10.1.0.1], conditions: {ready: true}}
- {addresses: [10.1.0.2], conditions: {ready: false}}
- {addresses: [10.1.0.3], conditions: {ready: null}}
- {addresses: [10.1.0.4]}
ports: [{name: http, port: 8080}]`,
        ) +
        slice(
          'web-2',
          'addressType: IPv4\nendpoints: [{addresses: [10.1.0.5, 10.1.0.6]}]\nports: [{name: http, port: 8081}]',
        ) +
        slice(
          'web-3',
          'addressType: FQDN\nendpoints: [{addresses: [a.example]}]\nports: [{name: http, port: 8082}]',
        ),
    );
    expect(backendsAt(inventory, '10.96.0.1', 80)).toEqual([
      '10.1.0.1 8080',
      '10.1.0.3 8080',
      '10.1.0.4 8080',
      '10.1.0.5 8081',
    ]);
    expect(backendsAt(inventory, '10.96.0.1', 90)).toEqual([]);
  });
  it('go before Endpoints objects', () => {
    const endpoints =
      '---\n{apiVersion: v1, kind: Endpoints, metadata: {name: web, namespace: shop}, subsets: [{addresses: [{ip: 10.2.0.1}], notReadyAddresses: [{ip: 10.2.0.2}], ports: [{name: http, port: 1}]}]}\n';
    expect(backendsAt(soundInventory(base + endpoints), '10.96.0.1', 80)).toEqual(['10.2.0.1 1']);
    const both =
      base +
      endpoints +
      slice('s', 'addressType: IPv4\nendpoints: [{addresses: [10.1.0.1]}]\nports: [{name: http, port: 2}]');
    expect(backendsAt(soundInventory(both), '10.96.0.1', 80)).toEqual(['10.1.0.1 2']);
  });
  it('with IPv6 addresses serve the IPv6 frontends', () => {
    const inventory = soundInventory(
      service('clusterIPs: [10.96.0.1, "fd00:96::1"], ports: [{port: 80}]') +
        slice('a', 'addressType: IPv4\nendpoints: [{addresses: [10.1.0.1]}]\nports: [{port: 8080}]') +
        slice(
          'b',
          'addressType: IPv6\nendpoints: [{addresses: ["fd00:1::1"]}]\nports: [{name: "", port: 8080}]',
        ),
    );
    expect(backendsAt(inventory, '10.96.0.1', 80)).toEqual(['10.1.0.1 8080']);
    expect(backendsAt(inventory, 'fd00:96::1', 80)).toEqual(['fd00:1::1 8080']);
  });
});

describe('two services at one address and port', () => {
  it('are warned of; the first by name answers', () => {
    const { inventory, diagnostics } = inventoryOf(
      service('clusterIP: 10.96.0.1, ports: [{port: 80}]').replace('name: web', 'name: b') +
        service('clusterIP: 10.96.0.1, ports: [{port: 80}]').replace('name: web', 'name: a'),
    );
    expect(said(diagnostics)).toEqual(['warning service-address-conflict 2']);
    expect(diagnostics[0].message).toBe('10.96.0.1 TCP 80 is also a frontend of shop/a, which stays');
    expect(backendsAt(inventory, '10.96.0.1', 80)).toEqual([]);
  });
});

describe('what a service loses', () => {
  const short = (fields: string) => `cluster: {services: [{name: web, ${fields}}]}`;
  const object = (fields: string) =>
    `{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {${fields}}}`;

  it.each([
    ['clusterIP: 10.0.0.9, ports: [{port: 0}]', 'invalid-port', 'ports[0].port'],
    ['clusterIP: 10.0.0.9, ports: [{port: 80, targetPort: "8080"}]', 'invalid-port', 'ports[0].targetPort'],
    ['clusterIP: 10.0.0.9, ports: [{}]', 'missing-field', 'ports[0]'],
    ['clusterIP: 10.0.0.9, ports: [{targetPort: 80}]', 'missing-field', 'ports[0]'],
    ['clusterIP: None, clusterIPs: [10.0.0.9], ports: [{port: 80}]', 'cluster-ip-mismatch', 'clusterIPs'],
    ['clusterIP: 10.0.0.9, clusterIPs: [None], ports: [{port: 80}]', 'cluster-ip-mismatch', 'clusterIPs'],
    ['clusterIP: 10.0.0.8, clusterIPs: [10.0.0.9], ports: [{port: 80}]', 'cluster-ip-mismatch', 'clusterIPs'],
  ])('is an error: %s', (fields, code, path) => {
    const line = (prefix: string) => [`error ${code} 1 ${prefix}${path}`];
    expect(said(inventoryOf(short(fields)).diagnostics)).toEqual(line('cluster.services[0].'));
    expect(said(inventoryOf(object(fields)).diagnostics)).toEqual(line('spec.'));
  });
  it.each([
    'clusterIP: None, clusterIPs: [None], ports: [{port: 80}]',
    'clusterIPs: [None], ports: [{port: 80}]',
    'clusterIP: None, ports: [{port: 80, targetPort: 0}]',
    'clusterIP: "", clusterIPs: [10.0.0.9], ports: [{port: 80, nodePort: 0}]',
    'clusterIP: 10.0.0.9, clusterIPs: [10.0.0.9, "fd00::9"], ports: [{port: 80, targetPort: ""}]',
    'clusterIP: "FD00::9", clusterIPs: ["fd00::9"]',
  ])('is nothing here: %s', (fields) => {
    expect(said(inventoryOf(short(fields)).diagnostics)).toEqual([]);
    expect(said(inventoryOf(object(fields)).diagnostics)).toEqual([]);
  });
  it('is not the ports of pods either', () => {
    const pod = 'cluster: {pods: [{name: web, ips: [10.0.0.1], ports: [{name: http}, {port: 0}]}]}';
    expect(said(inventoryOf(pod).diagnostics)).toEqual([
      'error missing-field 1 cluster.pods[0].ports[0]',
      'error invalid-port 1 cluster.pods[0].ports[1].port',
    ]);
  });
});
