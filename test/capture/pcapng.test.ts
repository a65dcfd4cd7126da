import { describe, expect, it } from 'vitest';
import { pcapngBlocks, readChunked, text } from './build.ts';

const resolution = (value: number) => ({ code: 9, value: Buffer.from([value]) });
const data = text('packet!');

for (const littleEndian of [true, false]) {
  const build = pcapngBlocks(littleEndian);
  const section = build.section();

  describe(`a pcapng capture, ${littleEndian ? 'little-endian' : 'big-endian'}`, () => {
    it('holds enhanced, obsolete and simple packets', () => {
      const ticks = 1_700_000_000_123_456n;
      const { packets, totals } = readChunked(
        Buffer.concat([
          section,
          build.interface(),
          build.packet(data, { ticks, original: 99 }),
          build.obsoletePacket(data, { ticks }),
          build.simplePacket(data),
        ]),
      );
      const common = { data: new Uint8Array(data), linkType: 1, interfaceId: 0, comment: undefined };
      const timed = { ...common, seconds: 1_700_000_000, nanoseconds: 123_456_000 };
      expect(packets).toEqual([
        { ...timed, originalLength: 99 },
        { ...timed, originalLength: 7 },
        { ...common, originalLength: 7, seconds: 0, nanoseconds: 0 },
      ]);
      expect(totals).toEqual({
        format: 'pcapng',
        linkTypes: ['EN10MB'],
        packets: 3,
        bytes: 21,
        truncated: 1,
        fault: null,
      });
    });

    it('gives each packet the link type of its interface', () => {
      const { packets, totals } = readChunked(
        Buffer.concat([
          section,
          build.interface(1),
          build.interface(276),
          build.interface(12),
          ...[2, 1, 0].map((id) => build.packet(data, { id })),
        ]),
      );
      expect(packets.map(({ linkType, interfaceId }) => [linkType, interfaceId])).toEqual([
        [101, 2],
        [276, 1],
        [1, 0],
      ]);
      expect(totals.linkTypes).toEqual(['EN10MB', 'LINUX_SLL2', 'RAW']);
    });

    it('counts time in the unit of the interface', () => {
      const ticks = 5n;
      const values = [0, 3, 9, 12, 0x80 | 1, 0x80 | 10];
      const { packets } = readChunked(
        Buffer.concat([
          section,
          ...values.map((value) => build.interface(1, 0, [resolution(value)])),
          ...values.map((_, id) => build.packet(data, { id, ticks })),
        ]),
      );
      expect(packets.map(({ seconds, nanoseconds }) => [seconds, nanoseconds])).toEqual([
        [5, 0],
        [0, 5_000_000],
        [0, 5],
        [0, 0],
        [2, 500_000_000],
        [0, 4_882_812],
      ]);
    });

    it('adds the time offset of the interface, which may be negative', () => {
      const offsets = [1_000_000_000_000n, -10n];
      const { packets } = readChunked(
        Buffer.concat([
          section,
          ...offsets.map((offset) => build.interface(1, 0, [{ code: 14, value: build.i64(offset) }])),
          ...offsets.map((_, id) => build.packet(data, { id, ticks: 1_500_000n })),
        ]),
      );
      expect(packets.map(({ seconds, nanoseconds }) => [seconds, nanoseconds])).toEqual([
        [1_000_000_000_001, 500_000_000],
        [-9, 500_000_000],
      ]);
    });

    it('gives the first comment of a packet', () => {
      const options = [
        { code: 2, value: build.u32(1) },
        { code: 1, value: text('größer') },
        { code: 1, value: text('second') },
        { code: 0, value: text('') },
      ];
      const { packets } = readChunked(
        Buffer.concat([section, build.interface(), build.packet(data, {}, options), build.packet(data)]),
      );
      expect(packets.map(({ comment }) => comment)).toEqual(['größer', undefined]);
    });

    it('skips name, statistics, custom and unknown blocks', () => {
      const others = [4, 5, 0xbad, 0x40000bad, 0x7fffffff].map((type) => build.block(type, text('anything')));
      const { totals } = readChunked(
        Buffer.concat([section, ...others, build.interface(), ...others, build.packet(data), ...others]),
      );
      expect(totals).toMatchObject({ packets: 1, fault: null });
    });

    it('starts anew with each section, in the byte order of that section', () => {
      const other = pcapngBlocks(!littleEndian);
      const { packets } = readChunked(
        Buffer.concat([
          section,
          build.interface(1),
          build.packet(data),
          other.section(1, 2),
          other.interface(113),
          other.packet(data),
        ]),
      );
      expect(packets.map(({ linkType }) => linkType)).toEqual([1, 113]);
    });

    it('cuts simple packets to the snap length of the first interface', () => {
      const { packets } = readChunked(
        Buffer.concat([section, build.interface(1, 4), build.simplePacket(text('1234'), 1500)]),
      );
      expect(packets).toMatchObject([{ data: new Uint8Array(text('1234')), originalLength: 1500 }]);
    });
  });

  describe(`a broken pcapng capture, ${littleEndian ? 'little-endian' : 'big-endian'}`, () => {
    const start = Buffer.concat([section, build.interface(), build.packet(data)]);
    const fields = (...values: number[]) => Buffer.concat(values.map(build.u32));
    const lengthened = (bytes: Buffer, length: number) =>
      Buffer.concat([bytes.subarray(0, -4), build.u32(length)]);

    it.each<[string, string, Buffer]>([
      ['a block of no length', 'block-length', fields(6, 0, 0)],
      ['a block shorter than its frame', 'block-length', fields(5, 8, 8)],
      ['a block that is not a multiple of four', 'block-length', fields(5, 13, 0, 13)],
      ['a packet block without room for its fields', 'block-length', fields(6, 16, 0, 16)],
      ['a block of 16 MiB and more', 'block-too-long', fields(6, 0x0100_0004, 0)],
      ['a block of 4 GiB', 'block-too-long', fields(6, 0xfffffffc, 0)],
      ['two lengths that differ', 'block-length-mismatch', lengthened(build.packet(data), 44)],
      ['a packet of an interface that is not there', 'unknown-interface', build.packet(data, { id: 1 })],
      ['a packet longer than its block', 'packet-overrun', build.packet(data, { captured: 9 })],
      ['a simple packet longer than its block', 'packet-overrun', build.simplePacket(data, 12)],
      [
        'a packet longer than any',
        'record-too-long',
        build.packet(Buffer.alloc(262_145), { captured: 262_145 }),
      ],
      ['an interface with a unit below 2^-63 s', 'bad-option', build.interface(1, 0, [resolution(0xc0)])],
      ['an interface with a unit below 10^-19 s', 'bad-option', build.interface(1, 0, [resolution(20)])],
      ['an interface with two units', 'bad-option', build.interface(1, 0, [resolution(6), resolution(9)])],
      [
        'an interface with a unit of two bytes',
        'bad-option',
        build.interface(1, 0, [{ code: 9, value: text('ab') }]),
      ],
      [
        'an interface with a short time offset',
        'bad-option',
        build.interface(1, 0, [{ code: 14, value: text('abcd') }]),
      ],
      [
        'an interface with an offset beyond all time',
        'bad-option',
        build.interface(1, 0, [{ code: 14, value: build.i64(2n ** 62n) }]),
      ],
      ['a section of version 2.0', 'unsupported-version', build.section(2, 0)],
      ['a section of version 1.1', 'unsupported-version', build.section(1, 1)],
      [
        'a section without a byte order',
        'bad-byte-order',
        Buffer.concat([build.u32(0x0a0d0d0a), build.u32(28), text('????')]),
      ],
    ])('with %s ends there: %s', (_what, code, broken) => {
      const { totals } = readChunked(Buffer.concat([start, broken, Buffer.alloc(64)]));
      expect(totals).toMatchObject({ packets: 1, fault: { code } });
      const offset = totals.fault?.offset ?? 0;
      expect(offset).toBeGreaterThanOrEqual(start.length);
      expect(offset).toBeLessThan(start.length + 16);
    });

    it('with an option that runs over its block names the option', () => {
      const overrun = Buffer.concat([build.u16(1), build.u16(5), text('four')]);
      const body = Buffer.concat([fields(0, 0, 0, 0, 0), overrun]);
      const { totals } = readChunked(Buffer.concat([start, build.block(6, body)]));
      expect(totals).toMatchObject({
        packets: 1,
        fault: { code: 'option-overrun', offset: start.length + 28 },
      });
    });

    it('with a simple packet before any interface ends there', () => {
      const { totals } = readChunked(Buffer.concat([section, build.simplePacket(data)]));
      expect(totals).toMatchObject({ packets: 0, fault: { code: 'unknown-interface' } });
    });

    it('keeps the packets before its end, wherever it is cut', () => {
      for (let length = start.length; length < start.length * 2; length++) {
        const { totals } = readChunked(Buffer.concat([start, start]).subarray(0, length));
        expect(totals.packets).toBe(1);
        const between = [0, section.length, section.length + 20];
        const isWhole = between.includes(length - start.length);
        expect(totals.fault?.code).toBe(isWhole ? undefined : 'cut-short');
      }
    });
  });
}

describe('the interfaces of a section', () => {
  const build = pcapngBlocks();

  it('may be as many as its packets', () => {
    const pairs = Array.from({ length: 5000 }, (_, id) => [
      build.interface(id % 300),
      build.packet(data, { id }),
    ]);
    const { packets, totals } = readChunked(Buffer.concat([build.section(), ...pairs.flat()]));
    expect(totals).toMatchObject({ packets: 5000, fault: null });
    expect(packets[4999]).toMatchObject({ interfaceId: 4999, linkType: 4999 % 300 });
  });

  it('are bounded', () => {
    const many = Buffer.alloc(20 * 262_145, build.interface());
    const { totals } = readChunked(Buffer.concat([build.section(), many]));
    expect(totals.fault).toMatchObject({ code: 'too-many-interfaces', offset: 28 + 20 * 262_144 });
  });
});
