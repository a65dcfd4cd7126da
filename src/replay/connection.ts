import type { Frame } from '../frame/frame.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Connection, Party } from '../ir/connection.ts';
import { type IpAddress, ipv4, ipv6 } from '../net/address.ts';
import { hasPorts, isIcmp } from '../net/protocol.ts';

/** Names that DNS answers gave for an address, as of now. */
export type NamesOf = Connection['namesOf'];

/** The connection that a frame would open, before any service translation. */
export function connectionOf(frame: Frame, inventory: Inventory, namesOf: NamesOf): Connection {
  const { protocol } = frame;
  return {
    source: party(sourceOf(frame), inventory),
    destination: party(destinationOf(frame), inventory),
    protocol,
    ...(hasPorts(protocol) && { sourcePort: frame.sourcePort, destinationPort: frame.destinationPort }),
    ...(isIcmp(protocol) && { icmp: { type: frame.icmpType, code: frame.icmpCode } }),
    namesOf,
  };
}

export function party(address: IpAddress, inventory: Inventory): Party {
  return { address, entities: inventory.holders(address) };
}

export function sourceOf(frame: Frame): IpAddress {
  const { family, source0, source1, source2, source3 } = frame;
  return family === 4 ? ipv4(source3) : ipv6(source0, source1, source2, source3);
}

export function destinationOf(frame: Frame): IpAddress {
  const { family, destination0, destination1, destination2, destination3 } = frame;
  return family === 4 ? ipv4(destination3) : ipv6(destination0, destination1, destination2, destination3);
}
