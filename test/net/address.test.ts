import { BlockList, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareAddresses, formatAddress, ipv4, ipv6, parseAddress } from '../../src/net/address.ts';
import { cidrContains, cidrCovers, formatCidr, maskAddress, parseCidr } from '../../src/net/cidr.ts';
import { parseProtocol, protocolName } from '../../src/net/protocol.ts';

const word = fc.oneof(
  fc.constantFrom(0, 1, 0xffff, 0x10000, 0xffffffff),
  fc.integer({ min: 0, max: 0xffffffff }),
);
const anyAddress = fc.oneof(
  word.map((w) => ipv4(w)),
  fc.tuple(word, word, word, word).map(([a, b, c, d]) => ipv6(a, b, c, d)),
);

describe('addresses', () => {
  it('read the strict forms', () => {
    expect(parseAddress('10.0.0.255')).toEqual(ipv4(0x0a0000ff));
    expect(parseAddress('::')).toEqual(ipv6(0, 0, 0, 0));
    expect(parseAddress('2001:DB8::1')).toEqual(ipv6(0x20010db8, 0, 0, 1));
    expect(parseAddress('::ffff:192.0.2.1')).toEqual(ipv6(0, 0, 0xffff, 0xc0000201));
    expect(parseAddress('1:2:3:4:5:6:7::')).toEqual(ipv6(0x10002, 0x30004, 0x50006, 0x70000));
  });

  it.each([
    '010.0.0.1',
    '127.1',
    '0x0a.1.1.1',
    '1.2.3',
    '256.0.0.1',
    '1.2.3.4.5',
    ' 10.0.0.1',
    '',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '1::2::3',
    '12345::',
    'fe80::1%eth0',
    '1.2.3.4::',
    '::1.2.3',
  ])('refuse %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('print so that they read back, in the form of RFC 5952', () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        const text = formatAddress(address);
        expect(parseAddress(text)).toEqual(address);
        expect(text).toBe(text.toLowerCase());
      }),
    );
    expect(formatAddress(ipv6(0, 0, 0, 1))).toBe('::1');
    expect(formatAddress(ipv6(0x20010db8, 0, 0x10000, 0))).toBe('2001:db8:0:0:1::');
    expect(formatAddress(ipv6(0x20010db8, 1, 0x00010001, 0x00010001))).toBe('2001:db8:0:1:1:1:1:1');
  });

  it('read what Node reads as IPv6, zones apart', () => {
    const piece = fc.constantFrom('0', '1', 'ffff', ':', '::', '1.2.3.4', 'g', '.');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        if (text.includes(':')) expect(parseAddress(text) !== undefined).toBe(isIPv6(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('have an order', () => {
    expect(compareAddresses(ipv4(1), ipv4(2))).toBeLessThan(0);
    expect(compareAddresses(ipv4(9), ipv6(0, 0, 0, 0))).toBeLessThan(0);
    expect(compareAddresses(ipv6(1, 0, 0, 0), ipv6(0, 9, 9, 9))).toBeGreaterThan(0);
  });
});

describe('prefixes', () => {
  const anyCidr = anyAddress.chain((address) =>
    fc.integer({ min: 0, max: address.family === 4 ? 32 : 128 }).map((length) => ({
      address: maskAddress(address, length),
      length,
    })),
  );

  it('say whether the text had host bits, and clear them', () => {
    const parsed = parseCidr('192.168.0.5/24');
    expect(parsed?.hostBits).toBe(true);
    expect(parsed && formatCidr(parsed.cidr)).toBe('192.168.0.0/24');
    expect(parseCidr('192.168.0.0/24')?.hostBits).toBe(false);
  });

  it.each([
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/+8',
    '::/129',
    '/8',
    '10.0.0.0/8/8',
  ])('refuse %j', (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });

  it('contain what Node says they contain', () => {
    fc.assert(
      fc.property(anyCidr, anyAddress, (cidr, address) => {
        // Node reads an IPv4-mapped address as IPv4; here the families stay apart.
        fc.pre(!(address.family === 6 && address.w0 === 0 && address.w1 === 0));
        fc.pre(!(cidr.address.family === 6 && cidr.address.w0 === 0 && cidr.address.w1 === 0));
        const list = new BlockList();
        const type = cidr.address.family === 4 ? 'ipv4' : 'ipv6';
        list.addSubnet(formatAddress(cidr.address), cidr.length, type);
        const oracle = address.family === cidr.address.family && list.check(formatAddress(address), type);
        expect(cidrContains(cidr, address)).toBe(oracle);
      }),
      { numRuns: 500 },
    );
  });

  it('cover their own halves and not the other way round', () => {
    fc.assert(
      fc.property(anyCidr, (cidr) => {
        fc.pre(cidr.length < (cidr.address.family === 4 ? 32 : 128));
        const half = { address: cidr.address, length: cidr.length + 1 };
        expect(cidrCovers(cidr, half)).toBe(true);
        expect(cidrCovers(half, cidr)).toBe(false);
      }),
    );
  });
});

describe('protocols', () => {
  it('go by name in any case, or by number', () => {
    expect(parseProtocol('tcp')).toBe(6);
    expect(parseProtocol('ICMPv6')).toBe(58);
    expect(parseProtocol('47')).toBe(47);
    expect([parseProtocol('256'), parseProtocol('06'), parseProtocol('nope'), parseProtocol('')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect([protocolName(6), protocolName(200)]).toEqual(['TCP', '200']);
  });
});
