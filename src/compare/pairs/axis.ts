import type { Connection } from '../../ir/connection.ts';
import type { PortRange, TrafficMatch } from '../../ir/policy.ts';
import type { Family } from '../../net/address.ts';
import { hasPorts, Protocol } from '../../net/protocol.ts';

/**
 * One protocol as a line of values: destination ports, or ICMP type times 256 plus code, or IGMP types, or the one
 * value 0.
 * Neighbour discovery is no part of ICMPv6 here but a line of its own: engines exempt it, and `all ICMPv6` shall
 * still mean something.
 */
export interface Axis {
  readonly kind: 'ports' | 'icmp' | 'neighbor-discovery' | 'igmp' | 'plain';
  readonly protocol: number;
  /** Stands for every protocol that no axis is about. */
  readonly other: boolean;
  /** All values, in order, without overlap. */
  readonly spans: readonly PortRange[];
}

/** Port 0 is reserved: nobody listens there. */
const ports: readonly PortRange[] = [{ from: 1, to: 65535 }];
const allIcmp: readonly PortRange[] = [{ from: 0, to: 65535 }];
/** Types 133 to 137 (RFC 4861 section 4). */
const discovery: readonly PortRange[] = [{ from: 133 * 256, to: 137 * 256 + 255 }];
const icmpv6: readonly PortRange[] = [
  { from: 0, to: 133 * 256 - 1 },
  { from: 138 * 256, to: 65535 },
];
const igmpTypes: readonly PortRange[] = [{ from: 0, to: 255 }];
const one: readonly PortRange[] = [{ from: 0, to: 0 }];

const portProtocols = [Protocol.tcp, Protocol.udp, Protocol.sctp, Protocol.udplite];

/** The same lines in the same order for both families: the ICMP of the one stands beside that of the other. */
export function axesOf(family: Family, mentioned: readonly number[]): readonly Axis[] {
  const plain = [...new Set(mentioned)]
    .filter((protocol) => !hasPorts(protocol) && protocol !== Protocol.icmp && protocol !== Protocol.icmpv6)
    .sort((a, b) => a - b);
  const icmp = family === 4 ? Protocol.icmp : Protocol.icmpv6;
  return [
    ...portProtocols.map((protocol) => axis('ports', protocol, ports)),
    axis('icmp', icmp, family === 4 ? allIcmp : icmpv6),
    axis('neighbor-discovery', icmp, family === 4 ? [] : discovery),
    ...plain.map((protocol) =>
      protocol === Protocol.igmp ? axis('igmp', protocol, igmpTypes) : axis('plain', protocol, one),
    ),
    { ...axis('plain', unmentioned(plain), one), other: true },
  ];
}

function axis(kind: Axis['kind'], protocol: number, spans: readonly PortRange[]): Axis {
  return { kind, protocol, spans, other: false };
}

/** From 253 downwards: that one is for experiments (RFC 3692). */
function unmentioned(plain: readonly number[]): number {
  let protocol = 253;
  while (plain.includes(protocol) || hasPorts(protocol)) protocol--;
  return protocol;
}

/** The fields of a connection at this value. */
export function trafficAt(
  { kind, protocol }: Axis,
  value: number,
  sourcePort: number,
): Pick<Connection, 'protocol' | 'sourcePort' | 'destinationPort' | 'icmp'> {
  if (kind === 'plain') return { protocol };
  if (kind === 'ports') return { protocol, sourcePort, destinationPort: value };
  if (kind === 'igmp') return { protocol, icmp: { type: value, code: 0 } };
  return { protocol, icmp: { type: value >> 8, code: value & 255 } };
}

/** The values at which the match may begin or cease to hold; named ports are the caller's. */
export function cutsOf({ kind, protocol }: Axis, match: TrafficMatch): readonly number[] {
  if (match.protocols !== undefined && !match.protocols.includes(protocol)) return [];
  if (kind === 'plain') return [];
  if (kind !== 'ports') {
    return [match.icmp, match.notIcmp].flatMap((icmp) => {
      if (icmp === undefined) return [];
      if (kind === 'igmp') return [icmp.type, icmp.type + 1];
      const from = icmp.type * 256 + (icmp.code ?? 0);
      return [from, from + (icmp.code === undefined ? 256 : 1)];
    });
  }
  return [...(match.destinationPorts ?? []), ...(match.notDestinationPorts ?? [])].flatMap((port) =>
    'name' in port ? [] : [port.from, port.to + 1],
  );
}

/** The spans, cut into pieces. */
export function pieces(spans: readonly PortRange[], cuts: readonly number[]): readonly PortRange[] {
  const sorted = [...new Set(cuts)].sort((a, b) => a - b);
  return spans.flatMap(({ from, to }) => {
    const starts = [from, ...sorted.filter((cut) => cut > from && cut <= to)];
    return starts.map((start, index) => ({ from: start, to: (starts[index + 1] ?? to + 1) - 1 }));
  });
}

/** All source ports, in pieces that no policy divides. */
export function sourcePieces(ranges: readonly PortRange[]): readonly PortRange[] {
  return pieces(
    ports,
    ranges.flatMap(({ from, to }) => [from, to + 1]),
  );
}
