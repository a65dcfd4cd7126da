import { closeSync, openSync, writeSync } from 'node:fs';
import { Protocol } from '../src/net/protocol.ts';
import { a, encode, query, response } from '../test/dns/message.ts';
import * as build from '../test/frame/build.ts';
import { fileHeader } from './frame-writer.ts';

/** A packet as captured, and how long it was on the wire. */
interface Kind {
  readonly data: Uint8Array;
  readonly originalLength: number;
}

/** Pods of cluster.ts. */
const client = '10.64.0.1';
const server = '10.64.0.2';
const client6 = 'fd00:64::1';
const server6 = 'fd00:64::2';
const ports = 256;
/** So long that all connections of a block of kinds are over before the block comes again. */
const microsecondsApart = 50_000;

/** Writes `packets` packets into a capture: the kinds in turn, from one port after another. Returns how many kinds. */
export function writeKinds(path: string, packets: number): number {
  const rounds = Array.from({ length: ports }, (_, i) => kinds(40_000 + i));
  const block = rounds.flat();
  const file = openSync(path, 'w');
  writeSync(file, fileHeader());
  const { bytes, offsets } = records(block);
  for (let written = 0; written < packets; written += block.length) {
    const count = Math.min(block.length, packets - written);
    for (let i = 0; i < count; i++) stamp(bytes, offsets[i], (written + i) * microsecondsApart);
    writeSync(file, bytes, 0, offsets[count]);
  }
  closeSync(file);
  return rounds[0].length;
}

/** Offsets of the records, and of the end. */
function records(block: readonly Kind[]): { bytes: Buffer; offsets: readonly number[] } {
  const offsets = [0];
  for (const { data } of block) offsets.push(offsets[offsets.length - 1] + 16 + data.length);
  const bytes = Buffer.alloc(offsets[block.length]);
  for (const [i, { data, originalLength }] of block.entries()) {
    bytes.writeUInt32LE(data.length, offsets[i] + 8);
    bytes.writeUInt32LE(originalLength, offsets[i] + 12);
    bytes.set(data, offsets[i] + 16);
  }
  return { bytes, offsets };
}

function stamp(bytes: Buffer, at: number, microseconds: number): void {
  bytes.writeUInt32LE(1_760_000_000 + Math.floor(microseconds / 1e6), at);
  bytes.writeUInt32LE(microseconds % 1e6, at + 4);
}

function kinds(port: number): Kind[] {
  const frames = [
    ...tcp(port),
    ...datagrams(port),
    ...icmp(port),
    ...links(port),
    ...pieces(port),
    ...odd(port),
  ];
  return [...frames.map((data) => ({ data, originalLength: data.length })), truncated(port)];
}

/** A connection from SYN to the last acknowledgement, and one that is refused. */
function tcp(port: number): Uint8Array[] {
  const data = build.zeros(100);
  return [
    sent(port, 8080, { flags: 0x02, sequence: 1000 }),
    answered(port, 8080, { flags: 0x12, sequence: 5000, acknowledgement: 1001 }),
    sent(port, 8080, { flags: 0x10, sequence: 1001, acknowledgement: 5001 }),
    sent(port, 8080, { flags: 0x18, sequence: 1001, acknowledgement: 5001 }, data),
    answered(port, 8080, { flags: 0x10, sequence: 5001, acknowledgement: 1101 }),
    sent(port, 8080, { flags: 0x11, sequence: 1101, acknowledgement: 5001 }),
    answered(port, 8080, { flags: 0x11, sequence: 5001, acknowledgement: 1102 }),
    sent(port, 8080, { flags: 0x10, sequence: 1102, acknowledgement: 5002 }),
    sent(port, 9, { flags: 0x02, sequence: 1000 }),
    answered(port, 9, { flags: 0x14, sequence: 0, acknowledgement: 1001 }),
  ];
}

function sent(port: number, to: number, fields: build.TcpFields, data: build.Bytes = []): Uint8Array {
  return ip4(Protocol.tcp, build.tcp({ sourcePort: port, destinationPort: to, ...fields }, data));
}

function answered(port: number, from: number, fields: build.TcpFields): Uint8Array {
  return ip4Back(Protocol.tcp, build.tcp({ sourcePort: from, destinationPort: port, ...fields }));
}

function datagrams(port: number): Uint8Array[] {
  const name = 'www.example.org';
  const question = { id: port, questions: [{ name, type: 1 }] };
  const asked = encode({ ...question, flags: query });
  const answer = encode({ ...question, flags: response, answers: [a(name, '198.51.100.7')] });
  return [
    ip4(Protocol.udp, build.udp({ sourcePort: port, destinationPort: 4000 }, build.zeros(30))),
    ip4(Protocol.udp, build.udp({ sourcePort: port, destinationPort: 53 }, asked)),
    ip4Back(Protocol.udp, build.udp({ sourcePort: 53, destinationPort: port }, answer)),
    ip4(Protocol.sctp, build.sctp({ sourcePort: port }, [1, 0, 0, 20, 0, 0, 0, 1, ...build.zeros(12)])),
  ];
}

/** Echo and answer, an error about the UDP packet of datagrams(), and the same for IPv6 with a solicitation. */
function icmp(port: number): Uint8Array[] {
  const lost = build.udp({ sourcePort: port, destinationPort: 4000 }, build.zeros(30));
  const quote = build.ipv4({ source: client, destination: server, protocol: Protocol.udp }, lost);
  return [
    ip4(Protocol.icmp, build.icmp(8, 0, port, build.zeros(20))),
    ip4Back(Protocol.icmp, build.icmp(0, 0, port, build.zeros(20))),
    ip4Back(Protocol.icmp, build.icmp(3, 3, 0, quote)),
    ip6(Protocol.icmpv6, build.icmp(128, 0, port)),
    ip6(Protocol.icmpv6, build.icmp(135, 0, 0, build.zeros(16))),
  ];
}

/** ARP, one tag, two tags, spanning tree over LLC. */
function links(port: number): Uint8Array[] {
  const packet = udp4(port);
  const outer = build.vlan(7, 0x8100, build.vlan(100, 0x0800, packet));
  return [
    build.ethernet(0x0806, [0, 1, 8, 0, 6, 4, 0, 1, ...build.zeros(20)]),
    build.ethernet(0x8100, build.vlan(100, 0x0800, packet)),
    build.ethernet(0x88a8, outer),
    build.ethernet(38, [0x42, 0x42, 3, ...build.zeros(35)]),
  ];
}

/** Fragments of both families, whole and without an end, and IPv6 extension headers. */
function pieces(port: number): Uint8Array[] {
  const datagram = build.udp({ sourcePort: port, destinationPort: 4001 }, build.zeros(200));
  const fields = { source: client, destination: server, protocol: Protocol.udp };
  const fields6 = { source: client6, destination: server6, nextHeader: Protocol.udp };
  const whole = build.ipv4Fragments({ ...fields, id: port }, datagram, 104);
  const [endless] = build.ipv4Fragments({ ...fields, id: port + ports }, datagram, 104);
  const whole6 = build.ipv6Fragments(fields6, datagram, 104, port);
  const options = build.extension(60, [1, 4], build.extension(Protocol.udp, [1, 4], datagram));
  return [
    ...[...whole, endless].map((packet) => build.ethernet(0x0800, packet)),
    ...whole6.map((packet) => build.ethernet(0x86dd, packet)),
    ip6(0, options),
  ];
}

/** A tunnel, an unknown protocol, and headers that contradict themselves. */
function odd(port: number): Uint8Array[] {
  return [
    ip4(Protocol.gre, [0, 0, 8, 0, ...udp4(port)]),
    ip4(253, build.zeros(20)),
    build.ethernet(
      0x0800,
      build.ipv4({ source: client, destination: server, headerLength: 16 }, build.zeros(20)),
    ),
    ip4(Protocol.tcp, build.tcp({ sourcePort: port, dataOffset: 8 })),
  ];
}

/** Cut inside the TCP header. */
function truncated(port: number): Kind {
  const frame = sent(port, 8080, { flags: 0x18 });
  return { data: frame.subarray(0, 14 + 20 + 8), originalLength: frame.length };
}

function udp4(port: number): Uint8Array {
  const datagram = build.udp({ sourcePort: port, destinationPort: 4002 }, build.zeros(30));
  return build.ipv4({ source: client, destination: server, protocol: Protocol.udp }, datagram);
}

function ip4(protocol: number, payload: build.Bytes): Uint8Array {
  return build.ethernet(0x0800, build.ipv4({ source: client, destination: server, protocol }, payload));
}

function ip4Back(protocol: number, payload: build.Bytes): Uint8Array {
  return build.ethernet(0x0800, build.ipv4({ source: server, destination: client, protocol }, payload));
}

function ip6(nextHeader: number, payload: build.Bytes): Uint8Array {
  return build.ethernet(0x86dd, build.ipv6({ source: client6, destination: server6, nextHeader }, payload));
}
