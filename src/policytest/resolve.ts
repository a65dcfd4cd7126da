import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Inventory, ServicePort } from '../inventory/inventory.ts';
import type { Connection, Party, ServiceRef } from '../ir/connection.ts';
import { type Family, type IpAddress, sameAddress } from '../net/address.ts';
import { hasPorts } from '../net/protocol.ts';
import { type Endpoint, findEndpoint, findService, type Unresolved } from './endpoint.ts';
import type { Probe, ProbeField } from './model.ts';
import { type KnownNames, knownNames } from './names.ts';

/** What a probe asks: a connection, and the service port that it goes to where it is not yet translated. */
export interface Resolved {
  readonly connection: Connection;
  readonly service: ServicePort | undefined;
}

/** Thrown inside this file only: the first thing that keeps a probe from being judged. */
class Stop extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** The connection that a probe describes, or why there is none. */
export function resolveProbe(probe: Probe, inventory: Inventory): Resolved | Diagnostic {
  try {
    return probe.state === 'reply' ? resolveReply(probe, inventory) : resolve(probe, inventory);
  } catch (error) {
    if (error instanceof Stop) return error.diagnostic;
    throw error;
  }
}

/** Replies travel on the verdict of the connection that they answer: the same ends and ports, turned round. */
function resolveReply(probe: Probe, inventory: Inventory): Resolved {
  const { from, to, port, sourcePort, places } = probe;
  if (hasPorts(probe.protocol) && sourcePort === undefined) {
    const hint = 'It is the port that the connection was opened to.';
    throw stop(probe, 'sourcePort', 'missing-field', 'a reply needs its sourcePort', hint);
  }
  const turned = { ...places, from: places.to, to: places.from };
  return resolve(
    { ...probe, from: to, to: from, port: sourcePort, sourcePort: port, places: turned },
    inventory,
  );
}

function resolve(probe: Probe, inventory: Inventory): Resolved {
  const names = knownNames(inventory, probe.after);
  const source = end(probe, 'from', inventory, names);
  const destination = end(probe, 'to', inventory, names);
  if (source.is === 'service') throw stop(probe, 'from', 'unknown-endpoint', 'a service opens no connection');
  const family = commonFamily(probe, source, destination);
  const connection: Connection = {
    source: party(source, family, inventory),
    destination: party(destination, family, inventory),
    protocol: probe.protocol,
    ...(probe.port !== undefined && { destinationPort: probe.port }),
    ...(probe.sourcePort !== undefined && { sourcePort: probe.sourcePort }),
    ...(probe.icmp !== undefined && { icmp: probe.icmp }),
    namesOf: names.namesOf,
  };
  const service = servicePort(probe, destination, connection, inventory);
  const via = checkVia(probe, connection, inventory);
  return {
    connection: { ...connection, ...(via && { service: via }) },
    service: service && ofFamily(service, family),
  };
}

function end(probe: Probe, side: 'from' | 'to', inventory: Inventory, names: KnownNames): Endpoint {
  const other = side === 'from' ? probe.to : probe.from;
  const found = findEndpoint(probe[side], { inventory, other, addressesOf: names.addressesOf });
  if ('is' in found) return found;
  throw unresolved(probe, side, found);
}

/** The family that was asked for, else IPv4 where both ends have it. */
function commonFamily(probe: Probe, source: Endpoint, destination: Endpoint): Family {
  const has = (endpoint: Endpoint, family: Family) =>
    addressesOf(endpoint).some((address) => address.family === family);
  const wanted: readonly Family[] = probe.family === undefined ? [4, 6] : [probe.family];
  const family = wanted.find((each) => has(source, each) && has(destination, each));
  if (family !== undefined) return family;
  const which = wanted.map((each) => `IPv${each}`).join(' or ');
  const sides = [
    { side: 'from', endpoint: source },
    { side: 'to', endpoint: destination },
  ] as const;
  const without = sides.find(({ endpoint }) => !wanted.some((each) => has(endpoint, each)));
  if (without === undefined) {
    throw stop(probe, 'to', 'no-common-family', 'the ends have no address family in common');
  }
  const message = `${probe[without.side]} has no ${which} address`;
  throw stop(probe, without.side, 'no-address', message);
}

function addressesOf(endpoint: Endpoint): readonly IpAddress[] {
  if (endpoint.is === 'entity') return endpoint.entity.addresses;
  return endpoint.is === 'address' ? endpoint.addresses : endpoint.service.addresses;
}

/** A pod that is named is that pod; a node's address is shared by all who use the node's network. */
function party(endpoint: Endpoint, family: Family, inventory: Inventory): Party {
  const address = addressesOf(endpoint).find((each) => each.family === family)!;
  const isPod = endpoint.is === 'entity' && endpoint.entity.kind === 'pod';
  return { address, entities: isPod ? [endpoint.entity] : inventory.holders(address) };
}

function servicePort(
  probe: Probe,
  destination: Endpoint,
  { destination: { address }, protocol, destinationPort }: Connection,
  inventory: Inventory,
): ServicePort | undefined {
  if (destination.is === 'entity' && destination.entity.kind === 'pod') return undefined;
  const found =
    destinationPort === undefined ? undefined : inventory.serviceAt(address, protocol, destinationPort);
  if (found !== undefined || destination.is !== 'service') return found;
  const ports = destination.service.ports.map((each) => each.port).join(', ');
  const message = `${probe.to} has no such port for this protocol`;
  throw stop(probe, 'port', 'unknown-service-port', message, `Its ports are ${ports || 'none'}.`);
}

function ofFamily(port: ServicePort, family: Family): ServicePort {
  return { ...port, backends: port.backends.filter(({ address }) => address.family === family) };
}

/** `via` must be a service that leads to the destination, or the probe would ask about a path that is not. */
function checkVia(probe: Probe, connection: Connection, inventory: Inventory): ServiceRef | undefined {
  if (probe.via === undefined) return undefined;
  const found = findService(probe.via, inventory);
  if (!('is' in found)) throw unresolved(probe, 'via', found);
  if (found.is !== 'service') return undefined;
  const { address } = connection.destination;
  const leadsThere = found.service.ports
    .flatMap(({ backends }) => backends)
    .some((each) => sameAddress(each.address, address) && each.port === connection.destinationPort);
  if (!leadsThere) {
    const message = `${probe.via} does not lead to port ${probe.port ?? '(none)'} of ${probe.to}`;
    throw stop(probe, 'via', 'no-such-backend', message);
  }
  const { namespace, name } = found.service;
  return { namespace, name };
}

function unresolved(probe: Probe, side: ProbeField, { code, message, hint }: Unresolved): Stop {
  return stop(probe, side, code, message, hint);
}

function stop(probe: Probe, side: ProbeField, code: string, message: string, hint?: string): Stop {
  return new Stop(probe.places[side].diagnostic('error', code, message, hint));
}
