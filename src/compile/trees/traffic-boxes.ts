import type { IcmpMatch, PortRange } from '../../ir/policy.ts';
import { hasPorts, isIcmp } from '../../net/protocol.ts';
import type { Budget } from '../bounds.ts';
import type { NumericTraffic, Traffic } from '../traffic.ts';
import { joined, type Ranges, rangeOf, rangesOfMembers, without } from './ranges.ts';

/**
 * Traffic as two numbers, both ends inclusive. `source`: protocol << 16 | source port. `destination`: the destination port; of
 * ICMP and ICMPv6 type << 8 | code; of other protocols 0. Packets whose ports are not known have none: nobody may ask about
 * them.
 */
export interface TrafficBox {
  readonly source: PortRange;
  readonly destination: PortRange;
}

const allPorts = rangeOf(0, 0x10000);
export const mostSource = 0xffffff;
export const mostDestination = 0xffff;

/** Both numbers. */
export type TrafficNumbers = readonly [source: number, destination: number];

/** Of traffic of which ports, or type and code, are known. */
export function numbersOf({ protocol, sourcePort = 0, destinationPort = 0, icmp }: Traffic): TrafficNumbers {
  const base = protocol << 16;
  if (hasPorts(protocol)) return [base | sourcePort, destinationPort];
  return [base, icmp === undefined ? 0 : (icmp.type << 8) | (icmp.code ?? 0)];
}

/** All traffic that some match of the list means. The boxes may overlap. Throws BeyondTables. */
export function boxesOf(list: readonly NumericTraffic[], budget: Budget): readonly TrafficBox[] {
  return list.flatMap((match) => boxesOfMatch(match, budget));
}

export const anyTraffic: readonly TrafficBox[] = [
  { source: { from: 0, to: mostSource }, destination: { from: 0, to: mostDestination } },
];

function boxesOfMatch(match: NumericTraffic, budget: Budget): readonly TrafficBox[] {
  const protocols = protocolsOf(match);
  const asksForPorts = match.destinationPorts !== undefined || match.sourcePorts !== undefined;
  const isPlain =
    !asksForPorts &&
    [match.notDestinationPorts, match.notSourcePorts, match.icmp, match.notIcmp].every(
      (part) => part === undefined,
    );
  if (isPlain) return ofProtocols(protocols);
  const withPorts = match.icmp !== undefined ? [] : protocols.filter(hasPorts);
  const withMessages = asksForPorts ? [] : protocols.filter(isIcmp);
  const others =
    asksForPorts || match.icmp !== undefined ? [] : protocols.filter((one) => !hasPorts(one) && !isIcmp(one));
  return [
    ...withPorts.flatMap((protocol) => portBoxes(match, protocol, budget)),
    ...withMessages.flatMap((protocol) => boxes(protocol, allPorts, messages(match), budget)),
    ...ofProtocols(others),
  ];
}

function protocolsOf({ protocols, notProtocols }: NumericTraffic): readonly number[] {
  const wanted = protocols ?? Array.from({ length: 256 }, (_, protocol) => protocol);
  const left = notProtocols === undefined ? wanted : wanted.filter((one) => !notProtocols.includes(one));
  return [...new Set(left)].sort((a, b) => a - b);
}

/** Protocols that ascend, whatever else the packets are. */
function ofProtocols(protocols: readonly number[]): readonly TrafficBox[] {
  return inclusive(rangesOfMembers(protocols)).map(({ from, to }) => ({
    source: { from: from << 16, to: (to << 16) | 0xffff },
    destination: { from: 0, to: mostDestination },
  }));
}

function portBoxes(match: NumericTraffic, protocol: number, budget: Budget): readonly TrafficBox[] {
  const isHere = (port: { readonly protocol?: number }) =>
    port.protocol === undefined || port.protocol === protocol;
  const sources = ports(match.sourcePorts, match.notSourcePorts);
  const destinations = ports(
    match.destinationPorts?.filter(isHere),
    match.notDestinationPorts?.filter(isHere),
  );
  return boxes(protocol, sources, destinations, budget);
}

function ports(wanted: readonly PortRange[] | undefined, excluded: readonly PortRange[] = []): Ranges {
  const found = wanted === undefined ? allPorts : ofPortRanges(wanted);
  return excluded.length === 0 ? found : without(found, ofPortRanges(excluded));
}

function ofPortRanges(ranges: readonly PortRange[]): Ranges {
  return joined(ranges.map(({ from, to }) => rangeOf(from, to + 1)));
}

function messages({ icmp, notIcmp }: NumericTraffic): Ranges {
  const wanted = icmp === undefined ? allPorts : ofMessages(icmp);
  return notIcmp === undefined ? wanted : without(wanted, ofMessages(notIcmp));
}

function ofMessages({ type, code }: IcmpMatch): Ranges {
  const first = type << 8;
  return code === undefined ? rangeOf(first, first + 256) : rangeOf(first | code, (first | code) + 1);
}

function boxes(
  protocol: number,
  sources: Ranges,
  destinations: Ranges,
  budget: Budget,
): readonly TrafficBox[] {
  budget.spend('trafficBoxes', (sources.length / 2) * (destinations.length / 2));
  const base = protocol << 16;
  return inclusive(sources).flatMap((source) =>
    inclusive(destinations).map((destination) => ({
      source: { from: base | source.from, to: base | source.to },
      destination,
    })),
  );
}

function inclusive(ranges: Ranges): readonly PortRange[] {
  return Array.from({ length: ranges.length / 2 }, (_, n) => ({
    from: ranges[2 * n],
    to: ranges[2 * n + 1] - 1,
  }));
}
