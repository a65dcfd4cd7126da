import { closeSync, openSync, writeSync } from 'node:fs';
import { type IpAddress, ipv4, ipv6, parseAddress } from '../src/net/address.ts';
import { type BenchPod, podPort } from './cluster.ts';
import { Random } from './random.ts';

/**
 * A large capture in the proportions of mixed data-centre traffic: 54 % of the packets without payload, 18 % small,
 * 24 % middling, 4 % full; 86 % IPv4, 13 % IPv6, some ARP; 96 % TCP; one frame in ten has a VLAN tag. Connections
 * run their whole life, many at once, and are picked at random, which is harder on caches than real traffic.
 */
export interface TrafficOptions {
  readonly packets: number;
  /** Packets that a connection has on average. */
  readonly packetsPerFlow: number;
  readonly alive: number;
  readonly pods: readonly BenchPod[];
  readonly seed: number;
}

interface Flow {
  readonly protocol: 6 | 17 | 1 | 132;
  readonly isV6: boolean;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly vlan: boolean;
  /** Packets still to come. */
  left: number;
  sent: number;
  /** Next sequence number of each direction. */
  readonly next: [number, number];
  /** SCTP: the tag that each direction chose for packets to it. */
  readonly tags: readonly [number, number];
}

const recordLimit = 2048;
const bufferLength = 4 * 1024 * 1024;

/** Writes a classic microsecond capture. Returns the number of connections in it. */
export function writeTraffic(path: string, options: TrafficOptions): number {
  const writer = new TrafficWriter(path, options);
  return writer.run();
}

class TrafficWriter {
  readonly #options: TrafficOptions;
  readonly #random: Random;
  readonly #file: number;
  readonly #buffer = Buffer.alloc(bufferLength + recordLimit);
  readonly #flows: Flow[] = [];
  readonly #pods: readonly { v4: IpAddress; v6: IpAddress }[];
  #length = 0;
  #packets = 0;
  #opened = 0;

  constructor(path: string, options: TrafficOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#file = openSync(path, 'w');
    this.#pods = options.pods.map((pod) => ({ v4: address(pod.ipv4), v6: address(pod.ipv6) }));
  }

  run(): number {
    const { packets, alive } = this.#options;
    this.#header();
    while (this.#packets < packets) {
      if (this.#random.chance(0.008)) this.#arp();
      else {
        const index = this.#random.below(alive);
        const flow = this.#flows[index]?.left > 0 ? this.#flows[index] : this.#open(index);
        this.#step(flow);
      }
      if (this.#length >= bufferLength) this.#flush();
    }
    this.#flush();
    closeSync(this.#file);
    return this.#opened;
  }

  #header(): void {
    const header = Buffer.alloc(24);
    header.writeUInt32LE(0xa1b2c3d4, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(262144, 16);
    header.writeUInt32LE(1, 20);
    writeSync(this.#file, header);
  }

  #open(index: number): Flow {
    const random = this.#random;
    const isV6 = random.chance(0.13);
    const draw = random.below(100);
    const protocol = draw < 96 ? 6 : draw < 98 ? 17 : draw < 99 ? 1 : 132;
    const pod = () => {
      const one = this.#pods[random.below(this.#pods.length)];
      return isV6 ? one.v6 : one.v4;
    };
    const outside = isV6
      ? ipv6(0x20010db8, random.word(), 0, random.word())
      : ipv4(0xc0000000 + random.below(0x1fffffff));
    const flow: Flow = {
      protocol: protocol === 1 && isV6 ? 17 : protocol,
      isV6,
      source: random.chance(0.3) ? outside : pod(),
      destination: pod(),
      sourcePort: 1024 + random.below(64000),
      destinationPort: random.chance(0.7) ? podPort : 1 + random.below(10000),
      vlan: random.chance(0.1),
      left: 4 + random.below(2 * (this.#options.packetsPerFlow - 4)),
      sent: 0,
      next: [random.word(), random.word()],
      tags: [1 + random.below(1e9), 1 + random.below(1e9)],
    };
    this.#flows[index] = flow;
    this.#opened++;
    return flow;
  }

  #step(flow: Flow): void {
    const { flags, direction, payload } = this.#next(flow);
    flow.sent++;
    flow.left--;
    this.#frame(flow, direction, flags, payload);
    const consumed = payload + ((flags & 3) !== 0 ? 1 : 0);
    flow.next[direction] = (flow.next[direction] + consumed) >>> 0;
  }

  /** What the flow's next packet is: handshake, data and acknowledgements, close. */
  #next(flow: Flow): { flags: number; direction: 0 | 1; payload: number } {
    const turn = (flow.sent & 1) as 0 | 1;
    if (flow.protocol === 132) return { flags: 0, direction: turn, payload: 20 + this.#payload() };
    if (flow.protocol !== 6) return { flags: 0, direction: turn, payload: this.#payload() };
    if (flow.sent === 0) return { flags: 2, direction: 0, payload: 0 };
    if (flow.sent === 1) return { flags: 18, direction: 1, payload: 0 };
    if (flow.sent === 2) return { flags: 16, direction: 0, payload: 0 };
    if (flow.left === 1) return { flags: 20, direction: 0, payload: 0 };
    return { flags: 24, direction: turn, payload: this.#payload() };
  }

  #payload(): number {
    const draw = this.#random.below(100);
    if (draw < 50) return 0;
    if (draw < 70) return 40 + this.#random.below(160);
    if (draw < 95) return 400 + this.#random.below(220);
    return 1400;
  }

  #frame(flow: Flow, direction: 0 | 1, flags: number, payload: number): void {
    const [from, to] = direction === 0 ? [flow.source, flow.destination] : [flow.destination, flow.source];
    const header = { 6: 20, 17: 8, 1: 8, 132: 12 }[flow.protocol];
    const ip = flow.isV6 ? 40 : 20;
    const link = flow.vlan ? 18 : 14;
    const at = this.#record(link + ip + header + payload);
    this.#link(at, flow.vlan, flow.isV6 ? 0x86dd : 0x0800);
    if (flow.isV6) this.#ipv6(at + link, from, to, flow.protocol, header + payload);
    else this.#ipv4(at + link, from, to, flow.protocol, 20 + header + payload);
    this.#transport(at + link + ip, flow, direction, flags, header + payload);
  }

  /** Starts a record; returns where its bytes go. They are zero but for what is written. */
  #record(length: number): number {
    const buffer = this.#buffer;
    const at = this.#length;
    buffer.fill(0, at, at + 16 + length);
    buffer.writeUInt32LE(1_760_000_000 + Math.floor(this.#packets / 200_000), at);
    buffer.writeUInt32LE((this.#packets % 200_000) * 5, at + 4);
    buffer.writeUInt32LE(length, at + 8);
    buffer.writeUInt32LE(length, at + 12);
    this.#length = at + 16 + length;
    this.#packets++;
    return at + 16;
  }

  #link(at: number, vlan: boolean, etherType: number): void {
    this.#buffer.writeUInt32BE(0x02000001, at + 2);
    this.#buffer.writeUInt32BE(0x02000002, at + 8);
    if (vlan) this.#buffer.writeUInt32BE(0x8100_0064, at + 12);
    this.#buffer.writeUInt16BE(etherType, at + (vlan ? 16 : 12));
  }

  #ipv4(at: number, from: IpAddress, to: IpAddress, protocol: number, length: number): void {
    const buffer = this.#buffer;
    buffer.writeUInt16BE(0x4500, at);
    buffer.writeUInt16BE(length, at + 2);
    buffer.writeUInt16BE(this.#packets & 0xffff, at + 4);
    buffer.writeUInt16BE(0x4000, at + 6);
    buffer.writeUInt16BE((64 << 8) | protocol, at + 8);
    buffer.writeUInt32BE(from.w3, at + 12);
    buffer.writeUInt32BE(to.w3, at + 16);
  }

  #ipv6(at: number, from: IpAddress, to: IpAddress, protocol: number, length: number): void {
    const buffer = this.#buffer;
    buffer.writeUInt32BE(0x6000_0000, at);
    buffer.writeUInt16BE(length, at + 4);
    buffer.writeUInt16BE((protocol << 8) | 64, at + 6);
    for (const [index, word] of [from.w0, from.w1, from.w2, from.w3, to.w0, to.w1, to.w2, to.w3].entries()) {
      buffer.writeUInt32BE(word, at + 8 + 4 * index);
    }
  }

  #transport(at: number, flow: Flow, direction: 0 | 1, flags: number, length: number): void {
    const buffer = this.#buffer;
    if (flow.protocol === 1) {
      buffer.writeUInt16BE(direction === 0 ? 0x0800 : 0, at);
      buffer.writeUInt16BE(flow.sourcePort, at + 4);
      return;
    }
    buffer.writeUInt16BE(direction === 0 ? flow.sourcePort : flow.destinationPort, at);
    buffer.writeUInt16BE(direction === 0 ? flow.destinationPort : flow.sourcePort, at + 2);
    if (flow.protocol === 17) buffer.writeUInt16BE(length, at + 4);
    if (flow.protocol === 132) this.#sctp(at, flow, direction, length);
    if (flow.protocol !== 6) return;
    buffer.writeUInt32BE(flow.next[direction], at + 4);
    if ((flags & 16) !== 0) buffer.writeUInt32BE(flow.next[direction ^ 1], at + 8);
    buffer.writeUInt16BE((5 << 12) | flags, at + 12);
    buffer.writeUInt16BE(65535, at + 14);
  }

  /** INIT, INIT ACK, COOKIE ECHO, COOKIE ACK, then DATA (RFC 9260 section 3.3), with the tags that belong to them. */
  #sctp(at: number, flow: Flow, direction: 0 | 1, length: number): void {
    const buffer = this.#buffer;
    // #step has counted this packet already.
    const place = flow.sent - 1;
    buffer.writeUInt32BE(place === 0 ? 0 : flow.tags[direction ^ 1], at + 4);
    buffer.writeUInt8([1, 2, 10, 11][place] ?? 0, at + 12);
    buffer.writeUInt16BE(length - 12, at + 14);
    if (place < 2) buffer.writeUInt32BE(flow.tags[direction], at + 16);
  }

  #arp(): void {
    const at = this.#record(42);
    this.#link(at, false, 0x0806);
    this.#buffer.writeUInt32BE(0x0001_0800, at + 14);
    this.#buffer.writeUInt32BE(0x0604_0001, at + 18);
  }

  #flush(): void {
    writeSync(this.#file, this.#buffer, 0, this.#length);
    this.#length = 0;
  }
}

function address(text: string): IpAddress {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`not an address: ${text}`);
  return parsed;
}
