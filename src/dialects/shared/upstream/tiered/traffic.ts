import type { Expression } from '../../../../ir/expression.ts';
import type { PortMatch, TrafficMatch } from '../../../../ir/policy.ts';
import { Protocol, parseProtocol } from '../../../../net/protocol.ts';
import type { PortItem, ProtocolItem, Range, TieredRule } from './types.ts';

/** Undefined for any traffic, ICMP included: a rule without protocols asks for none. */
export function lowerItems(
  { protocols, ports }: TieredRule,
  pods: Expression,
): readonly TrafficMatch[] | undefined {
  if (protocols !== undefined) return protocols.flatMap((item) => lowerProtocolItem(item, pods));
  return ports?.flatMap((item) => lowerPortItem(item, pods));
}

function lowerProtocolItem(item: ProtocolItem, pods: Expression): readonly TrafficMatch[] {
  if (item.destinationNamedPort !== undefined) return [named(item.destinationNamedPort, pods)];
  return (['tcp', 'udp', 'sctp'] as const).flatMap((name) => {
    const port = item[name]?.destinationPort;
    if (port === undefined) return [];
    const range = port.range ?? { start: port.number as number, end: port.number as number };
    return inRange(Protocol[name], range);
  });
}

/** v1alpha1: the protocol defaults to TCP. */
function lowerPortItem(
  { portNumber, portRange, namedPort }: PortItem,
  pods: Expression,
): readonly TrafficMatch[] {
  if (namedPort !== undefined) return [named(namedPort, pods)];
  const range = portRange ?? { start: portNumber?.port as number, end: portNumber?.port as number };
  const protocol = parseProtocol((portRange ?? portNumber)?.protocol ?? 'TCP');
  return inRange(protocol as number, range);
}

function inRange(protocol: number, { start, end }: Range): readonly TrafficMatch[] {
  if (start > end) return [];
  return [{ protocols: [protocol], destinationPorts: [{ from: start, to: end }] }];
}

/** The protocol is that of the container port. */
function named(name: string, pods: Expression): TrafficMatch {
  const match: PortMatch = { name, of: pods };
  return { destinationPorts: [match] };
}
