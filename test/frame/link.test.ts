import { describe, expect, it } from 'vitest';
import { EtherType } from '../../src/frame/ethertype.ts';
import { HeaderSeen } from '../../src/frame/frame.ts';
import { LinkType } from '../../src/net/link-type.ts';
import {
  type Bytes,
  concat,
  ethernet,
  faultOf,
  ipv4,
  ipv6,
  parse,
  tcp,
  u16,
  u32,
  udp,
  vlan,
  zeros,
} from './build.ts';

const packet4 = ipv4({ protocol: 6 }, tcp({ destinationPort: 8080 }));
const packet6 = ipv6({ nextHeader: 17 }, udp({ destinationPort: 53 }));
const snap = (type: number, payload: Bytes) => concat([0xaa, 0xaa, 3, 0, 0, 0], u16(type), payload);
const llcFrame = (payload: Uint8Array) => ethernet(payload.length, payload);
const wifi = (control: number, flags: number, header: number, payload: Bytes) =>
  concat([control, flags], zeros(header - 2), payload);
const radiotap = (present: number, fields: Bytes, payload: Bytes) =>
  concat([0, 0, 8 + fields.length, 0], u32(present).reverse(), fields, payload);
const ppp = (protocol: Bytes, payload: Bytes) => concat(protocol, payload);
const session = (payload: Uint8Array, length = payload.length) =>
  concat([0x11, 0, 0, 1], u16(length), payload);
const field = (type: number, payload: Bytes) =>
  concat(
    [(payload.length + 4) & 255, (payload.length + 4) >> 8, type, 0],
    payload,
    zeros(-payload.length & 3),
  );

const v4 = { family: 4, destinationPort: 8080, etherType: EtherType.ipv4 };
const v6 = { family: 6, destinationPort: 53, etherType: EtherType.ipv6 };
const sll = (hardware: number, protocol: number, payload: Bytes) =>
  concat(u16(0), u16(hardware), zeros(10), u16(protocol), payload);
const sll2 = (hardware: number, protocol: number, payload: Bytes) =>
  concat(u16(protocol), zeros(6), u16(hardware), zeros(10), payload);

describe('a link header leads to the packet', () => {
  it.each([
    ['Ethernet', LinkType.ethernet, ethernet(0x0800, packet4), v4],
    ['Ethernet, IPv6', LinkType.ethernet, ethernet(0x86dd, packet6), v6],
    ['SNAP in 802.3', LinkType.ethernet, llcFrame(snap(0x0800, packet4)), v4],
    ['IP in LLC without SNAP', LinkType.ethernet, llcFrame(concat([6, 6, 3], packet4)), v4],
    [
      'an LLC response',
      LinkType.ethernet,
      llcFrame(concat([0xaa, 0xab, 3, 0, 0, 0xf8], u16(0x86dd), packet6)),
      v6,
    ],
    ['MPLS', LinkType.ethernet, ethernet(0x8847, concat(u32(0x1000), u32(0x2100), packet4)), v4],
    ['MPLS, IPv6', LinkType.ethernet, ethernet(0x8848, concat(u32(0x2100), packet6)), v6],
    ['PPPoE', LinkType.ethernet, ethernet(0x8864, session(ppp([0, 0x21], packet4))), v4],
    ['PPPoE, compressed protocol', LinkType.ethernet, ethernet(0x8864, session(ppp([0x57], packet6))), v6],
    ['PPPoE as link type', LinkType.pppEther, session(ppp([0, 0x21], packet4)), v4],
    ['PPP', LinkType.ppp, ppp([0, 0x21], packet4), v4],
    ['PPP in HDLC framing', LinkType.pppHdlc, ppp([0xff, 3, 0, 0x57], packet6), v6],
    ['MPLS in PPP', LinkType.ppp, ppp([2, 0x81], concat(u32(0x100), packet4)), v4],
    ['raw', LinkType.raw, packet4, v4],
    ['raw, BSD number', LinkType.rawBsd, packet6, v6],
    ['raw, OpenBSD number', LinkType.rawOpenBsd, packet4, v4],
    ['raw IPv4', LinkType.ipv4, packet4, v4],
    ['raw IPv6', LinkType.ipv6, packet6, v6],
    ['SLIP', LinkType.slip, concat(zeros(16), packet4), v4],
    ['NULL, little-endian', LinkType.null, concat([2, 0, 0, 0], packet4), v4],
    ['NULL, big-endian', LinkType.null, concat([0, 0, 0, 2], packet4), v4],
    ['NULL, IPv6 of Darwin', LinkType.null, concat([30, 0, 0, 0], packet6), v6],
    ['NULL, IPv6 of FreeBSD, big-endian', LinkType.null, concat([0, 0, 0, 28], packet6), v6],
    ['LOOP', LinkType.loop, concat([0, 0, 0, 24], packet6), v6],
    ['cooked', LinkType.linuxSll, sll(1, 0x0800, packet4), v4],
    ['cooked, tagged', LinkType.linuxSll, sll(1, 0x8100, vlan(5, 0x0800, packet4)), v4],
    ['cooked, LLC', LinkType.linuxSll, sll(1, 4, snap(0x0800, packet4)), v4],
    ['cooked version 2', LinkType.linuxSll2, sll2(1, 0x86dd, packet6), v6],
    ['802.11', LinkType.ieee80211, wifi(0x08, 1, 24, snap(0x0800, packet4)), v4],
    ['802.11 with four addresses', LinkType.ieee80211, wifi(0x08, 3, 30, snap(0x0800, packet4)), v4],
    ['802.11 QoS', LinkType.ieee80211, wifi(0x88, 2, 26, snap(0x86dd, packet6)), v6],
    ['802.11 QoS with HT control', LinkType.ieee80211, wifi(0x88, 0x82, 30, snap(0x86dd, packet6)), v6],
    ['radiotap', LinkType.radiotap, radiotap(0, [], wifi(0x08, 1, 24, snap(0x0800, packet4))), v4],
    [
      'radiotap that says padding',
      LinkType.radiotap,
      radiotap(2, [0x20], wifi(0x88, 1, 28, snap(0x0800, packet4))),
      v4,
    ],
    [
      'radiotap with a time stamp and two bitmaps',
      LinkType.radiotap,
      radiotap(0x80000003, concat(u32(0), zeros(12), [0x20]), wifi(0x88, 1, 28, snap(0x0800, packet4))),
      v4,
    ],
    ['PPI', LinkType.ppi, concat([0, 0, 8, 0, 1, 0, 0, 0], ethernet(0x0800, packet4)), v4],
    ['NFLOG', LinkType.nflog, concat([2, 0, 0, 0], field(10, [0x61, 0]), field(9, packet4)), v4],
    [
      'NFLOG, big-endian',
      LinkType.nflog,
      concat([10, 0, 0, 0], u16(4 + packet6.length), u16(9), packet6),
      v6,
    ],
  ])('%s', (_name, linkType, bytes, expected) => {
    const frame = parse(bytes, linkType);
    expect(faultOf(frame)).toBe('ok');
    expect(frame).toMatchObject(expected);
  });
});

describe('a link header that carries nothing to judge is no fault', () => {
  it.each([
    ['an unknown EtherType', LinkType.ethernet, ethernet(0x88cc, zeros(20))],
    ['spanning tree', LinkType.ethernet, llcFrame(concat([0x42, 0x42, 3], zeros(35)))],
    [
      'SNAP of a vendor',
      LinkType.ethernet,
      llcFrame(concat([0xaa, 0xaa, 3, 0, 0, 0xc], u16(0x0800), packet4)),
    ],
    ['PPPoE discovery', LinkType.ethernet, ethernet(0x8863, zeros(20))],
    ['a PPP control packet', LinkType.ppp, ppp([0xc0, 0x21], zeros(8))],
    ['a pseudowire', LinkType.ethernet, ethernet(0x8847, concat(u32(0x100), zeros(20)))],
    ['an empty label stack payload', LinkType.ethernet, ethernet(0x8847, u32(0x100))],
    ['another loopback family', LinkType.null, concat([7, 0, 0, 0], packet4)],
    ['netlink in a cooked capture', LinkType.linuxSll, sll(824, 0x0800, packet4)],
    ['802.11 inside a cooked capture', LinkType.linuxSll2, sll2(803, 0x0800, packet4)],
    ['a Linux protocol number', LinkType.linuxSll, sll(1, 0x000c, zeros(16))],
    ['an 802.11 beacon', LinkType.ieee80211, wifi(0x80, 0, 24, zeros(8))],
    ['an 802.11 frame without data', LinkType.ieee80211, wifi(0x48, 0, 24, [])],
    ['an encrypted 802.11 frame', LinkType.ieee80211, wifi(0x08, 0x41, 24, zeros(8))],
    ['NFLOG without a payload', LinkType.nflog, concat([2, 0, 0, 0], field(10, [0x61, 0]))],
  ])('%s', (_name, linkType, bytes) => {
    const frame = parse(bytes, linkType);
    expect([faultOf(frame), frame.family]).toEqual(['ok', 0]);
  });
});

describe('a broken link header is a fault', () => {
  it.each([
    ['unsupported-link: link-type', 147, packet4],
    ['unsupported-link: link-type', LinkType.ppi, concat([0, 0, 8, 0, 192, 0, 0, 0], packet4)],
    [
      'unsupported-link: wifi-aggregate',
      LinkType.ieee80211,
      concat([0x88, 1], zeros(22), [0x80, 0], snap(0x0800, packet4)),
    ],
    ['malformed: ethernet-header', LinkType.ethernet, zeros(13)],
    ['malformed: ethernet-length', LinkType.ethernet, ethernet(1501, zeros(1501))],
    ['malformed: ethernet-length', LinkType.ethernet, ethernet(1535, zeros(1535))],
    ['malformed: ethernet-length', LinkType.ethernet, ethernet(100, zeros(50))],
    ['malformed: llc-header', LinkType.ethernet, llcFrame(Uint8Array.of(0xaa, 0xaa))],
    ['malformed: llc-header', LinkType.ethernet, llcFrame(Uint8Array.of(0xaa, 0xaa, 3, 0, 0))],
    ['malformed: llc-header', LinkType.ethernet, llcFrame(snap(60, packet4))],
    ['malformed: vlan-header', LinkType.ethernet, ethernet(0x8100, [0, 1])],
    ['malformed: mpls-header', LinkType.ethernet, ethernet(0x8847, u32(0))],
    ['malformed: mpls-header', LinkType.ethernet, ethernet(0x8847, zeros(100))],
    ['malformed: pppoe-header', LinkType.ethernet, ethernet(0x8864, [0x11, 0])],
    [
      'malformed: pppoe-header',
      LinkType.ethernet,
      ethernet(0x8864, concat([0x12], session(packet4).subarray(1))),
    ],
    ['malformed: pppoe-header', LinkType.ethernet, ethernet(0x8864, session(packet4, 200))],
    ['malformed: pppoe-header', LinkType.ethernet, ethernet(0x8864, session(zeros(0)))],
    ['malformed: link-header', LinkType.raw, zeros(0)],
    ['malformed: ip-version', LinkType.raw, zeros(20)],
    ['malformed: link-header', LinkType.null, zeros(3)],
    ['malformed: link-header', LinkType.loop, zeros(3)],
    ['malformed: link-header', LinkType.linuxSll, zeros(15)],
    ['malformed: link-header', LinkType.linuxSll2, zeros(19)],
    ['malformed: link-header', LinkType.ppp, zeros(1)],
    ['malformed: link-header', LinkType.radiotap, zeros(7)],
    ['malformed: link-header', LinkType.radiotap, zeros(8)],
    ['malformed: link-header', LinkType.ppi, zeros(8)],
    ['malformed: link-header', LinkType.nflog, zeros(3)],
    ['malformed: link-header', LinkType.nflog, concat([2, 1, 0, 0], zeros(8))],
    ['malformed: link-header', LinkType.nflog, concat([2, 0, 0, 0], zeros(8))],
    ['malformed: ip-version', LinkType.nflog, concat([2, 0, 0, 0], field(9, zeros(20)))],
    ['malformed: wifi-header', LinkType.ieee80211, zeros(1)],
    ['malformed: wifi-header', LinkType.ieee80211, concat([0x08, 1], zeros(10))],
  ])('%s (link type %i)', (expected, linkType, bytes) => {
    expect(faultOf(parse(bytes, linkType))).toBe(expected);
  });

  it('and a cut one is truncated, not malformed', () => {
    const frame = parse(ethernet(0x0800, packet4).subarray(0, 13), LinkType.ethernet, { originalLength: 54 });
    expect(faultOf(frame)).toBe('truncated: ethernet-header');
  });
});

describe('VLAN tags', () => {
  const tagged = (depth: number): Uint8Array => {
    let inner: Uint8Array = vlan(depth, 0x0800, packet4);
    for (let i = depth - 1; i > 0; i--) inner = vlan(i, 0x8100, inner);
    return ethernet(0x88a8, inner);
  };

  it('are counted, the outermost id is kept', () => {
    const frame = parse(tagged(3), LinkType.ethernet);
    expect(frame).toMatchObject({ vlanTags: 3, vlanId: 1, family: 4, destinationPort: 8080 });
    expect(frame.headersSeen).toBe(HeaderSeen.vlan | HeaderSeen.ipv4 | HeaderSeen.tcp);
  });

  it('carry LLC as well', () => {
    const inner = snap(0x0800, packet4);
    const frame = parse(ethernet(0x8100, vlan(0x6fff, inner.length, inner)), LinkType.ethernet);
    expect(frame).toMatchObject({ vlanTags: 1, vlanId: 0xfff, family: 4 });
  });

  it('are looked through to a depth of eight', () => {
    expect(faultOf(parse(tagged(8), LinkType.ethernet))).toBe('ok');
    expect(faultOf(parse(tagged(9), LinkType.ethernet))).toBe('malformed: vlan-depth');
    expect(faultOf(parse(tagged(20), LinkType.ethernet))).toBe('malformed: vlan-depth');
  });
});

describe('ARP', () => {
  const request = concat([0, 1, 8, 0, 6, 4, 0, 1], zeros(20));

  it('is counted and is no fault', () => {
    const frame = parse(ethernet(0x0806, concat(request, zeros(18))), LinkType.ethernet);
    expect([faultOf(frame), frame.family, frame.headersSeen]).toEqual(['ok', 0, HeaderSeen.arp]);
  });

  it('is measured', () => {
    expect(faultOf(parse(ethernet(0x0806, request.subarray(0, 7)), LinkType.ethernet))).toBe(
      'malformed: arp-header',
    );
    expect(faultOf(parse(ethernet(0x0806, request.subarray(0, 27)), LinkType.ethernet))).toBe(
      'malformed: arp-header',
    );
  });
});

describe('NFLOG that was cut by the kernel', () => {
  it('takes the length of the packet from its own header', () => {
    const cut = concat([2, 0, 0, 0], field(9, ipv4({ protocol: 17 }, udp({}, zeros(100))).subarray(0, 40)));
    expect(faultOf(parse(cut, LinkType.nflog))).toBe('ok');
    expect(parse(cut, LinkType.nflog).payloadLength).toBe(100);
    const cut6 = concat([10, 0, 0, 0], field(9, ipv6({}, udp({}, zeros(100))).subarray(0, 44)));
    expect(faultOf(parse(cut6, LinkType.nflog))).toBe('truncated: udp-header');
  });
});
