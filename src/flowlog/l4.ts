import { isIcmp, Protocol, protocolName } from '../net/protocol.ts';
import type { FlowRecord } from './record.ts';
import { filled } from './text.ts';

/** Bit i of the TCP flags. */
const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'NS'];

/** `l4` of a Hubble flow; undefined for protocols that it has no message for. */
export function hubbleL4({ protocol, source, destination, tcpFlags, icmp }: FlowRecord): object | undefined {
  const ports = filled({ source_port: source.port, destination_port: destination.port });
  switch (protocol) {
    case Protocol.tcp:
      return { TCP: { ...ports, flags: Object.fromEntries(flagsOf(tcpFlags).map((name) => [name, true])) } };
    case Protocol.udp:
      return { UDP: ports };
    case Protocol.sctp:
      return { SCTP: ports };
    case Protocol.icmp:
      return { ICMPv4: filled({ ...icmp }) };
    case Protocol.icmpv6:
      return { ICMPv6: filled({ ...icmp }) };
    default:
      return undefined;
  }
}

/** `TCP Flags: SYN`, `UDP`, `ICMPv4 type 8 code 0`: what the compact output shows at the end of its line. */
export function summaryText({ protocol, tcpFlags, icmp }: FlowRecord): string {
  if (protocol === Protocol.tcp) return `TCP Flags: ${flagsOf(tcpFlags).join(', ')}`;
  if (!isIcmp(protocol))
    return /^\d/.test(protocolName(protocol)) ? `IP protocol ${protocol}` : protocolName(protocol);
  const name = protocol === Protocol.icmp ? 'ICMPv4' : 'ICMPv6';
  return icmp === undefined ? name : `${name} type ${icmp.type} code ${icmp.code}`;
}

function flagsOf(bits = 0): readonly string[] {
  return flagNames.filter((_, index) => (bits >> index) & 1);
}
