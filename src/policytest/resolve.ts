import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { partyOf } from '../inventory/endpoint.ts';
import type { Inventory, ServicePort } from '../inventory/inventory.ts';
import type { Connection, Party, ServiceRef } from '../ir/connection.ts';
import { type Family, sameAddress } from '../net/address.ts';
import { hasPorts } from '../net/protocol.ts';
import { type End, findEnd, type Side } from './ends.ts';
import type { Probe } from './model.ts';
import { knownNames } from './names.ts';
import { Stop, stop } from './stop.ts';

/** What a probe asks: a connection, and the service port that it goes to where it is not yet translated. */
export interface Resolved {
  readonly connection: Connection;
  readonly service: ServicePort | undefined;
}

/** The connection that a probe describes, or why there is none. */
export function resolveProbe(probe: Probe, inventory: Inventory): Resolved | Diagnostic {
  try {
    return resolve(probe.state === 'reply' ? turnedRound(probe) : probe, inventory);
  } catch (error) {
    if (error instanceof Stop) return error.diagnostic;
    throw error;
  }
}

/** Replies travel on the verdict of the connection that they answer: the same ends and ports, turned round. */
function turnedRound(probe: Probe): Probe {
  const { from, to, port, sourcePort, places } = probe;
  if (hasPorts(probe.protocol) && sourcePort === undefined) {
    const hint = 'It is the port that the connection was opened to.';
    throw stop(probe, 'sourcePort', 'missing-field', 'a reply needs its sourcePort', hint);
  }
  const turned = { ...places, from: places.to, to: places.from, port: places.sourcePort };
  return { ...probe, from: to, to: from, port: sourcePort, sourcePort: port, places: turned };
}

function resolve(probe: Probe, inventory: Inventory): Resolved {
  const names = knownNames(inventory, probe.after);
  const from = findEnd(probe, 'from', inventory, names);
  const to = findEnd(probe, 'to', inventory, names);
  if (from.service !== undefined) throw stop(probe, 'from', 'bad-endpoint', 'a service opens no connection');
  const [source, destination] = inOneFamily(probe, from, to);
  const connection: Connection = {
    source,
    destination,
    protocol: probe.protocol,
    ...(probe.port !== undefined && { destinationPort: probe.port }),
    ...(probe.sourcePort !== undefined && { sourcePort: probe.sourcePort }),
    ...(probe.icmp !== undefined && { icmp: probe.icmp }),
    ...(probe.via !== undefined && { service: serviceOf(probe, destination, inventory) }),
    namesOf: names.namesOf,
  };
  return { connection, service: servicePort(probe, to, destination, inventory) };
}

/** In the family that was asked for, else IPv4 where both ends have it. */
function inOneFamily(probe: Probe, from: End, to: End): readonly [Party, Party] {
  const wanted: readonly Family[] = probe.family === undefined ? [4, 6] : [probe.family];
  for (const family of wanted) {
    const source = partyOf(from.parties, family);
    const destination = partyOf(to.parties, family);
    if (source !== undefined && destination !== undefined) return [source, destination];
  }
  const lacks = ({ parties }: End) => !wanted.some((family) => partyOf(parties, family) !== undefined);
  const side: Side = lacks(from) ? 'from' : 'to';
  if (lacks(from) || lacks(to)) {
    const families = wanted.map((family) => `IPv${family}`).join(' or ');
    throw stop(probe, side, 'no-address', `${probe[side]} has no ${families} address`);
  }
  throw stop(probe, side, 'no-common-family', 'the ends have no address family in common');
}

/** The port of the service that answers at the destination, with its backends of the same family. */
function servicePort(
  probe: Probe,
  { isPod, service }: End,
  { address }: Party,
  inventory: Inventory,
): ServicePort | undefined {
  if (isPod) return undefined;
  const { port, protocol } = probe;
  const found = port === undefined ? undefined : inventory.serviceAt(address, protocol, port);
  if (found !== undefined) {
    return { ...found, backends: found.backends.filter((each) => each.address.family === address.family) };
  }
  if (service === undefined) return undefined;
  const hint = `Its ports are ${service.ports.map((each) => each.port).join(', ') || 'none'}.`;
  const message = `${probe.to} has no such port for this protocol`;
  throw stop(probe, 'port', 'unknown-service-port', message, hint);
}

/** `via` must be a service that leads to the destination, or the probe would ask about a path that is not. */
function serviceOf(probe: Probe, { address }: Party, inventory: Inventory): ServiceRef {
  const { via = '', port } = probe;
  const [namespace, name = ''] = via.split('/');
  const service = inventory.service(namespace, name);
  if (service === undefined) throw stop(probe, 'via', 'unknown-service', `there is no service ${via}`);
  const leadsThere = service.ports
    .flatMap(({ backends }) => backends)
    .some((backend) => sameAddress(backend.address, address) && backend.port === port);
  if (leadsThere) return { namespace, name };
  const message = `${via} does not lead to port ${port ?? '(none)'} of ${probe.to}`;
  throw stop(probe, 'via', 'no-such-backend', message);
}
