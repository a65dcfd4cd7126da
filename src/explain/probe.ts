import { usageError } from '../diagnostics/errors.ts';
import type { Judge } from '../engine/judge.ts';
import { judgeService, translated } from '../engine/service.ts';
import { type Endpoint, parseEndpoint, partyOf } from '../inventory/endpoint.ts';
import type { Backend, Inventory, ServicePort } from '../inventory/inventory.ts';
import type { Connection, Party } from '../ir/connection.ts';
import { type Family, type IpAddress, sameAddress } from '../net/address.ts';
import { hasPorts, isIcmp, Protocol, parseProtocol } from '../net/protocol.ts';

/** A question as the command line puts it. */
export interface ProbeRequest {
  readonly from: string;
  readonly to: string;
  /** Name or number. */
  readonly protocol: string;
  readonly port?: number;
  readonly sourcePort?: number;
  readonly family?: Family;
  readonly icmpType?: number;
  readonly icmpCode?: number;
}

export interface ProbeConnection {
  readonly connection: Connection;
  /** Where the destination is a service: the backend that the answer is about, and how many there are. */
  readonly backend?: { readonly backend: Backend; readonly service: string; readonly of: number };
}

/** The connection that the question is about. Throws usageError for what is not there. */
export function probeConnection(request: ProbeRequest, inventory: Inventory, judge: Judge): ProbeConnection {
  const protocol = readProtocol(request.protocol);
  const family = request.family ?? icmpFamily(protocol);
  const [source, destination] = commonFamily(
    partiesOf('--from', request.from, inventory),
    partiesOf('--to', request.to, inventory),
    family,
    request,
  );
  const connection: Connection = {
    source,
    destination,
    protocol,
    ...(hasPorts(protocol) && { destinationPort: request.port, sourcePort: request.sourcePort }),
    ...(isIcmp(protocol) && { icmp: icmpOf(request, protocol) }),
    namesOf: (address) => namesOf(address, inventory),
  };
  return throughService(connection, inventory, judge);
}

function readProtocol(text: string): number {
  const protocol = parseProtocol(text);
  if (protocol !== undefined) return protocol;
  throw usageError('unknown-protocol', `there is no protocol ${JSON.stringify(text)}`, {
    hint: 'Protocols are TCP, UDP, SCTP, ICMP, ICMPv6, or a number from 0 to 255.',
  });
}

/** ICMP exists in one family only, so that need not be said. */
function icmpFamily(protocol: number): Family | undefined {
  if (protocol === Protocol.icmp) return 4;
  return protocol === Protocol.icmpv6 ? 6 : undefined;
}

function icmpOf({ icmpType, icmpCode }: ProbeRequest, protocol: number): { type: number; code: number } {
  const echoRequest = protocol === Protocol.icmp ? 8 : 128;
  return { type: icmpType ?? echoRequest, code: icmpCode ?? 0 };
}

function partiesOf(flag: string, text: string, inventory: Inventory): readonly Party[] {
  const endpoint = parseEndpoint(text, inventory);
  if (endpoint.kind === 'error') {
    throw usageError(endpoint.code, `${flag}: ${endpoint.message}`, { hint: endpoint.hint });
  }
  const parties = partiesIn(endpoint, inventory);
  if (parties.length > 0) return parties;
  throw usageError('no-address', `${flag}: the inventory knows no address of ${text}`);
}

function partiesIn(endpoint: Endpoint, inventory: Inventory): readonly Party[] {
  switch (endpoint.kind) {
    case 'party':
    case 'service':
      return endpoint.parties;
    case 'fqdn':
      return inventory.dnsFacts
        .filter(({ name }) => name === endpoint.name)
        .flatMap(({ addresses }) => addresses)
        .map((address) => ({ address, entities: inventory.holders(address) }));
    case 'entity':
      throw usageError(
        'unsupported-entity',
        `entity:${endpoint.name} belongs to a policy language that has entities`,
      );
  }
}

/** The first family that both ends have. */
function commonFamily(
  sources: readonly Party[],
  destinations: readonly Party[],
  family: Family | undefined,
  { from, to }: ProbeRequest,
): readonly [Party, Party] {
  const families: readonly Family[] = family === undefined ? [4, 6] : [family];
  for (const candidate of families) {
    const source = partyOf(sources, candidate);
    const destination = partyOf(destinations, candidate);
    if (source !== undefined && destination !== undefined) return [source, destination];
  }
  const which = families.map((each) => `IPv${each}`).join(' nor ');
  throw usageError('no-common-family', `${from} and ${to} have no address of one family: neither ${which}`);
}

function namesOf(address: IpAddress, inventory: Inventory): readonly string[] {
  return inventory.dnsFacts
    .filter(({ addresses }) => addresses.some((own) => sameAddress(own, address)))
    .map(({ name }) => name);
}

/** Policies see the backend. Where backends are judged differently, the strictest answer is the one to explain. */
function throughService(connection: Connection, inventory: Inventory, judge: Judge): ProbeConnection {
  const { destination, protocol, destinationPort } = connection;
  const port: ServicePort | undefined =
    destinationPort === undefined
      ? undefined
      : inventory.serviceAt(destination.address, protocol, destinationPort);
  if (port === undefined) return { connection };
  const { backend } = judgeService(judge, connection, port, inventory);
  if (backend === undefined) return { connection };
  const service = `${port.service.namespace}/${port.service.name}`;
  return {
    connection: translated(connection, port, backend, inventory),
    backend: { backend, service, of: port.backends.length },
  };
}
