import type { Inventory, ServicePort } from '../inventory/inventory.ts';
import type { Connection, Party } from '../ir/connection.ts';
import type { Family } from '../net/address.ts';
import { type End, findEnd } from './end.ts';
import { partyOf } from './endpoint.ts';
import { knownNames } from './names.ts';
import { type ProbeProblem, type ProbeRequest, type Side, Stop, stop } from './request.ts';
import { serviceOnTheWay, servicePort } from './service.ts';

/** What a request asks. */
export interface ResolvedProbe {
  readonly connection: Connection;
  /** The service port that it goes to, where it is still to be translated to a backend. */
  readonly service: ServicePort | undefined;
  /** Ends of which the inventory knows no address: what is asked of the address there is not to be relied on. */
  readonly addressUnknown: readonly Side[];
}

/** The connection that a request describes, or why there is none. */
export function resolveProbe(request: ProbeRequest, inventory: Inventory): ResolvedProbe | ProbeProblem {
  try {
    return resolve(request, inventory);
  } catch (error) {
    if (error instanceof Stop) return error.problem;
    throw error;
  }
}

function resolve(request: ProbeRequest, inventory: Inventory): ResolvedProbe {
  const names = knownNames(inventory, request.after ?? []);
  const ends = {
    from: findEnd(request, 'from', inventory, names),
    to: findEnd(request, 'to', inventory, names),
  };
  const [source, destination] = inOneFamily(request, ends);
  const { protocol, port, sourcePort, icmp, via, request: inside } = request;
  const connection: Connection = {
    source,
    destination,
    protocol,
    ...(port !== undefined && { destinationPort: port }),
    ...(sourcePort !== undefined && { sourcePort }),
    ...(icmp !== undefined && { icmp }),
    ...(via !== undefined && { service: serviceOnTheWay(request, destination, inventory) }),
    ...(inside !== undefined && { request: inside }),
    namesOf: names.namesOf,
  };
  return {
    connection,
    service: servicePort(request, ends.to, destination, inventory),
    addressUnknown: (['from', 'to'] as const).filter((side) => ends[side].addressUnknown),
  };
}

/** In the family that was asked for, else IPv4 where both ends have it. */
function inOneFamily(request: ProbeRequest, ends: Readonly<Record<Side, End>>): readonly [Party, Party] {
  const wanted: readonly Family[] = request.family === undefined ? [4, 6] : [request.family];
  for (const family of wanted) {
    const source = partyOf(ends.from.parties, family);
    const destination = partyOf(ends.to.parties, family);
    if (source !== undefined && destination !== undefined) return [source, destination];
  }
  const lacking = (['from', 'to'] as const).find(
    (side) => !wanted.some((family) => partyOf(ends[side].parties, family) !== undefined),
  );
  if (lacking === undefined) throw noCommonFamily(ends);
  throw stop(lacking, 'no-address', `${request[lacking]} has no IPv${wanted.join(' or IPv')} address`);
}

function noCommonFamily({ from, to }: Readonly<Record<Side, End>>): Stop {
  const family = ({ parties }: End) => `IPv${parties[0].address.family}`;
  const message = `the ends have no address family in common: ${family(from)} and ${family(to)}`;
  return stop('to', 'no-common-family', message);
}
