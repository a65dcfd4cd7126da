import { describe, expect, it } from 'vitest';
import { HeaderSeen } from '../../src/frame/frame.ts';
import { maximumTunnels } from '../../src/frame/parse.ts';
import { LinkType } from '../../src/net/link-type.ts';
import {
  type Bytes,
  concat,
  ethernet,
  faultOf,
  fragmentHeader,
  ipv4,
  ipv6,
  parse,
  tcp,
  u16,
  udp,
  vlan,
  zeros,
} from './build.ts';

const inner = ipv4(
  { source: '10.244.0.5', destination: '10.244.0.6', protocol: 6 },
  tcp({ destinationPort: 8080 }),
);
const inner6 = ipv6({ source: 'fd00:10::5', nextHeader: 17 }, udp({ destinationPort: 53 }));
const node = { source: '172.18.0.2', destination: '172.18.0.3' };

const vxlan = (frame: Bytes, port = 4789, flags = 8): Uint8Array =>
  ipv4(node, udp({ destinationPort: port }, concat([flags, 0, 0, 0, 0, 0, 1, 0], frame)));
const geneve = (type: number, packet: Bytes, options: Bytes = []): Uint8Array =>
  ipv4(
    node,
    udp({ destinationPort: 6081 }, concat([options.length / 4, 0], u16(type), [0, 0, 1, 0], options, packet)),
  );
const gre = (flags: number, type: number, packet: Bytes): Uint8Array =>
  ipv4({ ...node, protocol: 47 }, concat(u16(flags), u16(type), packet));
const ipip = (packet: Bytes): Uint8Array => ipv4({ ...node, protocol: 4 }, packet);

const decap = (bytes: Uint8Array, originalLength = bytes.length) =>
  parse(bytes, LinkType.raw, { decap: true, originalLength });

const found4 = { fault: '', family: 4, source3: 0x0af40005, destinationPort: 8080, tunnelDepth: 1 };
const found6 = { fault: '', family: 6, destinationPort: 53, tunnelDepth: 1 };
const outer = { family: 4, source3: 0xac120002, tunnelDepth: 0 };

describe('decapsulation', () => {
  it.each([
    ['VXLAN', vxlan(ethernet(0x0800, inner)), found4],
    ['VXLAN, old port', vxlan(ethernet(0x86dd, inner6), 8472), found6],
    ['VXLAN with a tag inside', vxlan(ethernet(0x8100, vlan(9, 0x0800, inner))), { ...found4, vlanId: 9 }],
    ['Geneve', geneve(0x6558, ethernet(0x0800, inner)), found4],
    ['Geneve with options', geneve(0x6558, ethernet(0x0800, inner), zeros(252)), found4],
    ['Geneve with IP directly', geneve(0x86dd, inner6), found6],
    ['GRE', gre(0, 0x0800, inner), found4],
    ['GRE with checksum, key and sequence', gre(0xb000, 0x86dd, concat(zeros(12), inner6)), found6],
    ['GRE with a key', gre(0x2000, 0x6558, concat(zeros(4), ethernet(0x0800, inner))), found4],
    ['GRE with MPLS', gre(0, 0x8847, concat([0, 1, 1, 0], inner)), found4],
    ['IPv4 in IPv4', ipip(inner), found4],
    ['IPv6 in IPv4', ipv4({ ...node, protocol: 41 }, inner6), found6],
    ['IPv4 in IPv6', ipv6({ nextHeader: 4 }, inner), found4],
    ['IPv6 in IPv6', ipv6({ nextHeader: 41 }, inner6), found6],
  ])('takes off %s', (_name, bytes, expected) => {
    expect(decap(bytes)).toMatchObject(expected);
  });

  it('leaves the counts those of the outermost headers', () => {
    expect(decap(vxlan(ethernet(0x0800, inner))).headersSeen).toBe(HeaderSeen.ipv4 | HeaderSeen.udp);
    expect(decap(ipv6({ nextHeader: 4 }, inner)).headersSeen).toBe(HeaderSeen.ipv6);
  });

  it('is not done without being asked for', () => {
    expect(parse(vxlan(ethernet(0x0800, inner)))).toMatchObject({
      ...outer,
      fault: '',
      destinationPort: 4789,
    });
    expect(parse(vxlan(ethernet(0x0800, inner)), LinkType.raw, { decap: false })).toMatchObject(outer);
  });

  it('finds frames that are not IP', () => {
    const arp = concat([0, 1, 8, 0, 6, 4, 0, 1], zeros(20));
    expect(decap(vxlan(ethernet(0x0806, arp)))).toMatchObject({ fault: '', family: 0, etherType: 0x0806 });
  });

  it.each([
    ['PPTP', gre(1, 0x880b, zeros(12))],
    ['GRE with another protocol', gre(0, 0x88be, zeros(12))],
    ['Geneve with another protocol', geneve(0x0806, zeros(28))],
    ['UDP to another port', vxlan(ethernet(0x0800, inner), 4790)],
    ['a first fragment', ipv4({ ...node, protocol: 4, more: true }, concat(inner, zeros(4)).subarray(0, 40))],
    ['a later fragment', ipv4({ ...node, protocol: 4, fragmentOffset: 8 }, inner)],
  ])('leaves %s as it is', (_name, bytes) => {
    expect(decap(bytes)).toMatchObject({ ...outer, fault: '' });
  });

  it.each([
    ['malformed: vxlan-header', ipv4(node, udp({ destinationPort: 4789 }, zeros(7)))],
    ['malformed: vxlan-header', vxlan(ethernet(0x0800, inner), 4789, 0)],
    ['malformed: geneve-header', ipv4(node, udp({ destinationPort: 6081 }, zeros(7)))],
    ['malformed: geneve-header', ipv4(node, udp({ destinationPort: 6081 }, concat([0x40], zeros(20))))],
    ['malformed: geneve-header', ipv4(node, udp({ destinationPort: 6081 }, concat([0x3f], zeros(20))))],
    ['malformed: gre-header', ipv4({ ...node, protocol: 47 }, zeros(3))],
    ['malformed: gre-header', gre(0x4000, 0x0800, inner)],
    ['malformed: gre-header', gre(0xb000, 0x0800, zeros(11))],
    ['malformed: ethernet-header', vxlan(zeros(13))],
    ['malformed: ipv4-header', ipip(zeros(19))],
    ['malformed: ip-version', ipip(inner6)],
    ['malformed: tcp-header', ipip(ipv4({ protocol: 6 }, zeros(3)))],
  ])('keeps the carrier where it cannot go on: %s', (expected, bytes) => {
    const frame = decap(bytes);
    expect(faultOf(frame)).toBe(expected);
    expect(frame).toMatchObject(outer);
  });

  it('tells a cut capture from a broken tunnel', () => {
    const packet = vxlan(ethernet(0x0800, inner));
    expect(faultOf(decap(packet.subarray(0, 30), packet.length))).toBe('truncated: vxlan-header');
    expect(faultOf(decap(packet.subarray(0, 60), packet.length))).toBe('truncated: ipv4-header');
  });

  it('keeps a carried packet whose fault leaves it readable', () => {
    const routed = ipv4({ source: '10.244.0.5', options: [131, 3, 4, 0] }, udp());
    expect(decap(ipip(routed))).toMatchObject({ fault: 'source-route', source3: 0x0af40005, tunnelDepth: 1 });
  });

  it('goes four tunnels deep and refuses a fifth', () => {
    const nested = (depth: number): Uint8Array => (depth === 0 ? inner : ipip(nested(depth - 1)));
    expect(decap(nested(maximumTunnels))).toMatchObject({ ...found4, tunnelDepth: 4 });
    expect(faultOf(decap(nested(maximumTunnels + 1)))).toBe('malformed: tunnel-depth');
  });

  it('shows the innermost packet that can be read', () => {
    const broken = ipip(ipv4({ source: '10.7.7.7', protocol: 4 }, zeros(19)));
    expect(decap(broken)).toMatchObject({ fault: 'malformed', source3: 0x0a070707, tunnelDepth: 1 });
  });

  it('shows an inner fragment as one', () => {
    const fragment = ipv6({ nextHeader: 44 }, fragmentHeader({ nextHeader: 17, offset: 1448 }, zeros(9)));
    expect(decap(ipv6({ nextHeader: 41 }, fragment))).toMatchObject({ isFragment: 1, tunnelDepth: 1 });
  });
});
