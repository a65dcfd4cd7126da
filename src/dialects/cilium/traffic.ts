import type { PortMatch, TrafficMatch } from '../../ir/policy.ts';
import { Protocol } from '../../net/protocol.ts';
import type { IcmpField, PortProtocol } from './api.ts';
import { icmpType } from './icmp.ts';
import { pods } from './identity/places.ts';
import { isPortName, portNumber, protocolsOf } from './ports.ts';

/** A port of toPorts. Port 0 is every port of the protocol; an end that is not above the port is no range. */
export function lowerPort({ port = '', endPort = 0, protocol }: PortProtocol): TrafficMatch {
  const protocols = protocolsOf(protocol);
  if (isPortName(port)) return { protocols, destinationPorts: [{ name: port.toLowerCase(), of: pods }] };
  const from = portNumber(port) ?? 0;
  if (from === 0 && (endPort === 0 || endPort === 65535)) return { protocols };
  const match: PortMatch = { from, to: Math.max(from, endPort) };
  return { protocols, destinationPorts: [match] };
}

export function lowerIcmp({ family = 'IPv4', type }: IcmpField): TrafficMatch {
  const protocol = family === 'IPv6' ? Protocol.icmpv6 : Protocol.icmp;
  return { protocols: [protocol], icmp: { type: icmpType(family, type) as number } };
}
