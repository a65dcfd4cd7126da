import { describe, expect, it } from 'vitest';
import { HeaderSeen } from '../../src/frame/frame.ts';
import { LinkType } from '../../src/net/link-type.ts';
import {
  type Bytes,
  concat,
  extension,
  faultOf,
  fragmentHeader,
  icmp,
  ipv6,
  parse,
  tcp,
  u32,
  udp,
  zeros,
} from './build.ts';

const fault = (bytes: Uint8Array, originalLength = bytes.length): string =>
  faultOf(parse(bytes, LinkType.ipv6, { originalLength }));
const jumbo = (length: number, payload: Bytes) => extension(17, concat([0xc2, 4], u32(length)), payload);

describe('an IPv6 header', () => {
  it('fills the record', () => {
    const packet = ipv6({ source: 'fd00:1:2:3:4:5:6:7', destination: '::1', hopLimit: 3 }, udp());
    expect(parse(packet)).toMatchObject({
      family: 6,
      source0: 0xfd000001,
      source1: 0x00020003,
      source2: 0x00040005,
      source3: 0x00060007,
      destination3: 1,
      ipLength: 48,
      timeToLive: 3,
      protocol: 17,
      transportOffset: 40,
      transportLength: 8,
    });
  });

  it.each([
    ['malformed: ipv6-header', ipv6({}, udp()).subarray(0, 39)],
    ['malformed: ip-version', concat([0x40], ipv6({}, udp()).subarray(1))],
    ['malformed: ipv6-payload-length', ipv6({ payloadLength: 9 }, udp())],
    ['ok', ipv6({ payloadLength: 0 }, udp({}, zeros(70000)))],
    ['ok', ipv6({ nextHeader: 59, payloadLength: 0 }, zeros(6))],
    ['ok', ipv6({ nextHeader: 59 }, zeros(6))],
  ])('%s', (expected, bytes) => {
    expect(fault(bytes)).toBe(expected);
  });

  it('with no next header has no transport header', () => {
    const frame = parse(ipv6({ nextHeader: 59 }, zeros(30)));
    expect(frame).toMatchObject({ protocol: 59, sourcePort: 0, headersSeen: HeaderSeen.ipv6 });
  });
});

describe('IPv6 extension headers', () => {
  it('are walked over, in whatever order', () => {
    const inner = tcp({ destinationPort: 8443 });
    const destination = extension(6, [1, 4, 0, 0, 0, 0], inner);
    const authentication = concat([60, 4], zeros(22), destination);
    const mobility = extension(51, zeros(6), authentication);
    const routing = extension(135, [4, 0, 0, 0, 0, 0], mobility);
    const frame = parse(ipv6({ nextHeader: 0 }, extension(43, [5, 2, 0, 0, 1, 0], routing)));
    expect(faultOf(frame)).toBe('ok');
    expect(frame).toMatchObject({ protocol: 6, destinationPort: 8443, transportOffset: 40 + 4 * 8 + 24 });
    expect(frame.headersSeen).toBe(HeaderSeen.ipv6 | HeaderSeen.tcp);
  });

  it('of AH may have length 0, which is 8 bytes', () => {
    const frame = parse(ipv6({ nextHeader: 51 }, concat([58, 0], zeros(6), icmp(128, 0, 5))));
    expect(frame).toMatchObject({ fault: '', icmpType: 128, icmpId: 5 });
  });

  it.each([50, 253, 139])(
    'end the walk at protocol %i: its number is known and nothing behind it',
    (number) => {
      const frame = parse(ipv6({ nextHeader: 60 }, extension(number, [], udp())));
      expect(frame).toMatchObject({ fault: '', protocol: number, destinationPort: 0 });
    },
  );

  it('number sixteen at the most', () => {
    const chain = (count: number): Uint8Array => {
      let inner = extension(17, [], udp());
      for (let i = 1; i < count; i++) inner = extension(60, [], inner);
      return ipv6({ nextHeader: 60 }, inner);
    };
    expect(fault(chain(16))).toBe('ok');
    expect(fault(chain(17))).toBe('malformed: ipv6-extension-count');
  });

  it.each([
    ['malformed: ipv6-hop-by-hop', ipv6({ nextHeader: 60 }, extension(0, [], extension(17, [], udp())))],
    ['malformed: ipv6-extension', ipv6({ nextHeader: 60 }, zeros(7))],
    ['malformed: ipv6-extension', ipv6({ nextHeader: 60 }, concat([17, 2], zeros(14)))],
    ['malformed: ipv6-option', ipv6({ nextHeader: 60 }, extension(17, [1, 5, 0, 0, 0, 0], udp()))],
    ['malformed: ipv6-option', ipv6({ nextHeader: 0 }, extension(17, [0, 0, 0, 0, 0, 1], udp()))],
    ['source-route: ipv6-source-route', ipv6({ nextHeader: 43 }, extension(17, [0, 0], udp()))],
    ['ok', ipv6({ nextHeader: 43 }, extension(17, [4, 1], udp()))],
  ])('%s', (expected, bytes) => {
    expect(fault(bytes)).toBe(expected);
  });

  it('that the capture cut are truncated', () => {
    const packet = ipv6({ nextHeader: 60 }, extension(17, zeros(20), udp()));
    expect(fault(packet.subarray(0, 41), packet.length)).toBe('truncated: ipv6-extension');
    expect(fault(packet.subarray(0, 50), packet.length)).toBe('truncated: ipv6-extension');
  });

  it('with routing type 0 are read to the end all the same', () => {
    const frame = parse(ipv6({ nextHeader: 43 }, extension(17, [0, 0], udp({ destinationPort: 5 }))));
    expect([frame.destinationPort, frame.headersSeen]).toEqual([5, HeaderSeen.ipv6 | HeaderSeen.udp]);
  });
});

describe('a jumbogram', () => {
  const big = udp({ length: 0 }, zeros(70000));

  it('has its length in the option', () => {
    const frame = parse(ipv6({ nextHeader: 0, payloadLength: 0 }, concat(jumbo(70016, big), zeros(9))));
    expect(frame).toMatchObject({ fault: '', ipLength: 70056, payloadLength: 70000 });
  });

  it.each([
    ['beside a payload length', ipv6({ nextHeader: 0 }, jumbo(70016, udp()))],
    ['that is not large', ipv6({ nextHeader: 0, payloadLength: 0 }, jumbo(65535, big))],
    ['beyond the record', ipv6({ nextHeader: 0, payloadLength: 0 }, jumbo(70017, big))],
    ['of a wrong length', ipv6({ nextHeader: 0, payloadLength: 0 }, extension(17, [0xc2, 3, 0, 1, 0], big))],
    [
      'in fragments',
      ipv6({ nextHeader: 44, payloadLength: 0 }, fragmentHeader({ more: true }, zeros(70000))),
    ],
  ])('is malformed: %s', (_name, bytes) => {
    expect(fault(bytes)).toBe('malformed: ipv6-jumbo');
  });

  it('is not made by a destination option', () => {
    const packet = ipv6({ nextHeader: 60 }, jumbo(70016, udp()));
    expect(fault(packet)).toBe('ok');
  });
});

describe('an IPv6 fragment', () => {
  it('that is the first has a transport header behind its chain', () => {
    const inner = extension(6, [], tcp({ destinationPort: 22 }, zeros(4)));
    const frame = parse(
      ipv6({ nextHeader: 44 }, fragmentHeader({ nextHeader: 60, id: 0xfedcba98, more: true }, inner)),
    );
    expect(faultOf(frame)).toBe('ok');
    expect(frame).toMatchObject({
      isFragment: 1,
      fragmentOffset: 0,
      moreFragments: 1,
      fragmentId: 0xfedcba98,
      fragmentHeaderOffset: 40,
      fragmentDataOffset: 48,
      fragmentDataLength: 32,
      protocol: 6,
      destinationPort: 22,
    });
  });

  it('that is a later one has none', () => {
    const frame = parse(ipv6({ nextHeader: 44 }, fragmentHeader({ nextHeader: 6, offset: 1448 }, zeros(9))));
    expect(faultOf(frame)).toBe('ok');
    expect(frame).toMatchObject({ isFragment: 1, fragmentOffset: 1448, protocol: 6, transportOffset: 0 });
    expect(frame.headersSeen).toBe(HeaderSeen.ipv6 | HeaderSeen.tcp);
  });

  it.each([
    ['fragment: fragment-length', ipv6({ nextHeader: 44 }, fragmentHeader({ more: true }, zeros(9)))],
    ['fragment: fragment-length', ipv6({ nextHeader: 44 }, fragmentHeader({ offset: 8 }, []))],
    ['fragment: too-long', ipv6({ nextHeader: 44 }, fragmentHeader({ offset: 65528 }, zeros(8)))],
    [
      'fragment: fragment-offset-one',
      ipv6({ nextHeader: 44 }, fragmentHeader({ nextHeader: 6, offset: 8 }, zeros(12))),
    ],
    [
      'fragment: tiny-fragment',
      ipv6({ nextHeader: 44 }, fragmentHeader({ nextHeader: 6, more: true }, tcp().subarray(0, 16))),
    ],
    [
      'fragment: header-chain',
      ipv6(
        { nextHeader: 44 },
        fragmentHeader({ nextHeader: 60, more: true }, extension(17, zeros(20), []).subarray(0, 16)),
      ),
    ],
    [
      'fragment: header-chain',
      ipv6({ nextHeader: 44 }, fragmentHeader({ nextHeader: 60, more: true }, extension(60, zeros(6), []))),
    ],
    [
      'fragment: nested-fragment',
      ipv6({ nextHeader: 44 }, fragmentHeader({ nextHeader: 44 }, fragmentHeader({ more: true }, udp()))),
    ],
  ])('%s', (expected, bytes) => {
    expect(fault(bytes)).toBe(expected);
  });

  it('of 65535 bytes counts the headers before it, not the fragment header', () => {
    const last = (length: number) => fragmentHeader({ offset: 65528 - 8 }, zeros(length));
    expect(fault(ipv6({ nextHeader: 44 }, last(15)))).toBe('ok');
    expect(fault(ipv6({ nextHeader: 60 }, extension(44, [], last(7))))).toBe('ok');
    expect(fault(ipv6({ nextHeader: 60 }, extension(44, [], last(8))))).toBe('fragment: too-long');
  });
});
