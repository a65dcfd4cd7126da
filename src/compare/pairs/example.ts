import type { Connection } from '../../ir/connection.ts';
import { hasPorts, parseProtocol } from '../../net/protocol.ts';
import type { PairRow } from './collect.ts';
import { type Endpoint, families, type Place } from './endpoint.ts';
import type { TrafficItem } from './region.ts';
import { connectionBetween } from './side.ts';

/** Of the range that clients take (RFC 6335 section 6), where no rule asks for the source port. */
const ephemeralPort = 50000;

/** A connection of the row; all of the row have its verdicts, by the same deciders. */
export function exampleOf({ from, to, change }: PairRow): Connection {
  const destination = to === 'itself' ? from[0] : (to.find(({ id }) => id !== from[0].id) ?? to[0]);
  const wanted = change.family === undefined ? families : [change.family];
  const family = wanted.find((each) => has(from[0], each) && has(destination, each)) ?? wanted[0];
  const [source, target] = [from[0], destination].map(({ places }) => places[family] as Place);
  return connectionBetween(source, target, trafficOf(change.traffic[0], target));
}

function has({ places }: Endpoint, family: 4 | 6): boolean {
  return places[family] !== undefined;
}

type Traffic = Pick<Connection, 'protocol' | 'sourcePort' | 'destinationPort' | 'icmp'>;

function trafficOf(
  { protocol: name, ports, sourcePorts, types }: TrafficItem,
  { through, party }: Place,
): Traffic {
  const [throughPort, throughProtocol] = (through?.ports[0] ?? '0/6').split('/').map(Number);
  const icmp = party.address.family === 4 ? 'ICMP' : 'ICMPv6';
  // `other` is no protocol that a rule names; 253 is for experiments (RFC 3692).
  const protocol =
    name === 'any' ? throughProtocol : name === 'other' ? 253 : parseProtocol(name === 'ICMP' ? icmp : name);
  if (protocol === undefined) return { protocol: 253 };
  if (types !== undefined) {
    return { protocol, icmp: { type: types[0].from, code: types[0].codes?.from ?? 0 } };
  }
  if (name.startsWith('ICMP')) return { protocol, icmp: { type: icmp === 'ICMP' ? 8 : 128, code: 0 } };
  if (!hasPorts(protocol)) return { protocol };
  const destinationPort = ports?.[0].from ?? (throughPort === 0 ? ephemeralPort : throughPort);
  return { protocol, sourcePort: sourcePorts?.[0].from ?? ephemeralPort, destinationPort };
}
