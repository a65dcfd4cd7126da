/** Packets of every kind that the kernels meet, made by hand. */
import { EtherType } from '../../src/frame/ethertype.ts';
import { LinkType } from '../../src/net/link-type.ts';
import {
  type Bytes,
  concat,
  ethernet,
  extension,
  fragmentHeader,
  icmp,
  ipv4,
  ipv4Fragments,
  ipv6,
  pattern,
  sctp,
  tcp,
  u16,
  u32,
  udp,
  vlan,
  zeros,
} from '../frame/build.ts';
import type { TestPacket } from './workbench.ts';

const web = { sourcePort: 40000, destinationPort: 8080 };
const back = { source: '10.0.0.9', destination: '10.0.0.2' };
const windowScale = [3, 3, 7, 1];
const timestamps = [1, 1, 8, 10, ...zeros(8)];

const transports4: readonly (readonly [number, Bytes])[] = [
  [6, tcp({ ...web, options: [2, 4, 5, 0xb4, ...windowScale] })],
  [6, tcp({ ...web, flags: 0x12, options: [...windowScale, 3, 3, 200, 0] })],
  [6, tcp({ ...web, flags: 2, options: [2, 1, ...windowScale, 0, 0] })],
  [
    6,
    tcp(
      { ...web, flags: 0x18, sequence: 0xfffffff0, acknowledgement: 0x80000001, options: timestamps },
      pattern(50),
    ),
  ],
  [6, tcp({ ...web, flags: 0x10, dataOffset: 16 })],
  [6, tcp({ ...web, flags: 0x10, dataOffset: 60 })],
  [6, tcp({ sourcePort: 53, destinationPort: 40000 })],
  [17, udp(web, pattern(30))],
  [17, udp({ sourcePort: 8080, destinationPort: 8080 })],
  [17, udp({ ...web, length: 12 }, pattern(30))],
  [17, udp({ ...web, length: 7 }, pattern(30))],
  [17, udp({ ...web, length: 39 }, pattern(30))],
  [17, udp({ ...web, length: 0 }, pattern(30))],
  [17, udp({}, pattern(30))],
  [17, udp({ sourcePort: 53, destinationPort: 5353 }, pattern(30))],
  [
    17,
    udp(
      { sourcePort: 50000, destinationPort: 4789 },
      concat([8, 0, 0, 0, 0, 0, 1, 0], ethernet(0x0800, ipv4({}, udp(web)))),
    ),
  ],
  [17, udp({ sourcePort: 50000, destinationPort: 8472 }, pattern(30))],
  [17, udp({ sourcePort: 50000, destinationPort: 6081 }, pattern(30))],
  [17, udp({ sourcePort: 4789, destinationPort: 40000 }, pattern(30))],
  [136, udp(web, pattern(9))],
  [132, sctp({}, pattern(16))],
  [47, concat([0, 0, 8, 0], ipv4({}, udp(web)))],
  [4, ipv4({}, udp(web))],
  [41, ipv6({}, udp(web))],
  [50, pattern(40)],
  [58, icmp(128, 0, 9)],
  [89, pattern(20)],
  [255, []],
];
const transports6: readonly (readonly [number, Bytes])[] = [
  ...transports4,
  [1, icmp(8, 0, 9)],
  [59, []],
  [59, pattern(7)],
];
const icmpTypes4 = [0, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 30, 40, 42, 43, 44, 255];
const icmpTypes6 = [
  0, 1, 2, 3, 4, 5, 127, 128, 129, 130, 133, 134, 135, 136, 138, 139, 140, 141, 159, 160, 161, 162,
];

function packets4(): Uint8Array[] {
  const all: Uint8Array[] = [];
  for (const [protocol, data] of transports4) {
    all.push(ipv4({ protocol }, data), ipv4({ protocol, ...back }, data));
    all.push(
      ipv4({ protocol, options: [7, 7, 4, 0, 0, 0, 0, 0] }, data),
      concat(ipv4({ protocol }, data), zeros(9)),
    );
    all.push(ipv4({ protocol, source: '200.1.2.3', totalLength: 0 }, data));
  }
  for (const type of icmpTypes4) {
    const message = icmp(type, 3, 0xfedc, ipv4({}, udp(web)));
    all.push(ipv4({ protocol: 1 }, message), ipv4({ protocol: 1, ...back }, message));
    all.push(ipv4({ protocol: 1, source: '10.0.0.2' }, message));
  }
  const data = tcp(web, pattern(20));
  for (const options of [
    [131, 7, 4, 0, 0, 0, 0, 0],
    [1, 137, 3, 4],
    [0, 131, 3, 4],
    [7, 1, 0, 0],
    [7, 200, 0, 0],
    [1, 1, 1, 7],
  ]) {
    all.push(ipv4({ protocol: 6, options }, data));
  }
  for (const headerLength of [0, 16, 24, 60]) all.push(ipv4({ protocol: 6, headerLength }, data));
  for (const totalLength of [19, 20, 30, 5000]) all.push(ipv4({ protocol: 6, totalLength }, data));
  all.push(ipv4({ protocol: 6, version: 5 }, data), ipv4({ protocol: 6, fragmentOffset: 8 }, data));
  all.push(...ipv4Fragments({ protocol: 17 }, udp(web, pattern(100)), 48));
  return all;
}

function packets6(): Uint8Array[] {
  const all: Uint8Array[] = [];
  for (const [nextHeader, data] of transports6) {
    all.push(ipv6({ nextHeader }, data), ipv6({ nextHeader, source: 'fd01::3', payloadLength: 0 }, data));
    all.push(ipv6({ nextHeader, source: '2001:db8::1:0:0:2', destination: '2001:db8::2:0:0:2' }, data));
    for (const header of [0, 43, 51, 60, 135]) {
      all.push(ipv6({ nextHeader: header }, extension(nextHeader, [5, 2, 0, 0, 1, 0], data)));
    }
  }
  for (const type of icmpTypes6) {
    const message = icmp(type, 0, 0x8001, ipv6({}, udp(web)));
    all.push(ipv6({ nextHeader: 58 }, message), ipv6({ nextHeader: 58, source: 'fd00::3' }, message));
    all.push(ipv6({ nextHeader: 58, source: 'fd00::2' }, message));
  }
  const data = tcp(web, pattern(20));
  const chain = extension(60, [1, 0], extension(43, [4, 0], extension(6, [1, 20, ...zeros(20)], data)));
  all.push(
    ipv6({ nextHeader: 0 }, chain),
    ipv6({ nextHeader: 60 }, extension(0, [1, 0], extension(6, [], data))),
  );
  all.push(
    ipv6({ nextHeader: 43 }, extension(6, [0, 1], data)),
    ipv6({ nextHeader: 60 }, extension(6, [5, 99], data)),
  );
  all.push(ipv6({ nextHeader: 0 }, extension(6, [0xc2, 4, ...u32(100)], data)));
  all.push(ipv6({ nextHeader: 60 }, extension(6, [0xc2, 4, ...u32(100)], data)));
  const jumbo = extension(17, [0xc2, 4, ...u32(70008)], udp({ ...web, length: 0 }, zeros(69992)));
  all.push(ipv6({ nextHeader: 0, payloadLength: 0 }, jumbo));
  all.push(ipv6({ payloadLength: 0 }, udp({ ...web, length: 0 }, zeros(70000))));
  all.push(ipv6({ nextHeader: 44 }, fragmentHeader({ nextHeader: 6 }, data)));
  all.push(ipv6({ nextHeader: 44 }, fragmentHeader({ nextHeader: 6, more: true }, data)));
  for (const payloadLength of [0, 19, 39, 41, 9999]) all.push(ipv6({ nextHeader: 6, payloadLength }, data));
  all.push(nested(15, data), nested(16, data), nested(17, data));
  return all;
}

/** So many destination headers before TCP. */
function nested(depth: number, data: Bytes): Uint8Array {
  let packet = extension(6, [], data);
  for (let i = 1; i < depth; i++) packet = extension(60, [], packet);
  return ipv6({ nextHeader: 60 }, packet);
}

const arp = concat([0, 1, 8, 0, 6, 4, 0, 1], zeros(20));
const stp = concat([0x42, 0x42, 3], zeros(35));
const snap = concat([0xaa, 0xaa, 3, 0, 0, 0, 8, 0], ipv4({ protocol: 6 }, tcp(web)));

function frames(): Uint8Array[] {
  const inner = ipv4({ protocol: 6 }, tcp(web));
  const tagged = (depth: number): Uint8Array => {
    let payload: Uint8Array = inner;
    for (let i = 0; i < depth; i++) payload = vlan(i + 1, i === 0 ? 0x0800 : 0x8100, payload);
    return ethernet([0x8100, 0x88a8, 0x9100][depth % 3], payload);
  };
  return [
    ...[1, 2, 3, 7, 8, 9].map(tagged),
    ethernet(EtherType.arp, arp),
    ethernet(EtherType.arp, concat([0, 1, 8, 0, 60, 60], zeros(30))),
    ethernet(0x8100, vlan(5, EtherType.arp, arp)),
    ethernet(0x88cc, pattern(40)),
    ethernet(0x88cc, []),
    ethernet(0x8847, concat([0, 1, 1, 64], inner)),
    ethernet(0x8848, concat([0, 1, 1, 64], inner)),
    ethernet(0x8864, concat([0x11, 0, 0, 1], u16(inner.length + 2), [0, 0x21], inner)),
    ethernet(stp.length, stp),
    ethernet(stp.length, concat(stp, zeros(20))),
    ethernet(stp.length + 1, stp),
    ethernet(2, stp),
    ethernet(snap.length, snap),
    ethernet(inner.length + 3, concat([6, 6, 3], inner)),
    ethernet(0x8100, vlan(5, stp.length, stp)),
    ethernet(1500, pattern(1500)),
    ethernet(1501, pattern(1600)),
    ethernet(1535, pattern(1600)),
    ethernet(1536, pattern(1600)),
  ];
}

function cooked(version: 1 | 2, hardware: number, protocol: number, payload: Bytes): Uint8Array {
  const parts =
    version === 1
      ? [u16(0), u16(hardware), zeros(10), u16(protocol)]
      : [u16(protocol), zeros(6), u16(hardware), zeros(10)];
  return concat(...parts, payload);
}

/** Each packet in each link that can carry it. */
export function handMade(): TestPacket[] {
  const all: TestPacket[] = [];
  const add = (linkType: number, data: Uint8Array) =>
    all.push({ data, originalLength: data.length, linkType });
  const both = [
    ...packets4().map((p) => [0x0800, p] as const),
    ...packets6().map((p) => [0x86dd, p] as const),
  ];
  for (const [type, packet] of both) {
    add(LinkType.ethernet, ethernet(type, packet));
    add(LinkType.ethernet, ethernet(0x8100, vlan(7, type, packet)));
    add(LinkType.raw, packet);
    add(type === 0x0800 ? LinkType.ipv4 : LinkType.ipv6, packet);
    add(LinkType.linuxSll, cooked(1, 1, type, packet));
    add(LinkType.linuxSll2, cooked(2, 1, type, packet));
  }
  for (const frame of frames()) {
    add(LinkType.ethernet, frame);
    for (const version of [1, 2] as const) {
      const type = (frame[12] << 8) | frame[13];
      const linkType = version === 1 ? LinkType.linuxSll : LinkType.linuxSll2;
      add(linkType, cooked(version, 1, type, frame.subarray(14)));
      add(linkType, cooked(version, 824, 0x0800, frame.subarray(14)));
      add(linkType, cooked(version, 803, 0x0800, frame.subarray(14)));
      add(linkType, cooked(version, 1, 4, frame.subarray(14)));
    }
  }
  const tcp4 = ipv4({ protocol: 6 }, tcp(web));
  for (const linkType of Object.values(LinkType)) add(linkType, tcp4);
  add(LinkType.ipv6, tcp4);
  add(LinkType.ipv4, ipv6({ nextHeader: 6 }, tcp(web)));
  add(LinkType.rawBsd, concat([0x50], tcp4));
  return all;
}
