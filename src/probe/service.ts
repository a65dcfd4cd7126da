import type { Inventory, Service, ServicePort } from '../inventory/inventory.ts';
import type { Party, ServiceRef } from '../ir/connection.ts';
import { formatAddress, sameAddress } from '../net/address.ts';
import { hasPorts, protocolName } from '../net/protocol.ts';
import type { End } from './end.ts';
import { type EndpointError, findService } from './endpoint.ts';
import { type ProbeRequest, type Stop, stop } from './request.ts';

/** The port of the service that answers at the destination, if one does. Throws a Stop. */
export function servicePort(
  request: ProbeRequest,
  { entity, service }: End,
  { address }: Party,
  inventory: Inventory,
): ServicePort | undefined {
  // No service answers at the address of a pod; at that of a node, its node ports do.
  if (entity?.kind === 'pod') return undefined;
  const { port, protocol } = request;
  const found = port === undefined ? undefined : inventory.serviceAt(address, protocol, port);
  if (found === undefined && service !== undefined) throw noSuchPort(request, service);
  return found;
}

function noSuchPort({ to, port, protocol }: ProbeRequest, { ports }: Service): Stop {
  const answers = ports.map((each) => `${protocolName(each.protocol)} ${each.port}`).join(', ') || 'none';
  const hint = `Its ports are ${answers}.`;
  if (port === undefined && hasPorts(protocol)) {
    return stop('port', 'missing-port', `${to} answers at its ports only, and none is given`, hint);
  }
  const asked = port === undefined ? protocolName(protocol) : `${protocolName(protocol)} ${port}`;
  return stop('port', 'unknown-service-port', `${to} does not answer ${asked}`, hint);
}

/** `via` must be a service that leads to the destination, or the probe would ask about a path that is not. */
export function serviceOnTheWay(
  { via = '', to, port, protocol }: ProbeRequest,
  { address }: Party,
  inventory: Inventory,
): ServiceRef {
  const found = findService(via, inventory);
  if ('code' in found) throw noSuchService(via, found);
  const backends = found.ports.filter((each) => each.protocol === protocol).flatMap((each) => each.backends);
  const here = backends.filter((backend) => sameAddress(backend.address, address));
  if (here.some((backend) => backend.port === port)) return { namespace: found.namespace, name: found.name };
  const known = [...new Set((here.length > 0 ? here : backends).map(backendText))];
  const hint = `It leads to ${known.join(', ') || 'nobody'}: give the port of the pod, not that of the service.`;
  throw stop('via', 'no-such-backend', `${via} does not lead to port ${port ?? '(none)'} of ${to}`, hint);
}

function noSuchService(via: string, { code, message, hint }: EndpointError): Stop {
  if (code !== 'bad-endpoint') return stop('via', code, message, hint);
  return stop('via', code, `${JSON.stringify(via)} is no service`, 'Write namespace/name.');
}

function backendText({ address, port }: ServicePort['backends'][number]): string {
  return `${formatAddress(address)} port ${port}`;
}
