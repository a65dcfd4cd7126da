import { and } from '../../../ir/expression.ts';
import type { Rule, TrafficMatch } from '../../../ir/policy.ts';
import { Protocol } from '../../../net/protocol.ts';
import type { LoweredTiered } from '../../shared/upstream/tiered/index.ts';
import { ofCluster, pods } from '../identity/places.ts';

const named = (name: string, protocol: number): TrafficMatch => ({
  protocols: [protocol],
  destinationPorts: [{ name, of: pods }],
});

/**
 * A rule with domainNames brings a second one of the same priority: queries for these names to the cluster's DNS
 * pods, without which no address would be learned (cilium/cilium pkg/k8s/cluster_network_policy.go).
 */
export function withQueries(policy: LoweredTiered, cluster: string): LoweredTiered {
  const egress = policy.rules.egress.flatMap((rule) => {
    const names = (rule.remote ?? []).flatMap(({ domainNames = [] }) => domainNames);
    return rule.action === 'accept' && names.length > 0 ? [rule, queries(rule, names, cluster)] : [rule];
  });
  return { ...policy, rules: { ...policy.rules, egress } };
}

function queries(
  rule: Rule,
  names: NonNullable<Rule['remote']>[number]['domainNames'],
  cluster: string,
): Rule {
  const label = { op: 'in', attribute: { of: 'label', key: 'k8s-app' }, values: ['kube-dns'] } as const;
  return {
    ...rule,
    remote: [{ entity: and(pods, ofCluster(cluster), label), source: rule.source }],
    traffic: [named('dns', Protocol.udp), named('dns-tcp', Protocol.tcp)],
    request: { of: 'dns', anyOf: names ?? [] },
    onOtherRequest: 'refuse-last',
  };
}

export function hasDomainNames(policies: readonly LoweredTiered[]): boolean {
  return policies.some(({ rules }) =>
    rules.egress.some(({ remote = [] }) => remote.some(({ domainNames }) => domainNames !== undefined)),
  );
}
