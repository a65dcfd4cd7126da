import type { Direction, Stage, TrafficMatch } from '../../ir/policy.ts';
import { directions } from '../../ir/policy.ts';
import { Protocol } from '../../net/protocol.ts';
import { type BuiltinRule, builtinPolicy } from '../shared/builtin.ts';
import type { LoweredPolicy } from '../shared/lowered.ts';
import { membersOf } from '../shared/scope.ts';
import { onOwnNode } from './datapath.ts';
import type { Context } from './lower/context.ts';
import { hostsNamed, namesOf } from './lower/hosts.ts';
import { loneStage } from './stages.ts';

const tcpPorts = [179, 2379, 2380, 5473, 6443, 6666, 6667];

/** Ports that keep a cluster reachable whatever its policies say (FelixConfiguration failsafe*HostPorts). */
const failsafePorts: Readonly<Record<Direction, readonly (readonly [number, readonly number[]])[]>> = {
  ingress: [
    [Protocol.tcp, [22, ...tcpPorts]],
    [Protocol.udp, [68]],
  ],
  egress: [
    [Protocol.tcp, tcpPorts],
    [Protocol.udp, [53, 67]],
  ],
};

/** Nodes with a host endpoint. */
export function protectedHosts({ protectedNodes, inventory }: Context) {
  return hostsNamed(namesOf(protectedNodes), inventory.cluster);
}

/** `accept` ends the walk; `pass` skips what stands before the stage that Pass leads to. */
export function failsafeStage(context: Context, action: 'accept' | 'pass'): readonly Stage[] {
  if (context.options.failsafePorts === 'none') return [];
  const rules = directions.map(
    (direction): BuiltinRule => ({ direction, action, traffic: failsafe(direction) }),
  );
  const setting = { name: 'failsafePorts', value: context.options.failsafePorts };
  return [
    loneStage('Failsafe', [builtinPolicy('Failsafe', setting, protectedHosts(context), rules)], 'none'),
  ];
}

function failsafe(direction: Direction): readonly TrafficMatch[] {
  return failsafePorts[direction].map(([protocol, ports]) => ({
    protocols: [protocol],
    destinationPorts: ports.map((port) => ({ from: port, to: port })),
  }));
}

/** Between a host and pods on it no interface of a host endpoint lies. */
export function localPods(context: Context): LoweredPolicy {
  const remote = [onOwnNode(membersOf(context.inventory.cluster, 'pod'))];
  const setting = { kind: 'Datapath', name: 'local-pods', value: 'accept' } as const;
  // What pods send to their host is for defaultEndpointToHostAction, which may leave it to policy.
  return builtinPolicy('Datapath', setting, protectedHosts(context), [
    { direction: 'egress', action: 'accept', remote },
  ]);
}
