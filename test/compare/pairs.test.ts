import { describe, expect, it } from 'vitest';
import { compared, lines, networkPolicy } from './comparing.ts';

const cluster = `
cluster:
  namespaces: [{name: shop}, {name: ops}]
  pods:
  - {namespace: shop, name: web, labels: {app: web}, ips: [10.10.1.1], ports: [{name: http, port: 8080}]}
  - {namespace: shop, name: cart, labels: {app: cart}, ips: [10.10.1.2], ports: [{name: http, port: 8081}]}
  - {namespace: ops, name: prom, ips: [10.10.2.1]}
`;

const all = '{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}';
const toWeb = (ingress: string) =>
  networkPolicy(
    'web',
    `{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: ${ingress}}`,
  );
const fromWeb = (egress: string) =>
  networkPolicy('web', `{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: ${egress}}`);

describe('what changes for pairs of endpoints', () => {
  it('is nothing where the same is said in other words and by other policies', () => {
    const again = networkPolicy('b', '{podSelector: {}, ingress: [{from: [], ports: []}]}');
    const changes = compared(cluster, [networkPolicy('a', all), again]);
    expect(lines(changes)).toEqual([]);
    // Three pods with each other and with themselves, and to and from the one part that IPv4 has outside.
    expect([changes.pairs, changes.changedPairs]).toEqual([15, 0]);
  });

  it('groups sources and destinations that change alike', () => {
    const changes = compared(cluster, ['', networkPolicy('deny', '{podSelector: {}}')]);
    expect(lines(changes)).toEqual([
      'ops/prom, shop/cart, shop/web, outside 0.0.0.0/0 -> shop/cart, shop/web: everything: allow -> deny',
    ]);
    expect(changes.changedPairs).toBe(6);
  });

  it('says what stays open where that is shorter', () => {
    const open = toWeb('[{ports: [{port: 80}, {port: 8000, endPort: 8999}]}]');
    const changes = compared(cluster, ['', open]);
    expect(lines(changes)).toEqual([
      'ops/prom, shop/cart, outside 0.0.0.0/0 -> shop/web: everything except TCP 80, 8000-8999: allow -> deny',
    ]);
  });

  it('cuts ranges of ports where old and new overlap', () => {
    const before = toWeb('[{ports: [{port: 100, endPort: 200}, {port: 53, protocol: UDP}]}]');
    const after = toWeb('[{ports: [{port: 150, endPort: 250}, {port: 53, protocol: UDP}]}]');
    expect(lines(compared(cluster, [before, after]))).toEqual([
      'ops/prom, shop/cart, outside 0.0.0.0/0 -> shop/web: TCP 100-149: allow -> deny',
      'ops/prom, shop/cart, outside 0.0.0.0/0 -> shop/web: TCP 201-250: deny -> allow',
    ]);
  });

  it('resolves a named port at each destination', () => {
    const before = networkPolicy('a', '{podSelector: {}}');
    const after = before + networkPolicy('b', '{podSelector: {}, ingress: [{ports: [{port: http}]}]}');
    expect(lines(compared(cluster, [before, after]))).toEqual([
      'ops/prom, shop/web, outside 0.0.0.0/0 -> shop/cart: TCP 8081: deny -> allow',
      'ops/prom, shop/cart, outside 0.0.0.0/0 -> shop/web: TCP 8080: deny -> allow',
    ]);
  });

  it('lists an endpoint with itself apart', () => {
    const deny = networkPolicy('deny', '{podSelector: {}}');
    expect(lines(compared(cluster, ['', deny], { options: { self: 'judge' } }))).toEqual([
      'ops/prom, shop/cart, shop/web, outside 0.0.0.0/0 -> shop/cart, shop/web: everything: allow -> deny',
      'shop/cart, shop/web -> itself: everything: allow -> deny',
    ]);
  });
});

describe('the outside in a comparison of pairs', () => {
  it('is divided by the prefixes of both sets and their exceptions, and put together again', () => {
    const block = (cidr: string, ...except: string[]) =>
      `{ipBlock: {cidr: ${cidr}, except: [${except.join(', ')}]}}`;
    const before = fromWeb(`[{to: [${block('192.0.0.0/8')}]}]`);
    const after = fromWeb(
      `[{to: [${block('192.0.0.0/8', '192.1.0.0/16', '192.2.0.0/16')}, ${block('192.1.7.0/24')}]}]`,
    );
    expect(lines(compared(cluster, [before, after]))).toEqual([
      'shop/web -> outside 192.1.0.0/16 except 192.1.7.0/24, outside 192.2.0.0/16: everything: allow -> deny',
    ]);
  });

  it('leaves out addresses that somebody of the inventory holds, and those of services', () => {
    const services = `${cluster}  services: [{namespace: shop, name: s, clusterIP: 10.96.0.1, ports: [{port: 80}]}]`;
    const cidrs = ['10.96.0.1/32', '10.10.2.1/32'].map((cidr) => `{ipBlock: {cidr: ${cidr}}}`);
    const changes = compared(services, [fromWeb('[]'), fromWeb(`[{to: [${cidrs.join(', ')}]}]`)]);
    expect(lines(changes)).toEqual(['shop/web -> ops/prom: everything: deny -> allow']);
  });

  it('tells names apart that the policies do', () => {
    const to = (...names: string[]) => `
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: names}
spec:
  tier: Admin
  priority: 1
  subject: {pods: {podSelector: {matchLabels: {app: web}}}}
  egress:
  - {action: Accept, to: [{domainNames: [${names.map((name) => JSON.stringify(name)).join(', ')}]}]}
  - {action: Deny, to: [{networks: [0.0.0.0/0]}]}
`;
    const changes = compared(cluster, [to('*.example.org'), to('www.example.org')]);
    expect(lines(changes)).toEqual([
      'shop/web -> outside 0.0.0.0/0 named *.example.org: everything: allow -> deny',
    ]);
  });
});

describe('the endpoints of a comparison of pairs', () => {
  const both = `
cluster:
  nodes: [{name: n1, ips: [172.18.0.1, 172.19.0.1]}]
  pods:
  - {namespace: shop, name: web, labels: {app: web}, node: '', ips: [10.10.1.1, "fd00:10::1"]}
  - {namespace: shop, name: agent, node: n1, hostNetwork: true, ips: [172.18.0.1]}
  - {namespace: shop, name: cart, node: n1, ips: [10.10.1.2, "fd00:10::2"]}
`;

  it('are compared in each family, and the family is named where it matters', () => {
    const v4 = fromWeb('[{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]');
    expect(lines(compared(both, ['', v4]))).toEqual([
      'shop/web -> shop/cart: everything over IPv6: allow -> deny',
      'shop/web -> outside ::/0: everything: allow -> deny',
    ]);
  });

  it('hold pods of the host network as their node, and each further address of a node', () => {
    const toNode = fromWeb('[{to: [{ipBlock: {cidr: 172.19.0.0/16}}]}]');
    expect(lines(compared(both, [fromWeb('[]'), toNode]))).toEqual([
      'shop/web -> node:n1 (172.19.0.1), outside 172.19.0.0/16: everything: deny -> allow',
    ]);
  });

  it('let the own node in, which forwards nothing', () => {
    const deny = networkPolicy('deny', '{podSelector: {matchLabels: {app: web}}}');
    const home = both.replace("node: ''", 'node: n1');
    expect(lines(compared(home, ['', deny]))).toEqual([
      'shop/cart, outside 0.0.0.0/0, outside ::/0 -> shop/web: everything: allow -> deny',
    ]);
  });

  it('are the pod templates of workloads too, where they count as pods', () => {
    const workloads = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: []}}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
`;
    const changes = compared(workloads, ['', toWeb('[]')], { workloads: true });
    expect(lines(changes)).toEqual(['outside 0.0.0.0/0 -> shop/web[Deployment]: everything: allow -> deny']);
  });
});

describe('what other engines add to a comparison of pairs', () => {
  it('lists a backend behind its service apart, where a rule is about the service', () => {
    const services = `${cluster}  services: [{namespace: shop, name: cart, selector: {app: cart}, clusterIP: 10.96.0.1, ports: [{port: 80, targetPort: 8081}]}]`;
    const policy = (action: string) => `
apiVersion: crd.antrea.io/v1beta1
kind: ClusterNetworkPolicy
metadata: {name: services}
spec:
  priority: 5
  appliedTo: [{podSelector: {matchLabels: {app: web}}}]
  egress: [{action: ${action}, toServices: [{name: cart, namespace: shop}]}]
`;
    const changes = compared(services, [policy('Allow'), policy('Drop')], { engine: 'antrea' });
    expect(lines(changes)).toEqual(['shop/web -> shop/cart through svc:shop/cart: TCP 8081: allow -> deny']);
  });

  it('tells an allowance for some requests from one for all, and says that requests were not compared', () => {
    const policy = (rules: string) => `
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  endpointSelector: {matchLabels: {app: web}}
  ingress: [{fromEndpoints: [{}], toPorts: [{ports: [{port: "80", protocol: TCP}]${rules}}]}]
`;
    const changes = compared(cluster, [policy(''), policy(', rules: {http: [{method: GET}]}')], {
      engine: 'cilium',
    });
    expect(lines(changes)).toEqual(['shop/cart -> shop/web: TCP 80: allow -> allow some']);
    expect(changes.requestRulesDiffer).toBe(true);
  });
});
