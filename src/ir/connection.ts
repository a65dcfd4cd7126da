import type { IpAddress } from '../net/address.ts';
import type { Entity } from './entity.ts';
import type { Request } from './request.ts';

/** One end of a connection: an address and whoever holds it (empty for an outside address). */
export interface Party {
  readonly address: IpAddress;
  readonly entities: readonly Entity[];
}

/** A Service of the local cluster. */
export interface ServiceRef {
  readonly namespace: string;
  readonly name: string;
}

/** The destination before service translation. */
export interface Frontend {
  readonly destination: Party;
  readonly port: number | undefined;
}

/** The opening packet of a connection, after service translation: what policies judge. */
export interface Connection {
  readonly source: Party;
  readonly destination: Party;
  /** IP protocol number. */
  readonly protocol: number;
  /** Present for protocols with ports, unless the probe leaves it open. */
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** Type and code of ICMP; of IGMP the type, and the code 0. */
  readonly icmp?: { readonly type: number; readonly code: number };
  /** The service whose frontend it was sent to, if it was: the destination is then the backend. */
  readonly service?: ServiceRef;
  /** What the client addressed, where that was a service. */
  readonly frontend?: Frontend;
  /** What is known of the request inside; absent where nobody looked. */
  readonly request?: Request;
  /** Names for which DNS answers gave this address, as far as `client` may use them. Canonical names. */
  namesOf(address: IpAddress, client: Entity): readonly string[];
}
