import type { Flows } from '../conntrack/flows.ts';
import type { Frame } from '../frame/frame.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Connection, Party } from '../ir/connection.ts';
import { type IpAddress, ipv4, ipv6 } from '../net/address.ts';
import { hasMessageType, hasPorts } from '../net/protocol.ts';
import type { FirstPackets } from './first-packets.ts';

/** A connection before a lane adds the names that it knows. */
export type NamelessConnection = Omit<Connection, 'namesOf'>;

/** Who sends what to whom, as far as policies ask. */
export type PacketTraffic = Omit<NamelessConnection, 'source' | 'destination'> &
  Readonly<Record<'source' | 'destination', IpAddress>>;

/** Turns packets and flows into what policies judge. */
export class ConnectionReader {
  readonly #inventory: Inventory;

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  /** The connection that this packet alone would open, in the direction in which it travels. */
  ofFrame(frame: Frame): NamelessConnection {
    const { protocol } = frame;
    return {
      source: this.#party(sourceOf(frame)),
      destination: this.#party(destinationOf(frame)),
      protocol,
      ...(hasPorts(protocol) && { sourcePort: frame.sourcePort, destinationPort: frame.destinationPort }),
      ...(hasMessageType(protocol) && { icmp: { type: frame.icmpType, code: frame.icmpCode } }),
    };
  }

  /** The connection in a slot of the flow table, as its opener began it. */
  ofFlow(flows: Flows, slot: number, first: FirstPackets): NamelessConnection {
    const protocol = flows.protocol(slot);
    const type = first.icmpType(slot);
    return {
      source: this.#party(flows.source(slot)),
      destination: this.#party(flows.destination(slot)),
      protocol,
      ...(hasPorts(protocol) && {
        sourcePort: flows.sourcePort(slot),
        destinationPort: flows.destinationPort(slot),
      }),
      ...(type >= 0 && { icmp: { type, code: first.icmpCode(slot) } }),
    };
  }

  /** The connection that a packet with this traffic would open. */
  ofTraffic({ source, destination, ...traffic }: PacketTraffic): NamelessConnection {
    return { ...traffic, source: this.#party(source), destination: this.#party(destination) };
  }

  #party(address: IpAddress): Party {
    return { address, entities: this.#inventory.holders(address) };
  }
}

function sourceOf(frame: Frame): IpAddress {
  const { family, source0, source1, source2, source3 } = frame;
  return family === 4 ? ipv4(source3) : ipv6(source0, source1, source2, source3);
}

function destinationOf(frame: Frame): IpAddress {
  const { family, destination0, destination1, destination2, destination3 } = frame;
  return family === 4 ? ipv4(destination3) : ipv6(destination0, destination1, destination2, destination3);
}
