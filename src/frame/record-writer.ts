import type { IpAddress } from '../net/address.ts';
import { Protocol } from '../net/protocol.ts';
import { EtherType } from './ethertype.ts';
import { TcpFlag } from './frame.ts';

const recordHeader = 16;
const linkHeader = 14;
const tagBytes = 4;
const arpBytes = 28;
/** Of the one extension header that a frame has: hop-by-hop, or fragment. */
const extensionBytes = 8;
const fragmentHeader = 44;
const headerBytes: Readonly<Record<number, number>> = {
  [Protocol.icmp]: 8,
  [Protocol.icmpv6]: 8,
  [Protocol.tcp]: 20,
  [Protocol.udp]: 8,
  [Protocol.sctp]: 12,
};
/** MSS 1460, no-operation, window scale 7. */
const synOptions = [0x0204_05b4, 0x0103_0307] as const;
/** PadN of four bytes (RFC 8200 section 4.2). */
const padding = 0x0104;
/** Bytes of a datagram that a fragment carries: a multiple of eight that fits into 1,500. */
const fragmentBytes = 1448;

/** What is in a frame, beside what is the same in all of them. */
export interface MadePacket {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  /** IP protocol number: one of those in headerBytes. */
  readonly protocol: number;
  /** Of ICMP the identifier and the sequence number of an echo. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Bytes behind the transport header and its options. */
  readonly payload: number;
  /** From the server to the client. */
  readonly isReply: boolean;
  /** The frame has a VLAN tag. */
  readonly isTagged: boolean;
  /** IPv6 with a hop-by-hop header. */
  readonly hasHopByHop: boolean;
  /** Of TCP. The acknowledgement number counts where there is such a flag. */
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  /** Of SCTP: the type of its first chunk, the tag of whom it goes to, and of whom it comes from (in INIT and INIT ACK). */
  readonly chunk: number;
  readonly tag: number;
  readonly initiateTag: number;
}

export interface RecordWriterOptions {
  /** Microseconds since 1970 of the first packet, and from each to the next. */
  readonly start: number;
  readonly gap: number;
}

/**
 * Makes frames up: Ethernet frames as records of a classic little-endian microsecond capture, one behind the other,
 * without the header of the file. Payloads and checksums are 0.
 */
export class RecordWriter {
  packets = 0;
  readonly #gap: number;
  #now: number;
  #bytes = new Uint8Array(2 ** 16);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  constructor({ start, gap }: RecordWriterOptions) {
    this.#now = start;
    this.#gap = gap;
  }

  /** Good until the next record is written. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets what is written. */
  clear(): void {
    this.#length = 0;
  }

  wait(microseconds: number): void {
    this.#now += microseconds;
  }

  packet(packet: MadePacket): void {
    const length = transportBytes(packet);
    const extension = packet.hasHopByHop ? extensionBytes : 0;
    const at = this.#network(packet, packet.hasHopByHop ? 0 : packet.protocol, extension, length);
    if (packet.hasHopByHop) this.#extension(at, packet.protocol, padding, 0);
    this.#transport(at + extension, packet, length);
  }

  /** The same in fragments, one behind the other. */
  fragments(packet: MadePacket): void {
    const total = transportBytes(packet);
    const id = this.packets;
    const isV6 = packet.source.family === 6;
    for (let from = 0; from < total; from += fragmentBytes) {
      const length = Math.min(fragmentBytes, total - from);
      const more = Number(from + length < total);
      const extension = isV6 ? extensionBytes : 0;
      const at = this.#network(packet, isV6 ? fragmentHeader : packet.protocol, extension, length);
      if (isV6) this.#extension(at, packet.protocol, from + more, id);
      else this.#view.setUint32(at - 16, (id & 0xffff) * 2 ** 16 + more * 2 ** 13 + from / 8);
      if (from === 0) this.#transport(at + extension, packet, total);
    }
  }

  /** Who has 0.0.0.0 tells 0.0.0.0. */
  arp(): void {
    const at = this.#record(linkHeader + arpBytes);
    this.#link(at, false, EtherType.arp);
    this.#view.setUint32(at + linkHeader, 0x0001_0800);
    this.#view.setUint32(at + linkHeader + 4, 0x0604_0001);
  }

  /** Starts a record; returns where its bytes go. They are zero but for what is written. */
  #record(length: number): number {
    const at = this.#length;
    this.#length = at + recordHeader + length;
    if (this.#length > this.#bytes.length) this.#grow();
    this.#bytes.fill(0, at, this.#length);
    const view = this.#view;
    view.setUint32(at, Math.floor(this.#now / 1e6), true);
    view.setUint32(at + 4, this.#now % 1e6, true);
    view.setUint32(at + 8, length, true);
    view.setUint32(at + 12, length, true);
    this.#now += this.#gap;
    this.packets++;
    return at + recordHeader;
  }

  #grow(): void {
    const bytes = new Uint8Array(2 * this.#length);
    bytes.set(this.#bytes);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }

  /** A record with link and IP header; returns the offset of what follows, extension headers first. */
  #network({ source, destination, isTagged }: MadePacket, next: number, extension: number, length: number) {
    const isV6 = source.family === 6;
    const link = linkHeader + (isTagged ? tagBytes : 0);
    const header = isV6 ? 40 : 20;
    const at = this.#record(link + header + extension + length);
    this.#link(at, isTagged, isV6 ? EtherType.ipv6 : EtherType.ipv4);
    if (isV6) this.#ipv6(at + link, source, destination, next, extension + length);
    else this.#ipv4(at + link, source, destination, next, length);
    return at + link + header;
  }

  #link(at: number, isTagged: boolean, etherType: number): void {
    const view = this.#view;
    view.setUint32(at + 2, 0x0200_0001);
    view.setUint32(at + 8, 0x0200_0002);
    if (isTagged) view.setUint32(at + 12, 0x8100_0064);
    view.setUint16(at + (isTagged ? tagBytes : 0) + 12, etherType);
  }

  #ipv4(at: number, source: IpAddress, destination: IpAddress, protocol: number, length: number): void {
    const view = this.#view;
    view.setUint32(at, 0x4500_0000 + 20 + length);
    view.setUint16(at + 4, this.packets & 0xffff);
    view.setUint16(at + 8, (64 << 8) | protocol);
    view.setUint32(at + 12, source.w3);
    view.setUint32(at + 16, destination.w3);
  }

  #ipv6(at: number, source: IpAddress, destination: IpAddress, next: number, length: number): void {
    const view = this.#view;
    view.setUint32(at, 0x6000_0000);
    view.setUint16(at + 4, length);
    view.setUint16(at + 6, (next << 8) | 64);
    this.#address(at + 8, source);
    this.#address(at + 24, destination);
  }

  #address(at: number, { w0, w1, w2, w3 }: IpAddress): void {
    const view = this.#view;
    view.setUint32(at, w0);
    view.setUint32(at + 4, w1);
    view.setUint32(at + 8, w2);
    view.setUint32(at + 12, w3);
  }

  /** `first` goes behind the next header and a byte that is 0. */
  #extension(at: number, next: number, first: number, second: number): void {
    this.#view.setUint8(at, next);
    this.#view.setUint16(at + 2, first);
    this.#view.setUint32(at + 4, second);
  }

  #transport(at: number, packet: MadePacket, length: number): void {
    const view = this.#view;
    const { protocol, sourcePort, destinationPort, isReply } = packet;
    const isEcho = protocol === Protocol.icmp || protocol === Protocol.icmpv6;
    if (protocol === Protocol.icmp) view.setUint8(at, isReply ? 0 : 8);
    if (protocol === Protocol.icmpv6) view.setUint8(at, 128 + Number(isReply));
    view.setUint16(at + (isEcho ? 4 : 0), sourcePort);
    view.setUint16(at + (isEcho ? 6 : 2), destinationPort);
    if (protocol === Protocol.udp) view.setUint16(at + 4, length);
    if (protocol === Protocol.sctp) this.#sctp(at, packet, length);
    if (protocol === Protocol.tcp) this.#tcp(at, packet);
  }

  #tcp(at: number, { flags, sequence, acknowledgement }: MadePacket): void {
    const view = this.#view;
    const isSyn = (flags & TcpFlag.syn) !== 0;
    view.setUint32(at + 4, sequence);
    if ((flags & TcpFlag.ack) !== 0) view.setUint32(at + 8, acknowledgement);
    view.setUint16(at + 12, ((isSyn ? 7 : 5) << 12) | flags);
    view.setUint16(at + 14, isSyn ? 64_240 : 502);
    if (!isSyn) return;
    view.setUint32(at + 20, synOptions[0]);
    view.setUint32(at + 24, synOptions[1]);
  }

  /** A common header and a chunk (RFC 9260 section 3), in which INIT and INIT ACK have a tag. */
  #sctp(at: number, { chunk, tag, initiateTag }: MadePacket, length: number): void {
    const view = this.#view;
    view.setUint32(at + 4, tag);
    view.setUint8(at + 12, chunk);
    view.setUint16(at + 14, length - 12);
    if (chunk === 1 || chunk === 2) view.setUint32(at + 16, initiateTag);
  }
}

/** Bytes behind the network header. */
function transportBytes({ protocol, flags, payload }: MadePacket): number {
  return headerBytes[protocol] + ((flags & TcpFlag.syn) === 0 ? 0 : 4 * synOptions.length) + payload;
}
