import { describe, expect, it } from 'vitest';
import { createJudge } from '../../src/engine/create.ts';
import { dialects } from '../../src/engine/engines.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { soundInventory } from '../inventory/helpers.ts';

const inventory = soundInventory('cluster: {namespaces: [{name: a}]}');

function judged(apiVersion: string, kind: string) {
  const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: p, namespace: a}\n`;
  const { manifests } = parseManifests(text, 'policy.yaml');
  return createJudge({ engine: 'kubernetes', manifests, inventory });
}

/** What is said of the kind of an object. */
function saidOf(apiVersion: string, kind: string) {
  return judged(apiVersion, kind).diagnostics.filter(({ code }) => code === 'unknown-kind');
}

describe('a kind that no language reads', () => {
  it.each([
    ['networking.k8s.io/v1', 'NetworkPolcy', 'NetworkPolicy'],
    ['networking.k8s.io/v1', 'NetworkPolicies', 'NetworkPolicy'],
    ['networking.k8s.io/v1', 'networkpolicy', 'NetworkPolicy'],
    ['networking.k8s.oi/v1', 'NetworkPolicy', 'networking.k8s.io/v1'],
    ['cilium.io/v2', 'CiliumNetworkPolice', 'CiliumNetworkPolicy'],
    ['cilum.io/v2', 'CiliumNetworkPolicy', 'cilium.io/v2'],
    ['projectcalico.org/v3', 'GlobalNetworkPolicys', 'GlobalNetworkPolicy'],
    ['crd.antrea.io/v1beta1', 'ClusterNetworkPolciy', 'ClusterNetworkPolicy'],
    ['policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolic', 'AdminNetworkPolicy'],
    ['v1', 'NetworkPolicy', 'networking.k8s.io/v1'],
    ['apps/v1', 'NetworkPolicy', 'networking.k8s.io/v1'],
    ['networking/v1', 'NetworkPolcy', 'NetworkPolicy of networking.k8s.io/v1'],
    ['v1', 'CiliumNetworkPolicy', 'cilium.io/v2'],
    ['networking.k8s.io', 'NetworkPolicy', 'networking.k8s.io/v1'],
    ['NetworkPolicy', 'networking.k8s.io/v1', 'NetworkPolicy of networking.k8s.io/v1'],
    ['networking.k8s.oi/v1beta1', 'NetworkPolicy', 'networking.k8s.io/v1'],
    ['cilum.io/v2alpha1', 'CiliumNetworkPolicy', 'cilium.io/v2'],
    ['core.antrea.tanzu.vmware.com/v1alpha2', 'ClusterGroups', 'ClusterGroup of crd.antrea.io/v1beta1'],
    ['v1', 'GlobalNetworkPolicies', 'GlobalNetworkPolicy of projectcalico.org/v3'],
  ])('is an error where a slip is likely: %s %s', (apiVersion, kind, meant) => {
    const [said] = saidOf(apiVersion, kind);
    expect(said).toMatchObject({
      severity: 'error',
      hint: `Did you mean ${meant}?`,
      file: 'policy.yaml',
      line: 1,
    });
  });

  // Kinds of the same groups that are no policies, as their CRDs and the API have them.
  const neighbours: Readonly<Record<string, string>> = {
    'networking.k8s.io/v1': 'Ingress IngressClass IPAddress ServiceCIDR',
    'cilium.io/v2':
      'CiliumEndpoint CiliumIdentity CiliumNode CiliumNodeConfig CiliumEnvoyConfig CiliumClusterwideEnvoyConfig CiliumEgressGatewayPolicy CiliumLocalRedirectPolicy CiliumLoadBalancerIPPool CiliumL2AnnouncementPolicy CiliumBGPPeeringPolicy CiliumBGPClusterConfig CiliumBGPPeerConfig CiliumBGPAdvertisement CiliumBGPNodeConfig CiliumPodIPPool CiliumEndpointSlice CiliumExternalWorkload CiliumGatewayClassConfig CiliumVTEPConfig',
    'projectcalico.org/v3':
      'BGPConfiguration BGPFilter BGPPeer BlockAffinity CalicoNodeStatus ClusterInformation FelixConfiguration IPAMBlock IPAMConfig IPAMConfiguration IPAMHandle IPPool IPReservation KubeControllersConfiguration Node',
    'crd.antrea.io/v1beta1':
      'AntreaAgentInfo AntreaControllerInfo Egress ExternalEntity ExternalIPPool ExternalNode IPPool NodeLatencyMonitor PacketCapture SupportBundleCollection Traceflow TrafficControl BGPPolicy FlowExporterDestination',
    'apps/v1': 'Deployment DaemonSet StatefulSet ReplicaSet ControllerRevision',
    v1: 'Pod Namespace Node Service Secret ConfigMap Endpoints',
    'security.example.com/v1': 'NetworkPolicy Tier Group Profile',
  };
  it.each(Object.entries(neighbours))(
    'is nothing to speak of where it is a kind of its own: %s',
    (group, kinds) => {
      for (const kind of kinds.split(' ')) expect(saidOf(group, kind), kind).toEqual([]);
    },
  );

  it('is never one that some language reads', () => {
    for (const { kind, group, versions } of dialects.flatMap((dialect) => dialect.kinds(''))) {
      expect(saidOf(`${group}/${versions[0]}`, kind), kind).toEqual([]);
    }
  });
});

describe('a network policy of a group that no language has', () => {
  it.each([
    ['security.example.com/v1', 'NetworkPolicy', 'Engines read the NetworkPolicy of networking.k8s.io/v1'],
    ['k8s.cni.cncf.io/v1beta1', 'MultiNetworkPolicy', undefined],
  ])('is warned of: %s %s', (apiVersion, kind, hint) => {
    const { diagnostics } = judged(apiVersion, kind);
    const [{ hint: told, ...said }] = diagnostics.filter(({ code }) => code === 'kind-not-read');
    expect(said).toMatchObject({
      severity: 'warning',
      message: `${kind} a/p has no effect: no engine reads ${apiVersion}`,
      line: 1,
    });
    if (hint === undefined) expect(told).toBeUndefined();
    else expect(told).toContain(hint);
  });

  it('is not said of a slip, which is an error', () => {
    const { diagnostics } = judged('v1', 'NetworkPolicy');
    expect(diagnostics.map(({ code }) => code)).not.toContain('kind-not-read');
  });
});
