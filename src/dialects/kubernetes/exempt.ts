import { builtinSource } from '../../diagnostics/source.ts';
import type { Stage, TrafficMatch } from '../../ir/policy.ts';
import { directions } from '../../ir/policy.ts';
import { Protocol } from '../../net/protocol.ts';
import { builtinPolicy } from '../shared/builtin.ts';
import { type LoweredPolicy, stageOf } from '../shared/lowered.ts';
import { membersOf } from '../shared/scope.ts';
import type { Options } from './options.ts';

const tier = 'Exempt';

/** Router and neighbour solicitation and advertisement, and redirect (RFC 4861 section 4). */
const neighborDiscovery: readonly TrafficMatch[] = [133, 134, 135, 136, 137].map((type) => ({
  protocols: [Protocol.icmpv6],
  icmp: { type },
}));

/** What no policy of any tier is asked about. Undefined where the options exempt nothing. */
export function exemptStage(options: Options, cluster: string): Stage | undefined {
  const policies = [...neighborDiscoveryExemption(options, cluster), ...selfExemption(options, cluster)];
  if (policies.length === 0) return undefined;
  return stageOf(tier, policies, { ending: 'none', passTo: 'end' });
}

/** Without it no IPv6 packet finds its way; kube-network-policies lets it pass before anything else. */
function neighborDiscoveryExemption(options: Options, cluster: string): readonly LoweredPolicy[] {
  const value = options['neighbor-discovery'];
  if (value !== 'allow') return [];
  const rules = directions.map((direction) => ({
    direction,
    action: 'accept' as const,
    traffic: neighborDiscovery,
  }));
  return [builtinPolicy(tier, { name: 'neighbor-discovery', value }, membersOf(cluster, 'pod'), rules)];
}

/**
 * A pod cannot block itself on its own address, in NetworkPolicy as in ClusterNetworkPolicy. Through a Service it
 * is a destination like any other (network-policy-api, "hairpin").
 */
function selfExemption(options: Options, cluster: string): readonly LoweredPolicy[] {
  const value = options.self;
  if (value !== 'allow') return [];
  const source = builtinSource('engine-option:self=allow');
  const rules = directions.map((direction) => ({
    direction,
    action: 'accept' as const,
    service: 'none' as const,
    remote: [{ entity: { op: 'isSubject' } as const, source }],
  }));
  return [builtinPolicy(tier, { name: 'self', value }, membersOf(cluster, 'pod'), rules)];
}
