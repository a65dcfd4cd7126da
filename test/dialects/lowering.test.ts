import { describe, expect, it } from 'vitest';
import { printPolicySet } from '../../src/ir/print.ts';
import { lower, type Settings } from './judging.ts';
import {
  adminNetworkPolicy,
  baselineAdminNetworkPolicy,
  clusterNetworkPolicy,
  documents,
  namespace,
  networkPolicy,
} from './objects.ts';

/** Printed without the Exempt stage, which is the same for all, and without the kind and cluster of selectors. */
function printed(
  yaml: string,
  settings: Settings = { self: 'judge', 'neighbor-discovery': 'judge', 'local-node': 'judge' },
): string {
  return printPolicySet(lower(yaml, settings).set).replaceAll('pod and cluster=default', 'pods');
}

describe('lowering, printed', () => {
  it('puts Admin, NetworkPolicy and Baseline in a row, with the exemptions in front', () => {
    expect(printed('', {})).toMatchInlineSnapshot(`
      "engine kubernetes, otherwise accept

      stage Exempt: ending none, pass to end
        policy EngineOption neighbor-discovery governs nothing of pods
        policy EngineOption self governs nothing of pods
        egress
          accept EngineOption neighbor-discovery [0 "allow"], to anyone, ICMPv6 type 133 | ICMPv6 type 134 | ICMPv6 type 135 | ICMPv6 type 136 | ICMPv6 type 137
          accept EngineOption self [0 "allow"], to itself, any traffic
        ingress
          accept EngineOption neighbor-discovery [0 "allow"], from anyone, ICMPv6 type 133 | ICMPv6 type 134 | ICMPv6 type 135 | ICMPv6 type 136 | ICMPv6 type 137
          accept EngineOption self [0 "allow"], from itself, any traffic

      stage Admin: ending none, pass to NetworkPolicy

      stage NetworkPolicy: ending deny, pass to Baseline

      stage Baseline: ending none, pass to end
      "
    `);
  });

  it('joins NetworkPolicies by namespace and name, and denies the rest', () => {
    const yaml = documents(
      networkPolicy(
        `{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress],
          ingress: [{from: [{podSelector: {}}, {namespaceSelector: ${namespace('ops')}, podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [job]}]}}], ports: [{port: 80}, {protocol: UDP, port: 53, endPort: 54}, {port: http}, {}]}],
          egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}, {}]}`,
        '{name: z, namespace: shop}',
      ),
      networkPolicy(
        '{podSelector: {matchExpressions: [{key: app, operator: Exists}, {key: x, operator: DoesNotExist}]}}',
        '{name: a, namespace: shop}',
      ),
    );
    expect(printed(yaml)).toMatchInlineSnapshot(`
      "engine kubernetes, otherwise accept

      stage Admin: ending none, pass to NetworkPolicy

      stage NetworkPolicy: ending deny, pass to Baseline
        policy NetworkPolicy shop/a governs ingress of pods and namespace=shop and has label:app and not (has label:x)
        policy NetworkPolicy shop/z governs ingress and egress of pods and namespace=shop and label:app=web
        egress
          accept NetworkPolicy shop/z [0], to 10.0.0.0/8 except 10.1.0.0/16, any traffic
          accept NetworkPolicy shop/z [1], to anyone, any traffic
        ingress
          accept NetworkPolicy shop/z [0], from pods and namespace=shop | pods and namespaceLabel:kubernetes.io/metadata.name=ops and not (label:app=job), TCP port 80 | UDP port 53-54 | TCP port "http" | TCP

      stage Baseline: ending none, pass to end
      "
    `);
  });

  it('exempts isolated pods only, where NetworkPolicies leave a choice', () => {
    const settings = {
      self: 'judge',
      'neighbor-discovery': 'judge',
      icmp: 'deny',
      'np-verdict': 'both-directions',
    };
    expect(
      printed(networkPolicy('{podSelector: {}, policyTypes: [Ingress]}'), settings),
    ).toMatchInlineSnapshot(`
      "engine kubernetes, otherwise accept

      stage Admin: ending none, pass to NetworkPolicy

      stage NetworkPolicy: ending deny, pass to Baseline
        policy EngineOption local-node governs nothing of pods and namespace=shop
        policy EngineOption icmp governs nothing of pods and namespace=shop
        policy NetworkPolicy shop/p governs ingress of pods and namespace=shop
        policy EngineOption np-verdict governs nothing of pods and namespace=shop
        egress
          accept EngineOption np-verdict [0 "both-directions"], to anyone, any traffic
        ingress
          accept EngineOption local-node [0 "allow"], from {node, host-network-pod} and cluster=default and same node, any traffic
          deny EngineOption icmp [0 "deny"], from anyone, ICMP/ICMPv6

      stage Baseline: ending none, pass to end
      "
    `);
  });

  it('orders a tier by priority and name, and the baseline kind of v1alpha1 last', () => {
    const yaml = documents(
      clusterNetworkPolicy(
        '{tier: Admin, priority: 9, subject: {namespaces: {}}, egress: [{name: dns, action: Accept, to: [{domainNames: ["*.Example.org"]}, {networks: [10.0.0.0/8, "fd00::/8"]}, {nodes: {matchLabels: {zone: a}}}]}]}',
        '{name: b}',
      ),
      adminNetworkPolicy(
        '{priority: 9, subject: {namespaces: {}}, ingress: [{action: Pass, from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}}], ports: [{portNumber: {port: 80}}, {portRange: {protocol: UDP, start: 5, end: 5}}, {portRange: {start: 9, end: 5}}, {namedPort: http}]}]}',
        '{name: a}',
      ),
      clusterNetworkPolicy(
        `{tier: Admin, priority: 0, subject: {pods: {podSelector: {matchLabels: {app: db}}}}, egress: [{action: Deny, to: [{namespaces: ${namespace('lab')}}], protocols: [{sctp: {destinationPort: {number: 7}}}, {destinationNamedPort: http}]}]}`,
        '{name: z}',
      ),
      baselineAdminNetworkPolicy(
        '{subject: {namespaces: {}}, ingress: [{action: Allow, from: [{namespaces: {}}]}]}',
      ),
      clusterNetworkPolicy(
        '{tier: Baseline, priority: 1000, subject: {namespaces: {}}, egress: [{action: Accept, to: [{future: {}}]}, {action: Pass, to: [{future: {}}]}]}',
        '{name: c}',
      ),
    );
    expect(printed(yaml)).toMatchInlineSnapshot(`
      "engine kubernetes, otherwise accept

      stage Admin: ending none, pass to NetworkPolicy
        policy ClusterNetworkPolicy z governs nothing of pods and label:app=db
        policy AdminNetworkPolicy a governs nothing of pods
        policy ClusterNetworkPolicy b governs nothing of pods
        egress
          deny ClusterNetworkPolicy z [0], to pods and namespaceLabel:kubernetes.io/metadata.name=lab, SCTP port 7 | port "http"
          accept ClusterNetworkPolicy b [0 "dns"], to name *.Example.org | {10.0.0.0/8, fd00::/8} | node and cluster=default and label:zone=a, any traffic
        ingress
          pass AdminNetworkPolicy a [0], from pods and label:app=web, TCP port 80 | UDP port 5 | port "http"

      stage NetworkPolicy: ending deny, pass to Baseline

      stage Baseline: ending none, pass to end
        policy ClusterNetworkPolicy c governs nothing of pods
        policy BaselineAdminNetworkPolicy default governs nothing of pods
        egress
          accept ClusterNetworkPolicy c [0], to nobody, any traffic
          deny ClusterNetworkPolicy c [1], to anyone, any traffic
        ingress
          accept BaselineAdminNetworkPolicy default [0], from pods, any traffic
      "
    `);
  });
});

describe('a rule in the IR', () => {
  it('knows its file and line', () => {
    const yaml = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: shop}
spec:
  ingress:
    - from:
        - podSelector: {}
    - ports:
        - port: 80
`;
    const { stages } = lower(yaml).set;
    const lines = stages
      .flatMap((stage) => stage.rules.ingress)
      .filter(({ policy }) => policy.ref.kind === 'NetworkPolicy')
      .map(({ source }) => [source.locate().file, source.locate().line]);
    expect(lines).toEqual([
      ['policy.yaml', 6],
      ['policy.yaml', 8],
    ]);
  });
});
