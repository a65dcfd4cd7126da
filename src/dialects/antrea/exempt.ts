import { builtinSource } from '../../diagnostics/source.ts';
import type { Peer, Stage, TrafficMatch } from '../../ir/policy.ts';
import { directions } from '../../ir/policy.ts';
import { Protocol } from '../../net/protocol.ts';
import { builtinPolicy } from '../shared/builtin.ts';
import { toCidr } from '../shared/cidr.ts';
import { type LoweredPolicy, stageOf } from '../shared/lowered.ts';
import { membersOf } from '../shared/scope.ts';
import { pods } from './selection.ts';

const tier = 'Datapath';

/** What never comes to a table of rules in Antrea's pipeline (pkg/agent/openflow/pipeline.go). */
export function exemptStage(cluster: string): Stage {
  const policies = [ownAddress(cluster), localNode(cluster), ipv6(cluster)];
  return stageOf(tier, policies, { ending: 'none', passTo: 'end' });
}

/**
 * A pod's packets to its own address do not leave it. Through a Service they do, and are judged on their way out;
 * back at the pod the mark of a hairpin connection lets them in.
 */
function ownAddress(cluster: string): LoweredPolicy {
  const remote = peer('own-address', { entity: { op: 'isSubject' } });
  const setting = { kind: 'Datapath', name: 'own-address', value: 'allow' } as const;
  return builtinPolicy(tier, setting, pods(cluster), [
    { direction: 'ingress', action: 'accept', remote },
    { direction: 'egress', action: 'accept', service: 'none', remote },
  ]);
}

/** localProbeFlows: kubelet must reach its pods. Only packets that the node itself sends. */
function localNode(cluster: string): LoweredPolicy {
  const remote = peer('local-node', {
    entity: {
      op: 'and',
      terms: [
        membersOf(cluster, 'node', 'host-network-pod'),
        { op: 'sameAsSubject', attribute: { of: 'node' } },
      ],
    },
  });
  const setting = { kind: 'Datapath', name: 'local-node', value: 'allow' } as const;
  return builtinPolicy(tier, setting, pods(cluster), [{ direction: 'ingress', action: 'accept', remote }]);
}

const neighborDiscovery: readonly TrafficMatch[] = [135, 136].map((type) => ({
  protocols: [Protocol.icmpv6],
  icmp: { type, code: 0 },
}));

/** ipv6Flows: neighbour solicitation and advertisement, and all that goes to a group, is switched like Ethernet. */
function ipv6(cluster: string): LoweredPolicy {
  const remote = peer('ipv6-multicast', { networks: [{ cidr: toCidr('ff00::/8'), except: [] }] });
  const setting = { kind: 'Datapath', name: 'ipv6', value: 'allow' } as const;
  return builtinPolicy(tier, setting, pods(cluster), [
    ...directions.map((direction) => ({ direction, action: 'accept', traffic: neighborDiscovery }) as const),
    { direction: 'egress', action: 'accept', remote },
  ]);
}

function peer(name: string, rest: Omit<Peer, 'source'>): readonly Peer[] {
  return [{ ...rest, source: builtinSource(`datapath:${name}=allow`) }];
}
