import { Protocol } from '../net/protocol.ts';

/**
 * ICMP messages that come as query and answer, as the IANA registries pair them. All others (errors, redirects,
 * router and neighbour discovery, multicast listeners) have no connection: each is judged by itself.
 */
const queries4 = [
  [8, 0], // echo
  [13, 14], // time stamp
  [15, 16], // information
  [17, 18], // address mask
  [42, 43], // extended echo (RFC 8335)
] as const;
const queries6 = [
  [128, 129], // echo
  [139, 140], // node information (RFC 4620)
  [160, 161], // extended echo
] as const;

/** Type -> type of its request, -1 where there is none. */
function requestTable(queries: readonly (readonly [number, number])[]): Int16Array {
  const table = new Int16Array(256).fill(-1);
  for (const [request, reply] of queries) {
    table[request] = request;
    table[reply] = request;
  }
  return table;
}

const requests4 = requestTable(queries4);
const requests6 = requestTable(queries6);

/** The request type that this type asks or answers; -1 for messages that are neither. */
export function icmpRequest(protocol: number, type: number): number {
  return (protocol === Protocol.icmp ? requests4 : requests6)[type & 0xff];
}

export function isIcmpRequest(protocol: number, type: number): boolean {
  return icmpRequest(protocol, type) === type;
}
