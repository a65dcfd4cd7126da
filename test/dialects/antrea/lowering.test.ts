import { describe, expect, it } from 'vitest';
import { printPolicySet } from '../../../src/ir/print.ts';
import { baselineAdminNetworkPolicy, clusterNetworkPolicy, documents, networkPolicy } from '../objects.ts';
import { sound } from './judging.ts';
import { policy, web } from './objects.ts';

/** Printed without the Datapath stage, which is the same for all, and without the kind and cluster of selectors. */
function printed(yaml: string): string {
  return printPolicySet(sound(yaml))
    .replace(/stage Datapath[\s\S]*?\n\n/, '')
    .replaceAll('pod and cluster=default', 'pods');
}

describe('lowering, printed', () => {
  it('puts the tiers around NetworkPolicy, and Pass over those that are left', () => {
    const yaml = documents(
      policy({ name: 'own', tier: 'baseline', ingress: '{action: Drop}' }),
      policy({ name: 'app', ingress: '{action: Pass}' }),
      policy({
        name: 'sec',
        tier: 'securityops',
        appliedTo: web,
        egress: '{action: Reject, to: [{fqdn: "*.x"}]}',
      }),
      clusterNetworkPolicy('{tier: Admin, priority: 3, subject: {namespaces: {}}}', '{name: adm}'),
      baselineAdminNetworkPolicy('{subject: {namespaces: {}}}'),
      networkPolicy('{podSelector: {}}', '{name: np, namespace: red}'),
    );
    expect(printed(yaml)).toMatchInlineSnapshot(`
      "engine antrea, otherwise accept

      stage securityops: ending none, pass to NetworkPolicy
        policy AntreaClusterNetworkPolicy sec governs nothing of pods and label:app=web
        egress
          reject AntreaClusterNetworkPolicy sec [0], to name *.x, for pods and label:app=web, any traffic

      stage Admin: ending none, pass to NetworkPolicy
        policy ClusterNetworkPolicy adm governs nothing of pods

      stage application: ending none, pass to NetworkPolicy
        policy AntreaClusterNetworkPolicy app governs nothing of pods
        ingress
          pass AntreaClusterNetworkPolicy app [0], from anyone, for pods and pods, any traffic

      stage NetworkPolicy: ending deny, pass to end
        policy NetworkPolicy red/np governs ingress of pods and namespace=red

      stage baseline: ending none, pass to end
        policy AntreaClusterNetworkPolicy own governs nothing of pods
        ingress
          deny AntreaClusterNetworkPolicy own [0], from anyone, for pods, any traffic

      stage Baseline: ending none, pass to end
        policy BaselineAdminNetworkPolicy default governs nothing of pods
      "
    `);
  });

  it('makes a rule of its own of peers that depend on the namespace, for the last entry that covers it', () => {
    const peers = '[{namespaces: {match: Self}}, {namespaces: {sameLabels: [org]}}, {podSelector: {}}]';
    const appliedTo = `[{namespaceSelector: {matchLabels: {org: a}}}, {namespaceSelector: {matchLabels: {stage: b}}}]`;
    expect(printed(policy({ appliedTo, ingress: `{action: Allow, from: ${peers}}` }))).toMatchInlineSnapshot(`
      "engine antrea, otherwise accept

      stage application: ending none, pass to NetworkPolicy
        policy AntreaClusterNetworkPolicy p governs nothing of (pods and namespaceLabel:org=a) or (pods and namespaceLabel:stage=b) or (pods and namespaceLabel:org=a and not (namespaceLabel:stage=b)) or (pods and namespaceLabel:stage=b) or (((pods and namespaceLabel:org=a and not (namespaceLabel:stage=b)) or (pods and namespaceLabel:stage=b)) and namespaceLabel:stage=b)
        ingress
          accept AntreaClusterNetworkPolicy p [0], from pods, for (pods and namespaceLabel:org=a) or (pods and namespaceLabel:stage=b), any traffic
          accept AntreaClusterNetworkPolicy p [0], from pods and same namespace, for (pods and namespaceLabel:org=a and not (namespaceLabel:stage=b)) or (pods and namespaceLabel:stage=b), any traffic
          accept AntreaClusterNetworkPolicy p [0], from pods and same namespaceLabel:org, for ((pods and namespaceLabel:org=a and not (namespaceLabel:stage=b)) or (pods and namespaceLabel:stage=b)) and namespaceLabel:stage=b, any traffic

      stage NetworkPolicy: ending deny, pass to end
      "
    `);
  });

  it('interleaves rules at equal priority', () => {
    const yaml = documents(
      policy({ name: 'a', ingress: '{action: Drop, ports: [{port: 1}]}, {action: Allow}' }),
      policy({ name: 'b', priority: 5, ingress: '{action: Reject, ports: [{port: 2}]}, {action: Allow}' }),
    );
    const order = printed(yaml)
      .split('\n')
      .filter((line) => line.startsWith('    '));
    expect(order.map((line) => line.trim().split(',')[0])).toEqual([
      'deny AntreaClusterNetworkPolicy a [0]',
      'reject AntreaClusterNetworkPolicy b [0]',
      'accept AntreaClusterNetworkPolicy a [1]',
      'accept AntreaClusterNetworkPolicy b [1]',
    ]);
  });
});
