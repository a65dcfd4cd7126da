import type { IpAddress } from '../net/address.ts';
import type { AddressWords } from '../net/address-numbers.ts';
import type { Judged } from './judged.ts';

/** A connection at its end (or at the end of the captures), as its opener saw it. */
export interface EndedFlow {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly protocol: number;
  /** 0 for protocols without ports. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Type and code of the first packet; -1 where it was no ICMP. */
  readonly icmpType: number;
  readonly icmpCode: number;
  /** Flags of the first packet; 0 where it was no TCP. */
  readonly tcpFlags: number;
  /** Index of the first packet in the replay. */
  readonly firstPacket: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Microseconds between the first and the last packet. */
  readonly duration: number;
  readonly packets: { readonly original: number; readonly reply: number };
  readonly bytes: { readonly original: number; readonly reply: number };
  /** The start was not in the capture: who opened it is a guess. */
  readonly midstream: boolean;
  /** By lane: its last verdict. */
  readonly outcomes: readonly Judged[];
}

/** A flow as it is told of, once for each: read from the tables when it is asked, and valid until the callback returns. */
export interface EndingFlow extends EndedFlow {
  /** Puts an end into a key. */
  readSource(into: AddressWords): void;
  readDestination(into: AddressWords): void;
  /** Of both directions. */
  readonly allPackets: number;
  readonly allBytes: number;
  /** A copy to keep. */
  keep(): EndedFlow;
}

export type FlowCallback = (flow: EndingFlow) => void;
