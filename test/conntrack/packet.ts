/** Packet records filled by hand, for tests of what follows parsing. */
import { createFrame } from '../../src/frame/create.ts';
import { type Frame, TcpFlag } from '../../src/frame/frame.ts';
import { type IpAddress, parseAddress } from '../../src/net/address.ts';
import { Protocol } from '../../src/net/protocol.ts';

export interface End {
  readonly address: string;
  readonly port: number;
}

export const client: End = { address: '10.0.0.1', port: 40000 };
export const server: End = { address: '10.0.0.2', port: 80 };

const known = new Map<string, IpAddress>();

function addressOf(text: string): IpAddress {
  let address = known.get(text);
  if (address === undefined) {
    address = parseAddress(text);
    if (address === undefined) throw new Error(`no address: ${text}`);
    known.set(text, address);
  }
  return address;
}

function setSource(frame: Frame, address: IpAddress): void {
  frame.family = address.family;
  frame.source0 = address.w0;
  frame.source1 = address.w1;
  frame.source2 = address.w2;
  frame.source3 = address.w3;
}

function setDestination(frame: Frame, address: IpAddress): void {
  frame.destination0 = address.w0;
  frame.destination1 = address.w1;
  frame.destination2 = address.w2;
  frame.destination3 = address.w3;
}

function packet(from: End, to: End, protocol: number, fields: Partial<Frame>): Frame {
  const frame = createFrame();
  setSource(frame, addressOf(from.address));
  setDestination(frame, addressOf(to.address));
  return Object.assign(frame, { protocol, timeToLive: 64, ipLength: 40 }, fields);
}

export function tcp(from: End, to: End, flags: string, fields: Partial<Frame> = {}): Frame {
  const length = 40 + (fields.payloadLength ?? 0);
  const ports = { sourcePort: from.port, destinationPort: to.port };
  const header = { tcpFlags: parseFlags(flags), tcpWindow: 65535, ipLength: length };
  return packet(from, to, Protocol.tcp, { ...ports, ...header, ...fields });
}

export function udp(from: End, to: End, fields: Partial<Frame> = {}): Frame {
  return packet(from, to, Protocol.udp, { sourcePort: from.port, destinationPort: to.port, ...fields });
}

/** `chunk`: type, flags. */
export function sctp(from: End, to: End, tag: number, chunk: [number, number?], initiateTag = 0): Frame {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, tag);
  bytes.set(chunk as number[], 12);
  view.setUint32(16, initiateTag);
  const ports = { sourcePort: from.port, destinationPort: to.port };
  return packet(from, to, Protocol.sctp, { bytes, ...ports });
}

export function icmp(from: End, to: End, icmpType: number, fields: Partial<Frame> = {}): Frame {
  const protocol = addressOf(from.address).family === 4 ? Protocol.icmp : Protocol.icmpv6;
  return packet(from, to, protocol, { icmpType, ...fields });
}

/** An ICMP error of `type` that quotes `quoted`, sent to `to`. */
export function icmpError(from: End, to: End, quoted: Frame, type = 3): Frame {
  return icmp(from, to, type, {
    icmpIsError: 1,
    innerFamily: quoted.family,
    innerSource0: quoted.source0,
    innerSource1: quoted.source1,
    innerSource2: quoted.source2,
    innerSource3: quoted.source3,
    innerDestination0: quoted.destination0,
    innerDestination1: quoted.destination1,
    innerDestination2: quoted.destination2,
    innerDestination3: quoted.destination3,
    innerProtocol: quoted.protocol,
    innerSourcePort: quoted.sourcePort,
    innerDestinationPort: quoted.destinationPort,
    innerTcpSequence: quoted.tcpSequence,
    innerIcmpType: quoted.icmpType,
    innerIcmpId: quoted.icmpId,
  });
}

/** `SYN+ACK`; `none` for no flag. */
export function parseFlags(text: string): number {
  if (text === 'none') return 0;
  return text.split('+').reduce((flags, name) => {
    const flag = TcpFlag[name.toLowerCase() as keyof typeof TcpFlag];
    if (flag === undefined) throw new Error(`no flag: ${name}`);
    return flags | flag;
  }, 0);
}
