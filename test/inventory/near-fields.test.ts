import { describe, expect, it } from 'vitest';
import { inventoryOf, said } from './helpers.ts';

const object = (kind: string, rest: string, metadata = 'name: a') =>
  `{apiVersion: ${kind === 'EndpointSlice' ? 'discovery.k8s.io/v1' : 'v1'}, kind: ${kind}, metadata: {${metadata}}, ${rest}}`;
const there = 'status: {podIP: 10.0.0.1}';
const service = 'kubernetes.io/service-name: s';

describe('a field that nearly has the name of one that is read', () => {
  it.each([
    [object('Service', 'spec: {clusterIP: 10.0.0.1, selecter: {app: web}}'), 'spec.selecter', 'selector'],
    [
      object('Service', 'spec: {ports: [{port: 80, targetport: 8080}]}'),
      'spec.ports[0].targetport',
      'targetPort',
    ],
    [object('Service', 'spec: {clusterIp: 10.0.0.1}'), 'spec.clusterIp', 'clusterIP'],
    [object('Service', 'spce: {}'), 'spce', 'spec'],
    [object('Pod', there, 'name: a, lables: {app: web}'), 'metadata.lables', 'labels'],
    [object('Pod', `spec: {nodename: n1}, ${there}`), 'spec.nodename', 'nodeName'],
    [
      object('Pod', `spec: {containers: [{ports: [{containerPort: 53, protcol: UDP}]}]}, ${there}`),
      'spec.containers[0].ports[0].protcol',
      'protocol',
    ],
    [object('Pod', 'status: {podIP: 10.0.0.1, phaze: Failed}'), 'status.phaze', 'phase'],
    [object('Node', 'status: {adresses: []}'), 'status.adresses', 'addresses'],
    [object('EndpointSlice', 'endpoint: []', `name: a, labels: {${service}}`), 'endpoint', 'endpoints'],
    [object('Endpoints', 'subset: []'), 'subset', 'subsets'],
  ])('is warned of: %s', (text, path, meant) => {
    const { diagnostics } = inventoryOf(text);
    expect(said(diagnostics)).toEqual([`warning unknown-field 1 ${path}`]);
    expect(diagnostics.find(({ code }) => code === 'unknown-field')?.hint).toBe(`Did you mean "${meant}"?`);
  });

  it('is no slip in what comes out of a cluster, whose API server removes what is no field', () => {
    const text = object('Pod', `spec: {nodename: n1}, ${there}`, 'name: a, uid: 4a6ef925');
    expect(said(inventoryOf(text).diagnostics)).toEqual([]);
  });

  // All others of the API (Kubernetes 1.34).
  it.each([
    [
      'metadata',
      'annotations creationTimestamp deletionGracePeriodSeconds finalizers generateName generation managedFields resourceVersion selfLink uid',
    ],
    [
      'Service spec',
      'allocateLoadBalancerNodePorts externalTrafficPolicy healthCheckNodePort internalTrafficPolicy ipFamilies ipFamilyPolicy ipFamily loadBalancerClass loadBalancerIP loadBalancerSourceRanges sessionAffinity sessionAffinityConfig topologyKeys trafficDistribution',
    ],
    [
      'Pod spec',
      'activeDeadlineSeconds affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC hostPID hostUsers hostname hostnameOverride imagePullSecrets nodeSelector os overhead preemptionPolicy priority priorityClassName readinessGates resourceClaims resources restartPolicy runtimeClassName schedulerName schedulingGates securityContext setHostnameAsFQDN shareProcessNamespace subdomain terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes workloadRef',
    ],
    [
      'Pod status',
      'containerStatuses ephemeralContainerStatuses extendedResourceClaimStatus hostIP hostIPs initContainerStatuses message nominatedNodeName observedGeneration qosClass reason resize resourceClaimStatuses startTime',
    ],
    [
      'Node status',
      'allocatable capacity conditions config daemonEndpoints features images nodeInfo phase runtimeHandlers volumesAttached volumesInUse',
    ],
  ])('is not one of the fields that there are: %s', (place, names) => {
    const [kind, part] = place === 'metadata' ? ['Service', 'metadata'] : place.split(' ');
    const fields = names.split(' ').map((name) => `${name}: 0`);
    const parts = new Map([
      ['metadata', ['name: a']],
      ['status', ['podIP: 10.0.0.1']],
      ['spec', []],
    ]);
    if (kind !== 'Pod') parts.delete('status');
    parts.set(part, [...(parts.get(part) ?? []), ...fields]);
    const text = [...parts].map(([key, entries]) => `${key}: {${entries.join(', ')}}`).join(', ');
    expect(said(inventoryOf(`{apiVersion: v1, kind: ${kind}, ${text}}`).diagnostics)).toEqual([]);
  });
});

describe('a name that an API server would refuse', () => {
  it.each([
    ['namespaces: [{name: Shop_x}]', 'invalid-name 1 cluster.namespaces[0].name'],
    ['pods: [{namespace: shop, name: a/b, ips: [10.0.0.1]}]', 'invalid-name 1 cluster.pods[0].name'],
    [
      'pods: [{namespace: Shop_x, name: b, ips: [10.0.0.1]}]',
      'invalid-namespace 1 cluster.pods[0].namespace',
    ],
    ['services: [{namespace: a.b, name: c}]', 'invalid-namespace 1 cluster.services[0].namespace'],
    ['nodes: [{name: "n 1"}]', 'invalid-name 1 cluster.nodes[0].name'],
  ])('is warned of in the short form: %s', (text, expected) => {
    expect(said(inventoryOf(`cluster: {${text}}`).diagnostics)).toEqual([`warning ${expected}`]);
  });
  it.each([
    [object('Pod', there, 'name: a/b'), 'invalid-name 1 metadata.name'],
    [object('Pod', there, 'name: a, namespace: Shop_x'), 'invalid-namespace 1 metadata.namespace'],
    [object('Namespace', 'spec: {}', 'name: a.b'), 'invalid-name 1 metadata.name'],
  ])('is warned of in objects: %s', (text, expected) => {
    expect(said(inventoryOf(text).diagnostics)).toEqual([`warning ${expected}`]);
  });
  it('is not one with dots, for kinds that may have them', () => {
    const text = 'cluster: {nodes: [{name: n1.example.org}], pods: [{name: a.b, ips: [10.0.0.1]}]}';
    expect(said(inventoryOf(text).diagnostics)).toEqual([]);
  });
});
