import { describe, expect, it } from 'vitest';
import { HeaderSeen } from '../../src/frame/frame.ts';
import { LinkType } from '../../src/net/link-type.ts';
import { concat, ethernet, faultOf, ipv4, parse, pattern, tcp, udp, zeros } from './build.ts';

const fault = (bytes: Uint8Array, originalLength = bytes.length): string =>
  faultOf(parse(bytes, LinkType.ipv4, { originalLength }));

describe('an IPv4 header', () => {
  it('fills the record', () => {
    const packet = ipv4({ source: '192.168.1.2', destination: '10.0.0.9', timeToLive: 7 }, udp({}, zeros(5)));
    expect(parse(packet)).toMatchObject({
      family: 4,
      source0: 0,
      source3: 0xc0a80102,
      destination3: 0x0a000009,
      ipOffset: 0,
      ipLength: 33,
      timeToLive: 7,
      protocol: 17,
      isFragment: 0,
      transportOffset: 20,
      transportLength: 13,
    });
  });

  it('leaves padding of the link out', () => {
    const frame = parse(ethernet(0x0800, concat(ipv4({}, udp()), zeros(18))), LinkType.ethernet);
    expect([faultOf(frame), frame.ipLength, frame.payloadLength]).toEqual(['ok', 28, 0]);
  });

  it('takes a total length of 0 from the record', () => {
    const frame = parse(ipv4({ protocol: 6, totalLength: 0 }, tcp({}, zeros(70000))));
    expect([faultOf(frame), frame.ipLength, frame.payloadLength]).toEqual(['ok', 70040, 70000]);
  });

  it('has its options walked over', () => {
    const options = [7, 7, 4, 0, 0, 0, 0, 1, 148, 4, 0, 0];
    expect(parse(ipv4({ options }, udp({ destinationPort: 99 }))).destinationPort).toBe(99);
    expect(fault(ipv4({ options: [0, 0, 0, 0] }, udp()))).toBe('ok');
  });

  it.each([
    ['malformed: ipv4-header', ipv4({}, udp()).subarray(0, 19)],
    ['malformed: ip-version', ipv4({ version: 5 }, udp())],
    ['malformed: ipv4-header-length', ipv4({ headerLength: 16 }, udp())],
    ['malformed: ipv4-header-length', ipv4({ headerLength: 0 }, udp())],
    ['malformed: ipv4-total-length', ipv4({ totalLength: 19 }, udp())],
    ['malformed: ipv4-total-length', ipv4({ headerLength: 60 }, udp())],
    ['malformed: ipv4-total-length', ipv4({ totalLength: 29 }, udp())],
    ['malformed: ipv4-option', ipv4({ options: [7, 1, 0, 0] }, udp())],
    ['malformed: ipv4-option', ipv4({ options: [7, 5, 0, 0] }, udp())],
    ['malformed: ipv4-option', ipv4({ options: [1, 1, 1, 7] }, udp())],
    ['source-route: ipv4-source-route', ipv4({ options: [131, 3, 4, 0] }, udp())],
    ['source-route: ipv4-source-route', ipv4({ options: [1, 137, 3, 4] }, udp())],
  ])('%s', (expected, bytes) => {
    expect(fault(bytes)).toBe(expected);
  });

  it('that the capture cut is truncated', () => {
    const packet = ipv4({ options: zeros(8) }, udp());
    expect(fault(packet.subarray(0, 19), packet.length)).toBe('truncated: ipv4-header');
    expect(fault(packet.subarray(0, 27), packet.length)).toBe('truncated: ipv4-header-length');
    expect(fault(packet.subarray(0, 28), packet.length)).toBe('truncated: udp-header');
    expect(fault(packet.subarray(0, 36), packet.length)).toBe('ok');
  });

  it('keeps what was read before a fault', () => {
    const frame = parse(ipv4({ source: '10.9.9.9', protocol: 6, headerLength: 16 }, tcp()));
    expect(frame).toMatchObject({ family: 4, source3: 0x0a090909, protocol: 6 });
    expect(frame.headersSeen).toBe(HeaderSeen.ipv4 | HeaderSeen.tcp);
  });

  it('with a source route is read to the end all the same', () => {
    const frame = parse(ipv4({ options: [131, 3, 4, 0] }, udp({ destinationPort: 4444 })));
    expect(frame.destinationPort).toBe(4444);
  });
});

describe('an IPv4 fragment', () => {
  it('that is the first has a transport header', () => {
    const frame = parse(ipv4({ id: 0xbeef, more: true }, udp({ length: 400 }, zeros(24))));
    expect(faultOf(frame)).toBe('ok');
    expect(frame).toMatchObject({
      isFragment: 1,
      fragmentOffset: 0,
      moreFragments: 1,
      fragmentId: 0xbeef,
      fragmentDataOffset: 20,
      fragmentDataLength: 32,
      destinationPort: 53,
      payloadLength: 24,
    });
  });

  it('that is a later one has none, and counts by its protocol', () => {
    const frame = parse(ipv4({ protocol: 6, fragmentOffset: 1480 }, pattern(30)));
    expect(faultOf(frame)).toBe('ok');
    expect(frame).toMatchObject({
      isFragment: 1,
      fragmentOffset: 1480,
      moreFragments: 0,
      fragmentDataLength: 30,
      transportOffset: 0,
      sourcePort: 0,
    });
    expect(frame.headersSeen).toBe(HeaderSeen.ipv4 | HeaderSeen.tcp);
  });

  it.each([
    ['fragment: fragment-length', ipv4({ more: true }, udp({}, zeros(5)))],
    ['fragment: fragment-length', ipv4({ fragmentOffset: 8 }, zeros(0))],
    ['fragment: too-long', ipv4({ fragmentOffset: 65528 }, zeros(8))],
    ['fragment: fragment-offset-one', ipv4({ protocol: 6, fragmentOffset: 8 }, zeros(16))],
    ['fragment: tiny-fragment', ipv4({ protocol: 6, more: true }, tcp().subarray(0, 16))],
    [
      'fragment: tiny-fragment',
      ipv4({ protocol: 6, more: true }, tcp({ options: zeros(12) }).subarray(0, 24)),
    ],
    ['fragment: tiny-fragment', ipv4({ protocol: 132, more: true }, zeros(8))],
    ['malformed: udp-length', ipv4({ protocol: 17, more: true }, udp({ length: 7 }))],
    ['ok', ipv4({ protocol: 1, more: true }, concat([8, 0], zeros(6)))],
    ['ok', ipv4({ protocol: 50, more: true }, zeros(8))],
    ['ok', ipv4({ protocol: 17, fragmentOffset: 8 }, zeros(3))],
  ])('%s', (expected, bytes) => {
    expect(fault(bytes)).toBe(expected);
  });

  it('that the capture cut keeps its lengths', () => {
    const packet = ipv4({ fragmentOffset: 1480 }, pattern(100));
    const frame = parse(packet.subarray(0, 50), LinkType.raw, { originalLength: packet.length });
    expect([faultOf(frame), frame.fragmentDataLength]).toEqual(['ok', 100]);
  });
});
