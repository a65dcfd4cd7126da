import { closeSync, openSync, writeSync } from 'node:fs';
import { Protocol } from '../src/net/protocol.ts';
import type { TrafficFlow } from './flow.ts';

const bufferLength = 4 * 1024 * 1024;
const longestRecord = 4096;
/** Bytes of a datagram that a fragment carries: a multiple of eight that fits into 1,500. */
const fragmentLength = 1448;
const headerLength: Readonly<Record<number, number>> = {
  [Protocol.tcp]: 20,
  [Protocol.udp]: 8,
  [Protocol.icmp]: 8,
  [Protocol.icmpv6]: 8,
  [Protocol.sctp]: 12,
};
/** MSS 1460, no-operation, window scale 7. */
const synOptions = [0x0204_05b4, 0x0103_0307] as const;

/** Writes the frames of connections into a classic microsecond capture. Payload and checksums are zero. */
export class FrameWriter {
  packets = 0;
  readonly #file: number;
  readonly #buffer = Buffer.alloc(bufferLength + longestRecord);
  #length = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
    const header = Buffer.alloc(24);
    header.writeUInt32LE(0xa1b2c3d4, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(262144, 16);
    header.writeUInt32LE(1, 20);
    writeSync(this.#file, header);
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  /** `flags` are those of TCP; `payload` counts bytes behind the transport header. */
  frame(flow: TrafficFlow, direction: 0 | 1, flags: number, payload: number): void {
    const length = headerLength[flow.protocol] + ((flags & 2) !== 0 ? 8 : 0) + payload;
    const extension = flow.hopByHop ? 8 : 0;
    const at = this.#network(flow, direction, extension, length, 0);
    if (flow.hopByHop) this.#hopByHop(at, flow.protocol);
    this.#transport(at + extension, flow, direction, flags, length);
  }

  /** A UDP datagram in fragments, one behind the other. */
  fragments(flow: TrafficFlow, direction: 0 | 1, payload: number): void {
    const total = 8 + payload;
    const id = this.packets;
    for (let offset = 0; offset < total; offset += fragmentLength) {
      const length = Math.min(fragmentLength, total - offset);
      const more = offset + length < total ? 1 : 0;
      const extension = flow.isV6 ? 8 : 0;
      const at = this.#network(
        flow,
        direction,
        extension,
        length,
        flow.isV6 ? 0 : (more << 13) | (offset >> 3),
      );
      const ip = at - (flow.isV6 ? 40 : 20);
      if (flow.isV6) this.#fragmentHeader(at, flow.protocol, offset | more, id);
      else this.#buffer.writeUInt16BE(id & 0xffff, ip + 4);
      if (flow.isV6) this.#buffer.writeUInt8(44, ip + 6);
      if (offset === 0) this.#ports(at + extension, flow, direction);
      if (offset === 0) this.#buffer.writeUInt16BE(total, at + extension + 4);
    }
  }

  /** Who has 0.0.0.0 tells 0.0.0.0: nobody governs ARP. */
  arp(): void {
    const at = this.#record(42);
    this.#link(at, false, 0x0806);
    this.#buffer.writeUInt32BE(0x0001_0800, at + 14);
    this.#buffer.writeUInt32BE(0x0604_0001, at + 18);
  }

  /** Starts a record; returns where its bytes go. They are zero but for what is written. */
  #record(length: number): number {
    if (this.#length >= bufferLength) this.#flush();
    const buffer = this.#buffer;
    const at = this.#length;
    buffer.fill(0, at, at + 16 + length);
    buffer.writeUInt32LE(1_760_000_000 + Math.floor(this.packets / 200_000), at);
    buffer.writeUInt32LE((this.packets % 200_000) * 5, at + 4);
    buffer.writeUInt32LE(length, at + 8);
    buffer.writeUInt32LE(length, at + 12);
    this.#length = at + 16 + length;
    this.packets++;
    return at + 16;
  }

  #link(at: number, vlan: boolean, etherType: number): void {
    this.#buffer.writeUInt32BE(0x02000001, at + 2);
    this.#buffer.writeUInt32BE(0x02000002, at + 8);
    if (vlan) this.#buffer.writeUInt32BE(0x8100_0064, at + 12);
    this.#buffer.writeUInt16BE(etherType, at + (vlan ? 16 : 12));
  }

  /** A record with link and IP header; returns the offset of what follows. `fragment` is bytes 6 and 7 of IPv4. */
  #network(flow: TrafficFlow, direction: 0 | 1, extension: number, length: number, fragment: number): number {
    const link = flow.vlan ? 18 : 14;
    const header = (flow.isV6 ? 40 : 20) + extension;
    const at = this.#record(link + header + length);
    this.#link(at, flow.vlan, flow.isV6 ? 0x86dd : 0x0800);
    if (flow.isV6) this.#ipv6(at + link, flow, direction, extension + length);
    else this.#ipv4(at + link, flow, direction, 20 + length, fragment);
    return at + link + header - extension;
  }

  #ipv4(at: number, flow: TrafficFlow, direction: 0 | 1, length: number, fragment: number): void {
    const buffer = this.#buffer;
    buffer.writeUInt16BE(0x4500, at);
    buffer.writeUInt16BE(length, at + 2);
    buffer.writeUInt16BE(this.packets & 0xffff, at + 4);
    buffer.writeUInt16BE(fragment, at + 6);
    buffer.writeUInt16BE((64 << 8) | flow.protocol, at + 8);
    buffer.writeUInt32BE((direction === 0 ? flow.source : flow.destination).w3, at + 12);
    buffer.writeUInt32BE((direction === 0 ? flow.destination : flow.source).w3, at + 16);
  }

  #ipv6(at: number, flow: TrafficFlow, direction: 0 | 1, length: number): void {
    const buffer = this.#buffer;
    buffer.writeUInt32BE(0x6000_0000, at);
    buffer.writeUInt16BE(length, at + 4);
    buffer.writeUInt16BE(((flow.hopByHop ? 0 : flow.protocol) << 8) | 64, at + 6);
    this.#address(at + 8, direction === 0 ? flow.source : flow.destination);
    this.#address(at + 24, direction === 0 ? flow.destination : flow.source);
  }

  #address(at: number, { w0, w1, w2, w3 }: TrafficFlow['source']): void {
    this.#buffer.writeUInt32BE(w0, at);
    this.#buffer.writeUInt32BE(w1, at + 4);
    this.#buffer.writeUInt32BE(w2, at + 8);
    this.#buffer.writeUInt32BE(w3, at + 12);
  }

  /** Filled with a PadN option (RFC 8200 section 4.2). */
  #hopByHop(at: number, next: number): void {
    this.#buffer.writeUInt8(next, at);
    this.#buffer.writeUInt16BE(0x0104, at + 2);
  }

  #fragmentHeader(at: number, next: number, offsetAndMore: number, id: number): void {
    this.#buffer.writeUInt8(next, at);
    this.#buffer.writeUInt16BE(offsetAndMore, at + 2);
    this.#buffer.writeUInt32BE(id, at + 4);
  }

  #ports(at: number, flow: TrafficFlow, direction: 0 | 1): void {
    this.#buffer.writeUInt16BE(direction === 0 ? flow.sourcePort : flow.destinationPort, at);
    this.#buffer.writeUInt16BE(direction === 0 ? flow.destinationPort : flow.sourcePort, at + 2);
  }

  #transport(at: number, flow: TrafficFlow, direction: 0 | 1, flags: number, length: number): void {
    const { protocol } = flow;
    if (protocol === Protocol.icmp) this.#echo(at, flow, direction === 0 ? 8 : 0);
    else if (protocol === Protocol.icmpv6) this.#echo(at, flow, 128 + direction);
    else this.#ports(at, flow, direction);
    if (protocol === Protocol.udp) this.#buffer.writeUInt16BE(length, at + 4);
    if (protocol === Protocol.sctp) this.#sctp(at, flow, direction, length);
    if (protocol === Protocol.tcp) this.#tcp(at, flow, direction, flags);
  }

  #echo(at: number, flow: TrafficFlow, type: number): void {
    this.#buffer.writeUInt8(type, at);
    this.#buffer.writeUInt16BE(flow.sourcePort, at + 4);
    this.#buffer.writeUInt16BE(flow.sent >> 1, at + 6);
  }

  #tcp(at: number, flow: TrafficFlow, direction: 0 | 1, flags: number): void {
    const buffer = this.#buffer;
    const isSyn = (flags & 2) !== 0;
    buffer.writeUInt32BE(flow.next[direction], at + 4);
    if ((flags & 16) !== 0) buffer.writeUInt32BE(flow.next[direction ^ 1], at + 8);
    buffer.writeUInt16BE(((isSyn ? 7 : 5) << 12) | flags, at + 12);
    buffer.writeUInt16BE(isSyn ? 64_240 : 502, at + 14);
    if (!isSyn) return;
    buffer.writeUInt32BE(synOptions[0], at + 20);
    buffer.writeUInt32BE(synOptions[1], at + 24);
  }

  /** INIT, INIT ACK, COOKIE ECHO, COOKIE ACK, then DATA (RFC 9260 section 3.3), with the tags that belong to them. */
  #sctp(at: number, flow: TrafficFlow, direction: 0 | 1, length: number): void {
    const buffer = this.#buffer;
    buffer.writeUInt32BE(flow.sent === 0 ? 0 : flow.tags[direction ^ 1], at + 4);
    buffer.writeUInt8([1, 2, 10, 11][flow.sent] ?? 0, at + 12);
    buffer.writeUInt16BE(length - 12, at + 14);
    if (flow.sent < 2) buffer.writeUInt32BE(flow.tags[direction], at + 16);
  }

  #flush(): void {
    writeSync(this.#file, this.#buffer, 0, this.#length);
    this.#length = 0;
  }
}
