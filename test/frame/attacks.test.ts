/** The packet part of the attack catalogue, by its numbers. Overlaps and floods of fragments are in test/defrag. */
import { describe, expect, it } from 'vitest';
import { LinkType } from '../../src/net/link-type.ts';
import {
  concat,
  ethernet,
  extension,
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

const raw = (bytes: Uint8Array, originalLength = bytes.length): string =>
  faultOf(parse(bytes, LinkType.raw, { originalLength }));
const wire = (bytes: Uint8Array): string => faultOf(parse(bytes, LinkType.ethernet));
const snap = (packet: Uint8Array) => concat([0xaa, 0xaa, 3, 0, 0, 0, 8, 0], packet);

describe('attack 1: a tiny first fragment', () => {
  it('hides the TCP flags or the options', () => {
    for (const length of [8, 16]) {
      const head = tcp({ destinationPort: 22 }).subarray(0, length);
      expect(raw(ipv4({ protocol: 6, more: true }, head))).toBe('fragment: tiny-fragment');
      const header = fragmentHeader({ nextHeader: 6, more: true }, head);
      expect(raw(ipv6({ nextHeader: 44 }, header))).toBe('fragment: tiny-fragment');
    }
    const options = tcp({ options: zeros(20) }).subarray(0, 32);
    expect(raw(ipv4({ protocol: 6, more: true }, options))).toBe('fragment: tiny-fragment');
  });

  it('overwrites the flags from offset 8', () => {
    expect(raw(ipv4({ protocol: 6, fragmentOffset: 8, more: true }, zeros(16)))).toBe(
      'fragment: fragment-offset-one',
    );
  });
});

describe('attack 4: an atomic fragment', () => {
  it('is a whole packet, whatever its id', () => {
    const frame = parse(ipv6({ nextHeader: 44 }, fragmentHeader({ id: 9, nextHeader: 6 }, tcp())));
    expect(frame).toMatchObject({ fault: '', isFragment: 0, destinationPort: 80, fragmentHeaderOffset: 40 });
  });
});

describe('attack 5: a header chain beyond the first fragment', () => {
  it('is discarded', () => {
    const chain = extension(60, zeros(6), extension(6, zeros(6), [])).subarray(0, 8);
    const first = fragmentHeader({ nextHeader: 60, more: true }, chain);
    expect(raw(ipv6({ nextHeader: 44 }, first))).toBe('fragment: header-chain');
  });
});

describe('attack 6: two fragment headers', () => {
  it('are refused, atomic or not', () => {
    for (const more of [false, true]) {
      const nested = fragmentHeader({ nextHeader: 44, more }, fragmentHeader({ nextHeader: 17 }, udp()));
      expect(raw(ipv6({ nextHeader: 44 }, nested))).toBe('fragment: nested-fragment');
    }
  });
});

describe('attack 9: IPv4 options', () => {
  it('with a source route are dropped and counted as that', () => {
    for (const kind of [131, 137]) {
      expect(raw(ipv4({ options: [kind, 7, 4, 10, 0, 0, 9, 0] }, udp()))).toBe(
        'source-route: ipv4-source-route',
      );
    }
  });

  it('with a record route pass, with the ports at the right offset', () => {
    const frame = parse(ipv4({ options: [7, 7, 4, 0, 53, 0, 53, 0] }, udp({ destinationPort: 4433 })));
    expect([faultOf(frame), frame.destinationPort]).toEqual(['ok', 4433]);
  });

  it('with bad lengths are malformed', () => {
    expect(raw(ipv4({ options: [7, 0, 0, 0] }, udp()))).toBe('malformed: ipv4-option');
    expect(raw(ipv4({ options: [7, 39, 0, 0] }, udp()))).toBe('malformed: ipv4-option');
    expect(raw(ipv4({ headerLength: 0 }, udp()))).toBe('malformed: ipv4-header-length');
    expect(raw(ipv4({ headerLength: 16 }, udp()))).toBe('malformed: ipv4-header-length');
  });
});

describe('attack 10: IPv6 extension chains', () => {
  const chain = (headers: number): Uint8Array => {
    let inner = extension(17, [], udp());
    for (let i = 1; i < headers; i++) inner = extension(60, [], inner);
    return ipv6({ nextHeader: 60 }, inner);
  };

  it('are walked with a limit', () => {
    expect(raw(chain(8))).toBe('ok');
    expect(raw(chain(100))).toBe('malformed: ipv6-extension-count');
  });

  it('with routing type 0 are dropped', () => {
    expect(raw(ipv6({ nextHeader: 43 }, extension(6, [0, 1], tcp())))).toBe(
      'source-route: ipv6-source-route',
    );
  });

  it('with an unknown header have no transport', () => {
    expect(parse(ipv6({ nextHeader: 254 }, extension(6, [], tcp())))).toMatchObject({
      fault: '',
      protocol: 254,
      destinationPort: 0,
    });
  });

  it('with hop-by-hop options behind another header are malformed', () => {
    const late = extension(0, [], extension(6, [], tcp()));
    expect(raw(ipv6({ nextHeader: 60 }, late))).toBe('malformed: ipv6-hop-by-hop');
  });

  it('with a false jumbo length are malformed', () => {
    const jumbo = extension(17, [0xc2, 4, 0, 0, 1, 0], udp());
    expect(raw(ipv6({ nextHeader: 0, payloadLength: 0 }, jumbo))).toBe('malformed: ipv6-jumbo');
  });
});

describe('attack 11: lengths that lie', () => {
  it('beyond the packet are malformed', () => {
    expect(raw(ipv4({ totalLength: 1500 }, udp()))).toBe('malformed: ipv4-total-length');
    expect(raw(ipv6({ payloadLength: 1500 }, udp()))).toBe('malformed: ipv6-payload-length');
    expect(raw(ipv4({}, udp({ length: 1500 })))).toBe('malformed: udp-length');
  });

  it('below the header are malformed', () => {
    expect(raw(ipv4({ totalLength: 12 }, udp()))).toBe('malformed: ipv4-total-length');
    expect(raw(ipv4({}, udp({ length: 3 })))).toBe('malformed: udp-length');
  });

  it('that leave bytes over are padding', () => {
    const padded = concat(ipv4({ protocol: 6 }, tcp()), zeros(6));
    expect(parse(ethernet(0x0800, padded), LinkType.ethernet)).toMatchObject({ fault: '', payloadLength: 0 });
  });

  it('of the record make a short capture, not a short packet', () => {
    expect(raw(ipv4({}, udp({}, zeros(100))).subarray(0, 24), 128)).toBe('truncated: udp-header');
  });
});

describe('attack 25: link layers that hide a packet', () => {
  const packet = ipv4({ protocol: 6 }, tcp({ destinationPort: 22 }));

  it('with VLAN 0 stacked are unwrapped', () => {
    const stacked = vlan(0, 0x8100, vlan(0, 0x8100, vlan(0, 0x0800, packet)));
    expect(parse(ethernet(0x8100, stacked), LinkType.ethernet)).toMatchObject({
      fault: '',
      destinationPort: 22,
    });
  });

  it('with too many tags are refused, never "not IP"', () => {
    let inner: Uint8Array = vlan(0, 0x0800, packet);
    for (let i = 0; i < 19; i++) inner = vlan(0, 0x8100, inner);
    expect(wire(ethernet(0x8100, inner))).toBe('malformed: vlan-depth');
  });

  it('with SNAP, tagged or not, even or odd, are unwrapped', () => {
    for (const extra of [0, 1]) {
      const llc = concat(snap(packet), zeros(extra));
      for (const bytes of [ethernet(llc.length, llc), ethernet(0x8100, vlan(0, llc.length, llc))]) {
        expect(parse(bytes, LinkType.ethernet)).toMatchObject({ fault: '', destinationPort: 22 });
      }
    }
  });

  it('with a length that is none are refused', () => {
    for (const length of [1501, 1520, 1535]) {
      expect(wire(ethernet(length, concat(snap(packet), zeros(1600))))).toBe('malformed: ethernet-length');
    }
    expect(wire(ethernet(snap(packet).length + 1, snap(packet)))).toBe('malformed: ethernet-length');
  });
});

describe('attack 28: a packet in a tunnel', () => {
  const inside = ipv4({ source: '10.0.0.1', protocol: 6 }, tcp());

  it('is judged as the tunnel unless the caller trusts tunnels', () => {
    const greOut = concat([0, 0], u16(0x0800), inside);
    for (const [protocol, payload] of [
      [47, greOut],
      [4, inside],
      [41, ipv6({}, udp())],
    ] as const) {
      const frame = parse(ipv4({ source: '198.51.100.1', protocol }, payload));
      expect(frame).toMatchObject({ fault: '', protocol, source3: 0xc6336401, tunnelDepth: 0 });
    }
  });
});
