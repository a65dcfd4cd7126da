import { describe, expect, it } from 'vitest';
import { LinkType } from '../../src/net/link-type.ts';
import {
  concat,
  extension,
  faultOf,
  fragmentHeader,
  icmp,
  ipv4,
  ipv6,
  parse,
  tcp,
  udp,
  zeros,
} from './build.ts';

const error4 = (quote: Uint8Array, type = 3): Uint8Array => ipv4({ protocol: 1 }, icmp(type, 1, 0, quote));
const error6 = (quote: Uint8Array, type = 1): Uint8Array => ipv6({ nextHeader: 58 }, icmp(type, 4, 0, quote));

describe('ICMP', () => {
  it.each([
    ['echo request', ipv4({ protocol: 1 }, icmp(8, 0, 0xabcd)), 8, 0xabcd],
    ['echo reply', ipv4({ protocol: 1 }, icmp(0, 0, 5)), 0, 5],
    ['timestamp', ipv4({ protocol: 1 }, icmp(13, 0, 6)), 13, 6],
    ['router solicitation', ipv4({ protocol: 1 }, icmp(10, 0, 7)), 10, 0],
    ['echo request of IPv6', ipv6({ nextHeader: 58 }, icmp(128, 0, 9)), 128, 9],
    ['neighbour solicitation', ipv6({ nextHeader: 58 }, icmp(135, 0, 9, zeros(16))), 135, 0],
  ])('%s', (_name, bytes, icmpType, icmpId) => {
    expect(parse(bytes)).toMatchObject({ fault: '', icmpType, icmpId, icmpIsError: 0, innerFamily: 0 });
  });

  it('needs eight bytes', () => {
    expect(faultOf(parse(ipv4({ protocol: 1 }, zeros(7))))).toBe('malformed: icmp-header');
    expect(faultOf(parse(ipv6({ nextHeader: 58 }, zeros(7))))).toBe('malformed: icmp-header');
  });
});

describe('an ICMP error', () => {
  it('quotes a TCP segment', () => {
    const segment = tcp({ sourcePort: 1000, destinationPort: 2000, sequence: 0xdeadbeef }).subarray(0, 8);
    const quote = ipv4(
      { source: '10.1.1.1', destination: '10.2.2.2', protocol: 6, totalLength: 1500 },
      segment,
    );
    expect(parse(error4(quote))).toMatchObject({
      fault: '',
      icmpIsError: 1,
      innerFamily: 4,
      innerSource3: 0x0a010101,
      innerDestination3: 0x0a020202,
      innerProtocol: 6,
      innerSourcePort: 1000,
      innerDestinationPort: 2000,
      innerTcpSequence: 0xdeadbeef,
    });
  });

  it('quotes behind IPv4 options', () => {
    const quote = ipv4({ protocol: 17, options: zeros(12) }, udp({ destinationPort: 77 }));
    expect(parse(error4(quote, 11))).toMatchObject({ innerFamily: 4, innerDestinationPort: 77 });
  });

  it('quotes behind IPv6 extension headers', () => {
    const chain = extension(44, [], fragmentHeader({ nextHeader: 60, more: true }, extension(17, [], udp())));
    const quote = ipv6({ source: 'fd00::a:b', nextHeader: 0 }, chain);
    expect(parse(error6(quote, 2))).toMatchObject({
      icmpIsError: 1,
      innerFamily: 6,
      innerSource0: 0xfd000000,
      innerSource3: 0x000a000b,
      innerDestination3: 2,
      innerProtocol: 17,
      innerDestinationPort: 53,
    });
  });

  it('quotes an echo request', () => {
    const quote = ipv4({ protocol: 1 }, icmp(8, 0, 321));
    expect(parse(error4(quote))).toMatchObject({ innerFamily: 4, innerIcmpType: 8, innerIcmpId: 321 });
  });

  it('quotes a protocol without ports', () => {
    const quote = ipv4({ protocol: 50 }, zeros(8));
    expect(parse(error4(quote))).toMatchObject({ innerFamily: 4, innerProtocol: 50, innerSourcePort: 0 });
  });

  it.each([
    ['is cut by the sender', error4(ipv4({ protocol: 6 }, tcp().subarray(0, 7)))],
    ['is missing', error4(zeros(0))],
    ['has another version', error4(ipv6({}, udp()))],
    ['has another version (IPv6)', error6(ipv4({}, udp({}, zeros(40))))],
    ['has a header length below 20', error4(ipv4({ headerLength: 16 }, udp()))],
    ['is a later fragment', error4(ipv4({ fragmentOffset: 8 }, zeros(20)))],
    [
      'is a later fragment (IPv6)',
      error6(ipv6({ nextHeader: 44 }, fragmentHeader({ offset: 8 }, zeros(20)))),
    ],
    ['ends inside an extension header', error6(ipv6({ nextHeader: 60 }, concat([17, 9], zeros(20))))],
    ['ends before an extension header', error6(ipv6({ nextHeader: 60 }, zeros(4)))],
    ['has too many extension headers', error6(ipv6({ nextHeader: 60 }, manyHeaders(17)))],
  ])('names no connection where the quote %s', (_name, bytes) => {
    expect(parse(bytes)).toMatchObject({ fault: '', icmpIsError: 1, innerFamily: 0 });
  });

  it('whose quote the capture cut is truncated', () => {
    for (const packet of [
      error4(ipv4({}, udp())),
      error6(ipv6({ nextHeader: 60 }, extension(17, [], udp()))),
    ]) {
      const start = packet[0] >> 4 === 4 ? 28 : 48;
      for (let length = start; length < packet.length; length++) {
        const frame = parse(packet.subarray(0, length), LinkType.raw, { originalLength: packet.length });
        expect(faultOf(frame)).toBe('truncated: icmp-quote');
      }
    }
  });
});

function manyHeaders(count: number): Uint8Array {
  let inner = extension(17, [], udp());
  for (let i = 1; i < count; i++) inner = extension(60, [], inner);
  return inner;
}
