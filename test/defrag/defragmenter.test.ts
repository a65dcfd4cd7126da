import { describe, expect, it } from 'vitest';
import { parseDatagram } from '../../src/defrag/datagram.ts';
import { createFrame } from '../../src/frame/create.ts';
import {
  concat,
  extension,
  faultOf,
  fragmentHeader,
  ipv4,
  ipv4Fragments,
  ipv6,
  ipv6Fragments,
  parse,
  pattern,
  tcp,
  udp,
  zeros,
} from '../frame/build.ts';
import { Feed, second } from './feed.ts';

const body = udp({ destinationPort: 4433 }, pattern(4000));
const fragments4 = ipv4Fragments({}, body, 1480);
const fragments6 = ipv6Fragments({}, body, 1232);

function parseRebuilt(feed: Feed) {
  const frame = createFrame();
  parseDatagram(frame, feed.defragmenter.datagram);
  return frame;
}

describe.each([
  ['IPv4', fragments4, 20],
  ['IPv6', fragments6, 48],
])('%s fragments', (_name, fragments, header) => {
  it('make their datagram, in order', () => {
    const feed = new Feed();
    expect(feed.addAll(fragments)).toEqual([...fragments.slice(1).map(() => 'held'), 'complete']);
    const { datagram } = feed.defragmenter;
    expect(feed.packets).toEqual(fragments.map((_, i) => i));
    expect(datagram.length).toBe(header + body.length);
    expect(datagram.bytes.subarray(header)).toEqual(body);
    expect(parseRebuilt(feed)).toMatchObject({
      fault: '',
      isFragment: 0,
      destinationPort: 4433,
      payloadLength: 4000,
    });
  });

  it('make it in reverse', () => {
    const feed = new Feed();
    expect(feed.addAll([...fragments].reverse()).at(-1)).toBe('complete');
    expect(feed.defragmenter.datagram.bytes.subarray(header)).toEqual(body);
  });

  it('may come twice: a copy is ignored and shares the fate', () => {
    const feed = new Feed();
    const [first, ...rest] = fragments;
    expect(feed.addAll([first, first, ...rest]).at(-1)).toBe('complete');
    expect(feed.packets).toEqual([0, 1, ...rest.map((_, i) => i + 2)]);
    expect(feed.defragmenter.datagram.bytes.subarray(header)).toEqual(body);
  });

  it('carry the lengths of their records', () => {
    const feed = new Feed();
    feed.addAll(fragments);
    const { wireLength, capturedLength, packets } = feed.defragmenter.datagram;
    const lengths = fragments.map((fragment) => fragment.length);
    expect([...wireLength.subarray(0, packets)]).toEqual(lengths);
    expect([...capturedLength.subarray(0, packets)]).toEqual(lengths);
  });

  it('that were captured short still make the datagram, up to the first gap', () => {
    const feed = new Feed();
    const results = fragments.map((fragment) => feed.add(fragment.subarray(0, 96), 0, fragment.length));
    expect(results.at(-1)).toBe('complete');
    expect(feed.defragmenter.datagram.bytes.length).toBe(96);
    expect(parseRebuilt(feed)).toMatchObject({ fault: '', destinationPort: 4433, payloadLength: 4000 });
  });

  it('that never complete are let go in the end', () => {
    const feed = new Feed();
    feed.addAll(fragments.slice(0, 2));
    feed.defragmenter.flush();
    expect(feed.released).toEqual(['0 incomplete', '1 incomplete']);
  });

  it('start a new datagram once theirs is complete', () => {
    const feed = new Feed();
    feed.addAll(fragments);
    expect(feed.addAll(fragments).at(-1)).toBe('complete');
  });
});

describe('attack 2 and 3: overlapping fragments', () => {
  const packet4 = (offset: number, data: Uint8Array, more: boolean) =>
    ipv4({ id: 3, fragmentOffset: offset, more }, data);
  const packet6 = (offset: number, data: Uint8Array, more: boolean) =>
    ipv6({ nextHeader: 44 }, fragmentHeader({ id: 3, offset, more }, data));

  describe.each([
    ['IPv4', packet4],
    ['IPv6', packet6],
  ])('of %s discard the datagram and what follows of it', (_name, packet) => {
    const head = packet(0, udp({ length: 72 }, zeros(24)), true);
    const other = udp({ destinationPort: 22, length: 72 }, zeros(24));
    it.each([
      ['by part of it', packet(24, zeros(16), true)],
      ['with other bytes', packet(0, other, true)],
      ['from inside', packet(8, zeros(8), true)],
      ['around it', packet(0, concat(other, zeros(8)), true)],
    ])('%s', (_how, overlapping) => {
      const feed = new Feed();
      expect(feed.add(head)).toBe('held');
      expect(feed.add(overlapping)).toBe('discarded overlap');
      expect(feed.released).toEqual(['0 overlap']);
      expect(feed.add(packet(32, zeros(40), false))).toBe('discarded overlap');
      expect(feed.add(head)).toBe('discarded overlap');
      feed.defragmenter.flush();
      expect(feed.released).toEqual(['0 overlap']);
    });

    it('that differ in the end mark alone', () => {
      const feed = new Feed();
      feed.add(packet(32, zeros(8), true));
      expect(feed.add(packet(32, zeros(8), false))).toBe('discarded overlap');
    });

    it('that disagree about the end', () => {
      const feed = new Feed();
      feed.add(packet(64, zeros(8), false));
      expect(feed.add(packet(80, zeros(8), false))).toBe('discarded overlap');
      const second = new Feed();
      second.add(packet(64, zeros(8), false));
      expect(second.add(packet(72, zeros(8), true))).toBe('discarded overlap');
      const third = new Feed();
      third.add(packet(80, zeros(8), true));
      expect(third.add(packet(64, zeros(8), false))).toBe('discarded overlap');
    });
  });

  it('that were captured short are compared as far as they were', () => {
    const feed = new Feed();
    const fragment = ipv4({ fragmentOffset: 800, more: true }, pattern(800));
    const differsLate = Uint8Array.from(fragment);
    differsLate[700] ^= 1;
    feed.add(fragment.subarray(0, 600), 0, fragment.length);
    expect(feed.add(differsLate)).toBe('held');
    const differsEarly = Uint8Array.from(fragment);
    differsEarly[590] ^= 1;
    expect(feed.add(differsEarly)).toBe('discarded overlap');
  });
});

describe('attack 6: a fragment in a datagram of fragments', () => {
  it('shows in the first fragment, which must hold the whole chain', () => {
    for (const more of [false, true]) {
      const nested = extension(44, zeros(22), fragmentHeader({ nextHeader: 17, more }, udp({}, zeros(32))));
      const faults = [24, 32, 40].map((size) => {
        const [first] = ipv6Fragments({ nextHeader: 60 }, nested, size);
        return faultOf(parse(first));
      });
      expect(faults).toEqual([
        'fragment: header-chain',
        'fragment: nested-fragment',
        'fragment: nested-fragment',
      ]);
    }
  });

  it('is dropped if a tunnel hid it, and not put together again', () => {
    const inner = ipv4({ more: true }, udp({ length: 500 }, zeros(40)));
    const feed = new Feed();
    for (const fragment of ipv4Fragments({ protocol: 4 }, inner, 32)) feed.add(fragment);
    const frame = createFrame();
    parseDatagram(frame, feed.defragmenter.datagram, { decap: true });
    expect([faultOf(frame), frame.tunnelDepth]).toEqual(['fragment: nested-fragment', 1]);
  });

  it('is not what an extension header behind the fragment header is', () => {
    const feed = new Feed();
    const chain = extension(6, zeros(6), tcp({}, zeros(60)));
    expect(feed.addAll(ipv6Fragments({ nextHeader: 60 }, chain, 32)).at(-1)).toBe('complete');
    expect(parseRebuilt(feed)).toMatchObject({ fault: '', protocol: 6, destinationPort: 80 });
  });
});

describe('attack 7: an identification that is used again', () => {
  it('poisons nothing once its time is over', () => {
    for (const [fragments, seconds] of [
      [fragments4, 30],
      [fragments6, 60],
    ] as const) {
      const feed = new Feed();
      feed.add(fragments[0], 0);
      const forged = Uint8Array.from(fragments[0]);
      forged[forged.length - 1] ^= 1;
      expect(feed.add(forged, second)).toBe('discarded overlap');
      expect(feed.add(fragments[1], seconds * second - 1)).toBe('discarded overlap');
      expect(feed.addAll(fragments, seconds * second).at(-1)).toBe('complete');
    }
  });

  it('is another datagram with another source, destination, protocol or family', () => {
    const feed = new Feed();
    const part = (fields: object) => ipv4({ id: 7, more: true, ...fields }, udp({}, zeros(8)));
    const packets = [
      part({}),
      part({ source: '10.0.0.9' }),
      part({ destination: '10.0.0.9' }),
      part({ protocol: 1 }),
      part({ id: 8 }),
      ipv6({ nextHeader: 44 }, fragmentHeader({ id: 7, more: true }, udp())),
    ];
    expect(feed.addAll(packets)).toEqual(packets.map(() => 'held'));
    feed.defragmenter.flush();
    expect(feed.released).toEqual(packets.map((_, i) => `${i} incomplete`));
  });

  it('belongs to one IPv6 datagram whatever its next headers say', () => {
    const feed = new Feed();
    const first = fragmentHeader({ nextHeader: 60, more: true }, extension(17, [], udp({ length: 16 })));
    feed.add(ipv6({ nextHeader: 44 }, first));
    const last = fragmentHeader({ nextHeader: 6, offset: 16 }, zeros(8));
    expect(feed.add(ipv6({ nextHeader: 44 }, last))).toBe('complete');
    expect(parseRebuilt(feed)).toMatchObject({ fault: '', protocol: 17, destinationPort: 53 });
  });
});

describe('attack 8: fragments that never complete', () => {
  it('expire by packet time, oldest first', () => {
    const feed = new Feed();
    feed.add(ipv4({ id: 1, fragmentOffset: 8 }, zeros(8)), 0);
    feed.add(ipv4({ id: 2, fragmentOffset: 8 }, zeros(8)), 10 * second);
    feed.add(ipv6({ nextHeader: 44 }, fragmentHeader({ id: 3, offset: 8 }, zeros(8))), 10 * second);
    feed.defragmenter.advance(30 * second - 1);
    expect(feed.released).toEqual([]);
    feed.defragmenter.advance(30 * second);
    expect(feed.released).toEqual(['0 incomplete']);
    feed.defragmenter.advance(70 * second);
    expect(feed.released).toEqual(['0 incomplete', '1 incomplete', '2 incomplete']);
  });

  it('are refused by number: minimal fragments of 64 KiB', () => {
    const feed = new Feed();
    const tiny = ipv4Fragments({}, udp({}, zeros(8 * 200)), 8);
    const results = feed.addAll(tiny);
    expect(results.indexOf('discarded limit')).toBe(128);
    expect(new Set(results.slice(128))).toEqual(new Set(['discarded limit']));
    expect(feed.released.length).toBe(128);
  });

  it('do not refuse 64 KiB over links of 576 bytes', () => {
    const feed = new Feed();
    const payload = udp({}, pattern(65535 - 28));
    expect(feed.addAll(ipv4Fragments({}, payload, 552)).at(-1)).toBe('complete');
    expect(feed.defragmenter.datagram.bytes.subarray(20)).toEqual(payload);
  });
});

describe('a ping of death', () => {
  it('is refused where the headers of the first fragment make it too long', () => {
    const feed = new Feed();
    const options = zeros(40);
    const pieces = ipv4Fragments({}, udp({}, zeros(65490)), 1480);
    const first = ipv4({ id: 7, options, more: true }, pieces[0].subarray(20));
    expect(feed.addAll([first, ...pieces.slice(1)]).at(-1)).toBe('discarded too-long');
    expect(feed.released.length).toBe(pieces.length - 1);
  });

  it('is not what the longest IPv6 datagram is', () => {
    const feed = new Feed();
    const payload = udp({}, pattern(65535 - 8));
    expect(feed.addAll(ipv6Fragments({}, payload, 1232)).at(-1)).toBe('complete');
    expect(parseRebuilt(feed)).toMatchObject({ fault: '', payloadLength: 65527, ipLength: 48 + 65535 });
  });
});

describe('packet time', () => {
  const part = ipv4({ id: 1, fragmentOffset: 8 }, zeros(8));

  it('that steps back a little is no time', () => {
    const feed = new Feed();
    feed.add(part, 100 * second);
    feed.defragmenter.advance(90 * second);
    feed.defragmenter.advance(129 * second);
    expect(feed.released).toEqual([]);
    feed.defragmenter.advance(130 * second);
    expect(feed.released).toEqual(['0 incomplete']);
  });

  it('that steps back far goes on from there', () => {
    const feed = new Feed();
    feed.add(part, 1000 * second);
    feed.defragmenter.advance(100 * second);
    feed.defragmenter.advance(129 * second);
    expect(feed.released).toEqual([]);
    feed.defragmenter.advance(130 * second);
    expect(feed.released).toEqual(['0 incomplete']);
  });
});
