import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../src/net/address.ts';
import { holdersOf, inventoryOf, ip, said, soundInventory } from './helpers.ts';

const node = `
apiVersion: v1
kind: Node
metadata: {name: n1, labels: {zone: a}}
status:
  addresses:
  - {type: Hostname, address: n1.example}
  - {type: InternalIP, address: 172.18.0.11}
  - {type: InternalIP, address: "fd00:18::11"}
  - {type: ExternalIP, address: 198.51.100.11}
  - {type: InternalDNS, address: n1.internal}
---
`;

describe('a pod', () => {
  const inventory = soundInventory(`${node}
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: retail, kubernetes.io/metadata.name: wrong}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web-sa, namespace: shop, labels: {sa: "1"}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web, empty: ""}, ownerReferences: [{kind: ReplicaSet, controller: true}]}
spec:
  nodeName: n1
  serviceAccountName: web-sa
  initContainers:
  - {name: setup, ports: [{name: init, containerPort: 1}]}
  - {name: proxy, restartPolicy: Always, ports: [{name: proxy, containerPort: 15001, protocol: TCP}]}
  containers:
  - {name: main, ports: [{name: http, containerPort: 8080}, {containerPort: 53, protocol: UDP}]}
  - {name: none}
  ephemeralContainers:
  - {name: debug, ports: [{name: dbg, containerPort: 9}]}
status:
  podIP: 10.0.0.1
  podIPs: [{ip: 10.0.0.1}, {ip: "fd00::1"}]
`);
  const web = inventory.pod('shop', 'web', '');

  it('has the labels of its own and of all that it refers to', () => {
    expect(web).toMatchObject({
      kind: 'pod',
      cluster: 'default',
      namespace: 'shop',
      name: 'web',
      node: 'n1',
    });
    expect([...(web?.labels ?? [])]).toEqual([
      ['app', 'web'],
      ['empty', ''],
    ]);
    expect([...(web?.namespaceLabels ?? [])]).toEqual([
      ['team', 'retail'],
      ['kubernetes.io/metadata.name', 'shop'],
    ]);
    expect(web?.serviceAccount).toBe('web-sa');
    expect(web?.serviceAccountLabels.get('sa')).toBe('1');
    expect(web?.nodeLabels.get('zone')).toBe('a');
  });
  it('has the ports of all its containers', () => {
    expect(web?.ports).toEqual([
      { name: 'init', port: 1, protocol: 6 },
      { name: 'proxy', port: 15001, protocol: 6 },
      { name: 'http', port: 8080, protocol: 6 },
      { name: '', port: 53, protocol: 17 },
      { name: 'dbg', port: 9, protocol: 6 },
    ]);
  });
  it('holds all its addresses', () => {
    expect(web?.addresses.map(formatAddress)).toEqual(['10.0.0.1', 'fd00::1']);
    expect(inventory.holders(ip('10.0.0.1'))).toEqual([web]);
    expect(inventory.holders(ip('fd00:0::1'))).toEqual([web]);
    expect(inventory.holders(ip('10.0.0.2'))).toEqual([]);
  });
  it('knows its place in the file', () => {
    expect(web?.source.locate()).toMatchObject({ file: 'world.yaml', line: 22 });
  });

  it('without most fields has their defaults', () => {
    const inventory = soundInventory(
      '{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: null, status: {podIP: 10.0.0.1}}',
    );
    expect(inventory.pod('default', 'a', '')).toMatchObject({
      namespace: 'default',
      serviceAccount: 'default',
      node: '',
      ports: [],
    });
    expect(holdersOf(inventory, '10.0.0.1')).toEqual(['default/a']);
  });
  it.each([
    ['serviceAccount: old', 'old'],
    ['serviceAccount: old, serviceAccountName: new', 'new'],
    ['serviceAccount: "", serviceAccountName: ""', 'default'],
  ])('has the service account that an API server would read: %s', (spec, account) => {
    const inventory = soundInventory(
      `{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {${spec}}, status: {podIP: 10.0.0.1}}`,
    );
    expect(inventory.pod('default', 'a', '')?.serviceAccount).toBe(account);
  });
  it.each(['Succeeded', 'Failed'])('that has %s holds no address', (phase) => {
    const inventory = soundInventory(
      `{apiVersion: v1, kind: Pod, metadata: {name: a}, status: {phase: ${phase}, podIP: 10.0.0.1}}`,
    );
    expect(inventory.pod('default', 'a', '')?.addresses).toEqual([]);
    expect(holdersOf(inventory, '10.0.0.1')).toEqual([]);
  });
  it('that is being deleted still holds its address', () => {
    const inventory = soundInventory(
      '{apiVersion: v1, kind: Pod, metadata: {name: a, deletionTimestamp: 2026-01-01T00:00:00Z}, status: {podIP: 10.0.0.1}}',
    );
    expect(holdersOf(inventory, '10.0.0.1')).toEqual(['default/a']);
  });
});

describe('a hostNetwork pod', () => {
  it('shares the addresses of its node', () => {
    const inventory = soundInventory(
      `${node}{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostNetwork: true, nodeName: n1}, status: {podIP: 172.18.0.11}}`,
    );
    expect(inventory.pod('default', 'a', '')?.kind).toBe('host-network-pod');
    for (const address of ['172.18.0.11', 'fd00:18::11', '198.51.100.11']) {
      expect(holdersOf(inventory, address)).toEqual(['default/a', 'node:n1']);
    }
  });
  it('without its node has what its own status says, else none', () => {
    const pod = (status: string) =>
      `{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostNetwork: true, nodeName: n1}, status: {${status}}}`;
    expect(holdersOf(soundInventory(pod('podIP: 172.18.0.11')), '172.18.0.11')).toEqual(['default/a']);
    expect(said(inventoryOf(pod('')).diagnostics)).toEqual(['warning pod-without-address 1']);
  });
});

describe('a node', () => {
  it('holds its IP addresses and is its own node', () => {
    const inventory = soundInventory(node);
    const entity = inventory.node('n1', '');
    expect(entity).toMatchObject({ kind: 'node', namespace: '', name: 'n1', node: 'n1' });
    expect(entity?.nodeLabels).toEqual(entity?.labels);
    expect(entity?.addresses.map(formatAddress)).toEqual(['172.18.0.11', 'fd00:18::11', '198.51.100.11']);
    expect(inventory.nodes).toEqual([{ entity, interfaces: [], kubeApiserver: false }]);
  });
  it('is known as an API server by the endpoints of default/kubernetes; other such addresses are outside', () => {
    const inventory = soundInventory(`${node}
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: kubernetes, namespace: default, labels: {kubernetes.io/service-name: kubernetes}}
addressType: IPv4
endpoints: [{addresses: [172.18.0.11]}, {addresses: [203.0.113.9]}]
ports: [{name: https, port: 6443}]
`);
    expect(inventory.nodes.map(({ kubeApiserver }) => kubeApiserver)).toEqual([true]);
    expect(inventory.kubeApiservers.map(formatAddress)).toEqual(['203.0.113.9']);
  });
});

describe('workloads', () => {
  const text = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {serviceAccountName: sa, containers: [{name: c, ports: [{name: http, containerPort: 80}]}]}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-1, namespace: shop, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, controller: true}]}
spec: {template: {metadata: {labels: {app: web}}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: web, namespace: shop}
spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: cron}}, spec: {hostNetwork: true}}}}}
`;
  it('are left out, and that is said', () => {
    const { inventory, diagnostics } = inventoryOf(text);
    expect(inventory.entities).toEqual([]);
    expect(said(diagnostics)).toEqual(['warning workloads-not-counted 2']);
    expect(diagnostics[0].message).toBe(
      '2 workloads have no pod here, as the Deployment shop/web, and their pod templates are not counted',
    );
  });
  it('are nothing to speak of where their pods are there, or where there need be none', () => {
    const pod = (labels: string) =>
      `---\n{apiVersion: v1, kind: Pod, metadata: {name: web-1, namespace: shop, labels: ${labels}}, status: {podIP: 10.0.0.1}}\n`;
    expect(said(inventoryOf(`${text}${pod('{app: web, hash: a}')}`).diagnostics)).toEqual([]);
    expect(said(inventoryOf(`${text}${pod('{app: other}')}`).diagnostics)).toEqual([
      'warning workloads-not-counted 2',
    ]);
    const idle = text.replace('spec:\n', 'spec:\n  replicas: 0\n');
    expect(said(inventoryOf(`${idle}${pod('{app: other}')}`).diagnostics)).toEqual([]);
  });
  const other = `---
{apiVersion: v1, kind: Pod, metadata: {name: other, namespace: shop}, status: {podIP: 10.0.0.1}}
`;
  const workload = (kind: string, more: string) =>
    `---\n{apiVersion: ${kind}, metadata: {name: w, namespace: shop}, ${more}}\n`;
  it.each([
    [
      'with labels that are none',
      workload('apps/v1, kind: Deployment', 'spec: {selector: {matchLabels: {tier: 1}}, replicas: 0}'),
    ],
    ['that is no object inside', workload('batch/v1, kind: Job', 'spec: 5')],
    [
      'without a name',
      '---\n{apiVersion: batch/v1, kind: Job, metadata: {generateName: migrate-}, spec: {}}\n',
    ],
    [
      'for nodes that are not there',
      workload(
        'apps/v1, kind: DaemonSet',
        'spec: {selector: {matchLabels: {a: b}}}, status: {desiredNumberScheduled: 0}',
      ),
    ],
    [
      'beyond a quota',
      workload(
        'apps/v1, kind: Deployment',
        'spec: {selector: {matchLabels: {a: b}}}, status: {unavailableReplicas: 1}',
      ),
    ],
    [
      'with expressions alone',
      workload(
        'apps/v1, kind: StatefulSet',
        'spec: {selector: {matchExpressions: [{key: x, operator: DoesNotExist}]}, template: {metadata: {labels: {a: b}}}}',
      ),
    ],
  ])('do not count, so nothing is said of one %s', (_, one) => {
    expect(said(inventoryOf(`${other}${one}`).diagnostics)).toEqual([]);
  });
  it('are nothing to speak of beside CiliumEndpoints, which do not have all labels', () => {
    const endpoint = `---
{apiVersion: cilium.io/v2, kind: CiliumEndpoint, metadata: {name: web-1, namespace: shop}, status: {identity: {labels: ['k8s:app=web']}, networking: {addressing: [{ipv4: 10.0.0.2}]}}}
`;
    const one = workload(
      'apps/v1, kind: Deployment',
      'spec: {selector: {matchLabels: {app: web, hash: "1"}}}',
    );
    expect(said(inventoryOf(`${endpoint}${one}`).diagnostics)).toEqual([]);
    expect(said(inventoryOf(`${other}${one}`).diagnostics)).toEqual(['warning workloads-not-counted 4']);
  });
  it.each([
    'apiVersion: monitoring.coreos.com/v1, kind: Prometheus, name: k8s, controller: true',
    'apiVersion: batch.volcano.sh/v1alpha1, kind: Job, name: k8s, controller: true',
    'apiVersion: apps/v1, kind: Deployment, name: k8s',
    'apiVersion: apps/v1, kind: Deployment, name: not-here, controller: true',
  ])('count where nobody who is read stands for them: %s', (owner) => {
    const owned = `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: k8s, namespace: shop, ownerReferences: [{${owner}}]}, spec: {template: {metadata: {labels: {app: k8s}}}}}`;
    const { entities } = inventoryOf(owned, { workloads: true }).inventory;
    expect(entities.map(({ name }) => name)).toEqual(['k8s[StatefulSet]']);
    expect(said(inventoryOf(owned).diagnostics)).toEqual(['warning workloads-not-counted 1']);
  });
  it('do not count where their owner stands behind them', () => {
    const [deployment, replicaSet] = text.split('---');
    const { entities } = inventoryOf(`${replicaSet}---${deployment}`, { workloads: true }).inventory;
    expect(entities.map(({ name }) => name)).toEqual(['web[Deployment]']);
  });
  it('may have a name that an API server makes', () => {
    const job =
      '{apiVersion: batch/v1, kind: Job, metadata: {generateName: migrate-, namespace: shop}, spec: {template: {}}}\n';
    const { inventory } = inventoryOf(job, { workloads: true });
    expect(inventory.entities.map(({ name }) => name)).toEqual(['migrate-[Job]']);
  });
  it('have the pods that their selector selects, whatever their template says now', () => {
    const rolledOut = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web, version: "2"}}}}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1, labels: {app: web, version: "1"}}
status: {podIP: 10.0.0.1}
`;
    expect(said(inventoryOf(rolledOut).diagnostics)).toEqual([]);
  });
  it('count as pods without addresses where asked, owners standing for what they own', () => {
    const inventory = soundInventory(text, { workloads: true });
    expect(inventory.entities.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'host-network-pod web[CronJob]',
      'pod web[Deployment]',
    ]);
    const web = inventory.pod('shop', 'web[Deployment]', '');
    expect(web).toMatchObject({ serviceAccount: 'sa', addresses: [], ports: [{ name: 'http', port: 80 }] });
    expect(web?.labels.get('app')).toBe('web');
  });
  it('are found by the bare name, but a pod of that name goes first', () => {
    const pod =
      '{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, status: {podIP: 10.0.0.1}}';
    const job = text.slice(0, text.indexOf('---'));
    expect(soundInventory(job, { workloads: true }).pod('shop', 'web', '')?.name).toBe('web[Deployment]');
    const both = soundInventory(`${job}---\n${pod}\n`, { workloads: true });
    expect(both.pod('shop', 'web', '')?.name).toBe('web');
    expect(both.entities).toHaveLength(2);
  });
});

describe('objects of other kinds', () => {
  it('are counted, one line a kind; policies may stand beside', () => {
    const { diagnostics } = inventoryOf(
      [
        '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}',
        '{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}',
        '{apiVersion: cilium.io/v2, kind: CiliumIdentity, metadata: {name: b}}',
        '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: c}}',
        '{apiVersion: cilium.io/v2, kind: CiliumClusterwideNetworkPolicy}',
        '{apiVersion: projectcalico.org/v3, kind: Tier}',
        '{apiVersion: crd.antrea.io/v1beta1, kind: ClusterGroup}',
      ].join('\n---\n'),
    );
    expect(diagnostics.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      'info 1 of kind CiliumIdentity (cilium.io/v2) say nothing about who is who',
      'info 2 of kind ConfigMap (v1) say nothing about who is who',
    ]);
  });
});

describe('the order of entities', () => {
  it('does not depend on that of the files', () => {
    const objects = [
      '{apiVersion: v1, kind: Node, metadata: {name: a}}',
      ...['b/x', 'a/y', 'a/x'].map((name) => {
        const [namespace, pod] = name.split('/');
        return `{apiVersion: v1, kind: Pod, metadata: {name: ${pod}z, namespace: ${namespace}z}, status: {podIP: 10.0.0.1}}`;
      }),
    ];
    const order = (parts: readonly string[]) =>
      inventoryOf(parts.join('\n---\n')).inventory.entities.map(
        ({ namespace, name }) => `${namespace}/${name}`,
      );
    expect(order(objects)).toEqual(['az/xz', 'az/yz', 'bz/xz', '/a']);
    expect(order([...objects].reverse())).toEqual(order(objects));
  });
});
