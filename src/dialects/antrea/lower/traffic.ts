import type { Expression } from '../../../ir/expression.ts';
import type { PortMatch, TrafficMatch } from '../../../ir/policy.ts';
import { Protocol, parseProtocol } from '../../../net/protocol.ts';
import type { AntreaPort, AntreaProtocol, AntreaRule } from '../types.ts';

/** Ports and protocols are alternatives; undefined for any traffic. `pods`: whose port names count. */
export function lowerTraffic(
  { ports = [], protocols = [] }: AntreaRule,
  pods: Expression,
): readonly TrafficMatch[] | undefined {
  const traffic = [...ports.map((port) => lowerPort(port, pods)), ...protocols.flatMap(lowerProtocol)];
  return traffic.length === 0 ? undefined : traffic;
}

function lowerPort(item: AntreaPort, pods: Expression): TrafficMatch {
  const { protocol = 'TCP', port, endPort, sourcePort, sourceEndPort } = item;
  const source = { from: sourcePort ?? 0, to: sourceEndPort ?? sourcePort ?? 0 };
  return {
    protocols: [parseProtocol(protocol) as number],
    ...(port === undefined ? {} : { destinationPorts: [destination(port, endPort, pods)] }),
    ...(sourcePort === undefined ? {} : { sourcePorts: [source] }),
  };
}

function destination(port: number | string, endPort: number | undefined, of: Expression): PortMatch {
  return typeof port === 'string' ? { name: port, of } : { from: port, to: endPort ?? port };
}

/** `icmp` is for both families. The group address of IGMP is a matter of the peers: see igmp.ts. */
function lowerProtocol({ icmp, igmp }: AntreaProtocol): readonly TrafficMatch[] {
  if (icmp === undefined) return [igmpTraffic(igmp?.igmpType)];
  const { icmpType, icmpCode } = icmp;
  const protocols = [Protocol.icmp, Protocol.icmpv6];
  if (icmpType === undefined && icmpCode === undefined) return [{ protocols }];
  const code = icmpCode === undefined ? {} : { code: icmpCode };
  const types = icmpType === undefined ? everyType : [icmpType];
  return types.map((type) => ({ protocols, icmp: { type, ...code } }));
}

export function igmpTraffic(type: number | undefined): TrafficMatch {
  return { protocols: [Protocol.igmp], ...(type !== undefined && { icmp: { type } }) };
}

const everyType = Array.from({ length: 256 }, (_, type) => type);
