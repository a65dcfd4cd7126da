import { describe, expect, it } from 'vitest';
import { buildInventory } from '../../src/inventory/build.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { inventoryOf, said } from './helpers.ts';

const join = (...objects: readonly string[]) => objects.join('\n---\n');
const node = (name: string, address: string) =>
  `{apiVersion: v1, kind: Node, metadata: {name: ${name}}, status: {addresses: [{type: InternalIP, address: ${address}}]}}`;
const pod = (name: string, spec: string, status: string) =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: shop}, spec: {${spec}}, status: {${status}}}`;
const service = (name: string, spec: string, status = '') =>
  `{apiVersion: v1, kind: Service, metadata: {name: ${name}, namespace: shop}, spec: {ports: [{port: 80}], ${spec}}, status: {${status}}}`;
const slice = (labels: string, type = 'IPv4', address = '10.0.0.1', namespace = 'shop') =>
  `{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: s, namespace: ${namespace}, labels: {${labels}}}, addressType: ${type}, endpoints: [{addresses: ["${address}"]}], ports: [{port: 80}]}`;
const of = (name: string) => `kubernetes.io/service-name: ${name}`;
const messages = (text: string) =>
  inventoryOf(text)
    .diagnostics.filter(({ code }) => code !== 'namespace-assumed')
    .map(({ message }) => message);

describe('contradictions within an inventory', () => {
  it.each([
    [
      'two nodes of one address',
      join(node('n1', '172.18.0.2'), node('n2', '172.18.0.2')),
      'address-conflict 1',
      'node:n1 (world.yaml:1) and node:n2 (world.yaml:3) both hold 172.18.0.2',
    ],
    [
      'a service at the address of a pod',
      join(pod('web', '', 'podIP: 10.0.0.1'), service('db', 'clusterIP: 10.0.0.1')),
      'service-address-conflict 3',
      'the service shop/db and the pod shop/web both have 10.0.0.1',
    ],
    [
      'a service at the address of another, with other ports',
      join(
        service('a', 'clusterIP: 10.96.0.1'),
        service('b', 'ports: [{port: 81}], clusterIP: 10.96.0.1').replace('ports: [{port: 80}], ', ''),
      ),
      'service-address-conflict 3',
      'the service shop/b and the service shop/a both have the cluster address 10.96.0.1',
    ],
    [
      'a service at the address of another, with the same port',
      join(service('a', 'clusterIP: 10.96.0.1'), service('b', 'clusterIP: 10.96.0.1')),
      'service-address-conflict 3',
      '10.96.0.1 TCP 80 is also a frontend of shop/a, which stays',
    ],
    [
      'pods on a node that is not there',
      join(
        node('nox', '172.18.0.2'),
        pod('a', 'nodeName: nix', 'podIP: 10.0.0.1'),
        pod('b', 'nodeName: nix', 'podIP: 10.0.0.2'),
      ),
      'unknown-node 3',
      'shop/a and 1 more are on the node nix, which is not in the inventory',
    ],
    [
      'endpoints of a service that is not there',
      join(service('web', 'clusterIP: 10.96.0.1'), slice(of('wbe'))),
      'unknown-service 3',
      'the EndpointSlice shop/s is of the service wbe, which is not in the inventory',
    ],
    [
      'endpoints of no service',
      slice('app: web'),
      'endpoints-without-service 1 metadata',
      'the EndpointSlice is of no service, so its endpoints are not read',
    ],
  ])('are warned of: %s', (_, text, line, message) => {
    expect(said(inventoryOf(text).diagnostics)).toEqual([`warning ${line}`]);
    expect(messages(text)).toEqual([message]);
  });
  it('are errors where API servers refuse them: an address of the other family', () => {
    const text = join(service('web', 'clusterIP: 10.96.0.1'), slice(of('web'), 'IPv4', 'fd00::1'));
    expect(said(inventoryOf(text).diagnostics)).toEqual(['error invalid-address 3 endpoints[0].addresses']);
    expect(messages(text)).toEqual(['fd00::1 is no IPv4 address, as addressType says']);
  });
  it('suggest the name that was probably meant', () => {
    const hints = (text: string) =>
      inventoryOf(text).diagnostics.flatMap(({ code, hint }) => (code.startsWith('unknown-') ? [hint] : []));
    expect(hints(join(node('nox', '172.18.0.2'), pod('a', 'nodeName: nix', 'podIP: 10.0.0.1')))).toEqual([
      'Did you mean "nox"?',
    ]);
    expect(hints(join(service('web', 'clusterIP: 10.96.0.1'), slice(of('wbe'))))).toEqual([
      'Did you mean "web"?',
    ]);
  });
});

describe('what clusters hold rightly', () => {
  it.each([
    [
      'hostNetwork pods at the address of their node',
      join(
        node('n1', '172.18.0.2'),
        ...['a', 'b'].map((name) => pod(name, 'nodeName: n1, hostNetwork: true', 'podIP: 172.18.0.2')),
      ),
    ],
    [
      'finished pods at an address that was given again, and on nodes that are gone',
      join(
        node('n1', '172.18.0.2'),
        pod('done', 'nodeName: gone', 'phase: Succeeded, podIP: 10.0.0.1'),
        pod('a', 'nodeName: n1', 'podIP: 10.0.0.1'),
        service('web', 'clusterIP: 10.96.0.1'),
      ),
    ],
    ['nodes that are not listed', pod('a', 'nodeName: n1', 'podIP: 10.0.0.1')],
    ['services that are not listed', join(slice(of('web')), slice(of('db')))],
    [
      'external and load-balancer addresses that are those of nodes, and of several services',
      join(
        node('n1', '172.18.0.2'),
        pod('a', 'nodeName: n1, hostNetwork: true', 'podIP: 172.18.0.2'),
        service('web', 'clusterIP: 10.96.0.1, externalIPs: [172.18.0.2]'),
        service('db', 'clusterIP: 10.96.0.2', 'loadBalancer: {ingress: [{ip: 172.18.0.2}]}').replace(
          'port: 80',
          'port: 81',
        ),
      ),
    ],
    [
      'headless services',
      join(service('a', 'clusterIP: None'), service('b', 'clusterIP: None'), slice(of('a'))),
    ],
    [
      'endpoints of a service that is a name',
      join(
        service('a', 'clusterIP: 10.96.0.1'),
        service('ext', 'type: ExternalName, externalName: example.org'),
        slice(of('ext')),
      ),
    ],
    [
      'API servers without their service',
      join(service('a', 'clusterIP: 10.96.0.1'), slice(of('kubernetes'), 'IPv4', '172.18.0.2', 'default')),
    ],
    ['slices of other programs', slice('multicluster.kubernetes.io/service-name: web')],
    ['slices of names', slice('app: web', 'FQDN', 'example.org')],
    [
      'Endpoints as locks',
      join(
        service('a', 'clusterIP: 10.96.0.1'),
        '{apiVersion: v1, kind: Endpoints, metadata: {name: kube-scheduler, namespace: kube-system}}',
      ),
    ],
    [
      'services of a short form',
      'cluster: {services: [{name: a, clusterIP: 10.96.0.1, ports: [{port: 80}], endpoints: [203.0.113.7]}]}',
    ],
  ])('is not warned of: %s', (_, text) => {
    expect(said(inventoryOf(text).diagnostics)).toEqual([]);
  });
  it('is not warned of: services of other clusters at the same addresses', () => {
    const { manifests } = parseManifests(join(service('a', 'clusterIP: 10.96.0.1'), slice(of('a'))), 'f');
    const other = parseManifests(
      join(service('b', 'clusterIP: 10.96.0.1'), pod('p', 'nodeName: n9', 'podIP: 10.9.0.1')),
      'g',
    );
    const own = parseManifests(join(node('n1', '172.18.0.2'), service('c', 'clusterIP: 10.96.0.9')), 'h');
    const sources = [
      { manifests: [...manifests, ...own.manifests] },
      { cluster: 'west', manifests: other.manifests },
    ];
    expect(said(buildInventory(sources).diagnostics)).toEqual([]);
  });
});
