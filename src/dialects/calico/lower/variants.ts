import type { FieldPath } from '../../../diagnostics/source.ts';
import type { Peer, PortMatch, PortRange } from '../../../ir/policy.ts';
import { intersection, networksOf } from '../facts/address-sets.ts';
import { readPort } from '../schema/values.ts';
import { everything, type Selector } from '../selector/selector.ts';
import type { EntityRule } from '../types.ts';
import type { RulePlace } from './context.ts';
import { type FixedPort, hostPorts, podPorts, type ServicesSpec, servicePorts } from './fixed-ports.ts';
import { type Addresses, addressesOf, peersOf } from './side.ts';

/**
 * One way for a connection to match one side of a rule. Numbers of ports go with all addresses of the side, but a
 * service or a port's name means certain ports at certain addresses: each number is a way of its own.
 */
export interface Variant {
  readonly peers?: readonly Peer[];
  /** Absent: any port. */
  readonly ports?: readonly PortMatch[];
  /** The protocol that goes with these addresses and ports. */
  readonly protocol?: number;
}

export function sourceVariants(place: RulePlace, side: EntityRule, path: FieldPath): readonly Variant[] {
  if (side.services !== undefined) return [servicePeers(place, side.services, path)];
  const addresses = addressesOf(side, place.namespace);
  const peers = peersOf(place, addresses, path);
  const { numbers, names } = portsOf(side.ports);
  if (numbers.length + names.length === 0) return [peers === undefined ? {} : { peers }];
  const named = [
    ...podPorts(place, names, addresses.positive),
    ...hostPorts(place, names, addresses.positive),
  ];
  return [...numbered(peers, numbers), ...named.map((port) => fixedVariant(place, addresses, port, path))];
}

export function destinationVariants(place: RulePlace, side: EntityRule, path: FieldPath): readonly Variant[] {
  if (side.services !== undefined) return serviceVariants(place, side.services, path);
  const addresses = addressesOf(side, place.namespace);
  const peers = peersOf(place, addresses, path);
  const { numbers, names } = portsOf(side.ports);
  if (numbers.length + names.length === 0) return [peers === undefined ? {} : { peers }];
  const ports = [...numbers, ...namedPorts(place, names, addresses.positive)];
  const fixed = hostPorts(place, names, addresses.positive);
  return [...numbered(peers, ports), ...fixed.map((port) => fixedVariant(place, addresses, port, path))];
}

function numbered(peers: readonly Peer[] | undefined, ports: readonly PortMatch[]): readonly Variant[] {
  return ports.length === 0 ? [] : [{ ...(peers !== undefined && { peers }), ports }];
}

export function portsOf(values: readonly (number | string)[] | undefined): {
  readonly numbers: readonly PortRange[];
  readonly names: readonly string[];
} {
  const ports = (values ?? []).map(readPort);
  return {
    numbers: ports.filter((port) => typeof port !== 'string'),
    names: ports.filter((port) => typeof port === 'string'),
  };
}

/** The ports of these names of the pods that the filter lets through. */
export function namedPorts(
  { context }: RulePlace,
  names: readonly string[],
  filter: Selector | undefined = everything,
): readonly PortMatch[] {
  if (names.length === 0) return [];
  const of = context.members.podsOf(filter);
  return names.map((name) => ({ name, of }));
}

/** The side's lists of nets hold for these addresses too. A notSelector of the side is looked at for them as well. */
function fixedVariant(
  place: RulePlace,
  { positive, negative, nets, notNets }: Addresses,
  { protocol, port, cidrs }: FixedPort,
  path: FieldPath,
): Variant {
  const networks = networksOf(intersection(cidrs, nets));
  const among = peersOf(place, { positive, negative, nets: undefined, notNets }, path);
  const source = place.manifest.source(path);
  const peers = (among ?? [{ source }]).flatMap((peer): readonly Peer[] => {
    if (peer.networks === undefined) return [{ ...peer, networks }];
    const both = intersection(
      networks.map(({ cidr }) => cidr),
      peer.networks.map(({ cidr }) => cidr),
    );
    return both.length === 0 ? [] : [{ ...peer, networks: networksOf(both) }];
  });
  return { peers, ports: [{ from: port, to: port }], protocol };
}

/** As a source a service is the addresses of its endpoints, whatever their port. */
function servicePeers(place: RulePlace, services: ServicesSpec, path: FieldPath): Variant {
  const cidrs = servicePorts(place, services).flatMap((port) => port.cidrs);
  return { peers: [{ networks: networksOf(cidrs), source: place.manifest.source(path) }] };
}

/** As a destination it is each endpoint's address with its own port, after translation. */
function serviceVariants(place: RulePlace, services: ServicesSpec, path: FieldPath): readonly Variant[] {
  const source = place.manifest.source(path);
  return servicePorts(place, services).map(({ protocol, port, cidrs }) => ({
    peers: [{ networks: networksOf(cidrs), source }],
    ports: [{ from: port, to: port }],
    protocol,
  }));
}
