import { builtinSource } from '../../diagnostics/source.ts';
import { and, type Expression } from '../../ir/expression.ts';
import { type Direction, directions, type Peer, type Stage, type TrafficMatch } from '../../ir/policy.ts';
import { Protocol } from '../../net/protocol.ts';
import { type BuiltinRule, builtinPolicy, type Setting } from '../shared/builtin.ts';
import type { LoweredPolicy } from '../shared/lowered.ts';
import { membersOf } from '../shared/scope.ts';
import { hosts } from './lower/hosts.ts';
import type { Options } from './options.ts';
import { loneStage } from './stages.ts';

/** What Calico decides before any policy of a pod is asked (felix/rules/static.go, endpoints.go). */
export function datapathStage(options: Options, cluster: string, further: readonly LoweredPolicy[]): Stage {
  const pods = membersOf(cluster, 'pod');
  const fact = (name: string, rules: readonly BuiltinRule[]): LoweredPolicy =>
    builtinPolicy('Datapath', { kind: 'Datapath', name, value: 'accept' }, pods, rules);
  return loneStage(
    'Datapath',
    [
      fact('own-address', ownAddress()),
      fact('from-own-node', fromOwnNode(cluster)),
      fact('neighbor-discovery', neighborDiscovery()),
      ...encapsulation(options, pods),
      ...endpointToHost(options, cluster),
      ...further,
    ],
    'none',
  );
}

/** The kernel of the pod hands these packets back before they get anywhere; through a service they leave it. */
function ownAddress(): readonly BuiltinRule[] {
  const remote: readonly Peer[] = [
    { entity: { op: 'isSubject' }, source: builtinSource('datapath:own-address') },
  ];
  return directions.map((direction) => ({ direction, action: 'accept', service: 'none', remote }));
}

/** Ingress policy of a pod is not asked about traffic of the host that it runs on: kubelet, or host network. */
function fromOwnNode(cluster: string): readonly BuiltinRule[] {
  return [{ direction: 'ingress', action: 'accept', remote: [onOwnNode(hosts(cluster))] }];
}

export function onOwnNode(who: Expression): Peer {
  const entity = and(who, { op: 'sameAsSubject', attribute: { of: 'node' } });
  return { entity, source: builtinSource('datapath:own-node') };
}

/** Between a pod and its host: multicast listeners, solicitations, neighbours; advertisements of routers to pods alone. */
const neighborDiscoveryTypes: Readonly<Record<Direction, readonly number[]>> = {
  egress: [130, 131, 132, 133, 135, 136],
  ingress: [130, 131, 132, 133, 134, 135, 136],
};

function neighborDiscovery(): readonly BuiltinRule[] {
  return directions.map((direction) => ({
    direction,
    action: 'accept',
    traffic: neighborDiscoveryTypes[direction].map((type) => ({
      protocols: [Protocol.icmpv6],
      icmp: { type },
    })),
  }));
}

const vxlanPort = 4789;

/** With its own encapsulation a pod could hide traffic from egress policy. */
function encapsulation(options: Options, pods: Expression): readonly LoweredPolicy[] {
  const value = options.encapsulationFromPods;
  if (value !== 'drop') return [];
  const traffic: readonly TrafficMatch[] = [
    { protocols: [Protocol.udp], destinationPorts: [{ from: vxlanPort, to: vxlanPort }] },
    { protocols: [Protocol.ipip] },
  ];
  const setting: Setting = { name: 'encapsulationFromPods', value };
  return [builtinPolicy('Datapath', setting, pods, [{ direction: 'egress', action: 'deny', traffic }])];
}

/** What becomes of traffic from a pod to its own node once the pod's egress policy has let it go. */
function endpointToHost(options: Options, cluster: string): readonly LoweredPolicy[] {
  const value = options.defaultEndpointToHostAction;
  if (value === 'Return') return [];
  const setting: Setting = { name: 'defaultEndpointToHostAction', value };
  const remote = [onOwnNode(membersOf(cluster, 'pod'))];
  const action = value === 'Drop' ? ('deny' as const) : ('accept' as const);
  return [builtinPolicy('Datapath', setting, hosts(cluster), [{ direction: 'ingress', action, remote }])];
}
