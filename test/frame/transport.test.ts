import { describe, expect, it } from 'vitest';
import { LinkType } from '../../src/net/link-type.ts';
import { concat, faultOf, ipv4, ipv6, parse, sctp, tcp, udp, zeros } from './build.ts';

const over4 = (protocol: number, payload: Uint8Array): Uint8Array => ipv4({ protocol }, payload);
const cut = (bytes: Uint8Array, length: number) =>
  parse(bytes.subarray(0, length), LinkType.raw, { originalLength: bytes.length });

describe('IGMP', () => {
  it('has a type, and none where there is no byte for it', () => {
    const report = over4(2, Uint8Array.of(0x16, 0, 0, 0, 225, 1, 2, 3));
    expect(parse(report)).toMatchObject({
      fault: '',
      protocol: 2,
      icmpType: 0x16,
      icmpCode: 0,
      icmpIsError: 0,
    });
    expect(parse(over4(2, zeros(0)))).toMatchObject({ fault: '', protocol: 2, icmpType: 0 });
    expect(cut(report, 20)).toMatchObject({ protocol: 2, icmpType: 0 });
  });
});

describe('TCP', () => {
  it('fills the record', () => {
    const header = {
      sourcePort: 50001,
      destinationPort: 443,
      sequence: 0xfffffff0,
      acknowledgement: 0x80000001,
      flags: 0x18,
      window: 0x1234,
    };
    expect(parse(over4(6, tcp(header, zeros(11))))).toMatchObject({
      fault: '',
      sourcePort: 50001,
      destinationPort: 443,
      tcpSequence: 0xfffffff0,
      tcpAcknowledgement: 0x80000001,
      tcpFlags: 0x18,
      tcpWindow: 0x1234,
      tcpWindowScale: -1,
      payloadOffset: 40,
      payloadLength: 11,
    });
  });

  it.each([
    ['is read from a SYN', 2, [2, 4, 5, 180, 1, 3, 3, 7], 7],
    ['is read from a SYN+ACK', 0x12, [1, 1, 1, 1, 1, 3, 3, 9], 9],
    ['counts as 14 if it is larger', 2, [3, 3, 200, 0], 14],
    ['is not read without SYN', 0x10, [3, 3, 7, 0], -1],
    ['is not read behind the end', 2, [0, 3, 3, 7], -1],
    ['is not read with another length', 2, [3, 4, 7, 7], -1],
    ['is not read behind an option that leaves the header', 2, [8, 10, 3, 3], -1],
    ['is not read behind an option of length 1', 2, [8, 1, 3, 3, 7, 0, 0, 0], -1],
    ['is not read behind an option without a length', 2, [1, 1, 1, 8], -1],
  ])('window scale %s', (_name, flags, options, expected) => {
    const frame = parse(over4(6, tcp({ flags, options })));
    expect([faultOf(frame), frame.tcpWindowScale]).toEqual(['ok', expected]);
  });

  it('options that the capture cut are noted', () => {
    const packet = over4(6, tcp({ options: [2, 4, 5, 180, 1, 3, 3, 7] }));
    expect(cut(packet, 44)).toMatchObject({ fault: '', tcpOptionsCut: 1, tcpWindowScale: -1 });
    expect(cut(packet, 48)).toMatchObject({ fault: '', tcpOptionsCut: 0, tcpWindowScale: 7 });
  });

  it('headers must fit', () => {
    expect(faultOf(parse(over4(6, tcp().subarray(0, 19))))).toBe('malformed: tcp-header');
    expect(faultOf(cut(over4(6, tcp()), 39))).toBe('truncated: tcp-header');
    expect(faultOf(parse(over4(6, tcp({ dataOffset: 16 }))))).toBe('malformed: tcp-data-offset');
    expect(faultOf(parse(over4(6, tcp({ dataOffset: 24 }))))).toBe('malformed: tcp-data-offset');
  });
});

describe('UDP', () => {
  it('fills the record', () => {
    const packet = over4(17, udp({ sourcePort: 53, destinationPort: 65535 }, zeros(4)));
    expect(parse(packet)).toMatchObject({
      fault: '',
      sourcePort: 53,
      destinationPort: 65535,
      payloadOffset: 28,
      payloadLength: 4,
    });
  });

  it.each([
    ['ok', 'shorter than its packet', over4(17, udp({ length: 10 }, zeros(8)))],
    ['malformed: udp-length', 'longer than its packet', over4(17, udp({ length: 17 }, zeros(8)))],
    ['malformed: udp-length', 'shorter than its header', over4(17, udp({ length: 7 }))],
    ['malformed: udp-length', 'of length 0 in a packet of normal size', ipv6({}, udp({ length: 0 }))],
    [
      'ok',
      'of length 0 in a packet beyond 16 bits',
      ipv6({ payloadLength: 0 }, udp({ length: 0 }, zeros(65536))),
    ],
    ['malformed: udp-header', 'without its header', over4(17, zeros(7))],
  ])('%s: %s', (expected, _name, bytes) => {
    expect(faultOf(parse(bytes))).toBe(expected);
  });

  it('has the payload that its own length says', () => {
    expect(parse(over4(17, udp({ length: 10 }, zeros(8)))).payloadLength).toBe(2);
  });
});

describe('UDP-Lite', () => {
  it.each([
    ['ok', 0],
    ['ok', 8],
    ['ok', 16],
    ['malformed: udp-length', 7],
    ['malformed: udp-length', 17],
  ])('%s with coverage %i of 16 bytes', (expected, length) => {
    const frame = parse(over4(136, udp({ length }, zeros(8))));
    expect([faultOf(frame), frame.destinationPort]).toEqual([expected, 53]);
  });

  it('needs its header', () => {
    expect(faultOf(parse(over4(136, zeros(7))))).toBe('malformed: udp-header');
  });
});

describe('SCTP', () => {
  it('fills the record', () => {
    expect(parse(over4(132, sctp({ sourcePort: 1, destinationPort: 2 }, zeros(20))))).toMatchObject({
      fault: '',
      sourcePort: 1,
      destinationPort: 2,
      payloadOffset: 32,
      payloadLength: 20,
    });
  });

  it('needs its header', () => {
    expect(faultOf(parse(over4(132, zeros(11))))).toBe('malformed: sctp-header');
  });
});

describe('another protocol', () => {
  it('has a number and a length', () => {
    expect(parse(over4(89, zeros(24)))).toMatchObject({
      fault: '',
      protocol: 89,
      transportLength: 24,
      sourcePort: 0,
    });
  });

  it.each([
    ['ICMP in IPv6', ipv6({ nextHeader: 1 }, concat([8, 0], zeros(6)))],
    ['ICMPv6 in IPv4', over4(58, concat([128, 0], zeros(6)))],
  ])('is %s', (_name, bytes) => {
    const frame = parse(bytes);
    expect([faultOf(frame), frame.icmpType, frame.headersSeen & ~3]).toEqual(['ok', 0, 0]);
  });
});
