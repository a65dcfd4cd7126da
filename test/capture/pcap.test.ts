import { describe, expect, it } from 'vitest';
import { createCaptureParser } from '../../src/capture/parser.ts';
import { pcap, readChunked, text } from './build.ts';

const record = { data: text('packet'), seconds: 1_700_000_000, fraction: 123_456, original: 60 };

describe('a classic capture', () => {
  for (const littleEndian of [true, false]) {
    const order = littleEndian ? 'little-endian' : 'big-endian';

    it(`is read with microseconds, ${order}`, () => {
      const { packets, totals } = readChunked(pcap({ littleEndian }, [record]));
      expect(packets).toEqual([
        {
          data: new Uint8Array(record.data),
          originalLength: 60,
          seconds: 1_700_000_000,
          nanoseconds: 123_456_000,
          linkType: 1,
          interfaceId: 0,
          comment: undefined,
        },
      ]);
      expect(totals).toEqual({
        format: 'pcap',
        linkTypes: ['EN10MB'],
        packets: 1,
        bytes: 6,
        truncated: 1,
        fault: null,
      });
    });

    it(`is read with nanoseconds, ${order}`, () => {
      const { packets, totals } = readChunked(pcap({ littleEndian, magic: 0xa1b23c4d }, [record]));
      expect(packets[0]).toMatchObject({ seconds: 1_700_000_000, nanoseconds: 123_456 });
      expect(totals.format).toBe('pcap-ns');
    });

    it(`is read with the longer record header, ${order}`, () => {
      const extra = Buffer.alloc(8, 7);
      const { packets, totals } = readChunked(
        pcap({ littleEndian, magic: 0xa1b2cd34 }, [
          { ...record, extra },
          { ...record, extra },
        ]),
      );
      expect(packets.map(({ data }) => data)).toEqual(
        [record.data, record.data].map((d) => new Uint8Array(d)),
      );
      expect(totals.format).toBe('pcap-modified');
    });
  }

  it('holds packets of no bytes', () => {
    const { totals } = readChunked(pcap({}, [{ data: text('') }, { data: text(''), original: 5 }]));
    expect(totals).toMatchObject({ packets: 2, bytes: 0, truncated: 1, fault: null });
  });

  it('carries fractions of a second and more over to the seconds', () => {
    const bytes = pcap({}, [
      { ...record, fraction: 1_000_000 },
      { ...record, fraction: 0xffffffff },
    ]);
    expect(readChunked(bytes).packets.map(({ seconds, nanoseconds }) => [seconds, nanoseconds])).toEqual([
      [1_700_000_001, 0],
      [1_700_004_294, 967_295_000],
    ]);
  });

  it('takes seconds as unsigned: up to 2106', () => {
    const bytes = pcap({}, [{ ...record, seconds: 0xffffffff }]);
    expect(readChunked(bytes).packets[0].seconds).toBe(0xffffffff);
  });

  it.each([
    [12, 'RAW'],
    [14, 'RAW'],
    [101, 'RAW'],
    [276, 'LINUX_SLL2'],
    [0x5400_0001, 'EN10MB'],
    [0x0800_0001, 'EN10MB'],
    [9999, 'LINKTYPE-9999'],
  ])('with the link type field %i is %s', (link, name) => {
    expect(readChunked(pcap({ link }, [record])).totals).toMatchObject({ linkTypes: [name], fault: null });
  });

  it('stops where the callback says so', () => {
    const bytes = pcap({}, [record, record, record]);
    let seen = 0;
    const parser = createCaptureParser(() => ++seen < 2);
    expect(parser.push(bytes)).toBe(false);
    expect(parser.push(bytes)).toBe(false);
    expect(parser.end()).toMatchObject({ packets: 2, fault: null });
    expect(seen).toBe(2);
  });
});

describe('old classic captures', () => {
  const short = { data: text('abc'), captured: 9, original: 3 };

  it('of version 2.2 state the original length first', () => {
    const { packets } = readChunked(pcap({ minor: 2 }, [short]));
    expect(packets[0]).toMatchObject({ data: new Uint8Array(text('abc')), originalLength: 9 });
  });

  it('of version 2.3 state the lengths in either order', () => {
    const { packets } = readChunked(
      pcap({ minor: 3 }, [short, { data: text('abc'), captured: 3, original: 9 }]),
    );
    expect(packets.map(({ originalLength }) => originalLength)).toEqual([9, 9]);
  });

  it('of a patched library have 24-byte record headers under the usual magic number', () => {
    const extra = Buffer.from([2, 0, 0, 0, 8, 0, 0, 0]);
    const records = ['first', 'second', 'third'].map((word) => ({ ...record, data: text(word), extra }));
    const { packets, totals } = readChunked(pcap({}, records), 1);
    expect(packets.map(({ data }) => Buffer.from(data).toString())).toEqual(['first', 'second', 'third']);
    expect(totals).toMatchObject({ format: 'pcap-modified', fault: null });
  });

  it('are not seen where the second record is merely broken', () => {
    const bytes = pcap({}, [record, { ...record, captured: 300_000 }]);
    const { totals } = readChunked(bytes);
    expect(totals).toMatchObject({ format: 'pcap', packets: 1, fault: { code: 'record-too-long' } });
  });
});

describe('a broken classic capture', () => {
  it.each([
    [1, 4],
    [2, 5],
    [3, 0],
    [543, 0],
  ])('of version %i.%i is refused', (major, minor) => {
    const { totals } = readChunked(pcap({ major, minor }, [record]));
    expect(totals).toMatchObject({ format: 'pcap', packets: 0, linkTypes: [] });
    expect(totals.fault).toMatchObject({ code: 'unsupported-version', offset: 4 });
  });

  it.each([0x0001_0001, 0x0200_0001, 0x03ff_0001])('with reserved link type bits (%i) is refused', (link) => {
    const { totals } = readChunked(pcap({ link }, [record]));
    expect(totals).toMatchObject({ packets: 0, fault: { code: 'reserved-bits', offset: 20 } });
  });

  it('may state packets of 262,144 bytes and no more', () => {
    const longest = { data: Buffer.alloc(262_144) };
    expect(readChunked(pcap({}, [longest])).totals).toMatchObject({ packets: 1, fault: null });
    const { totals } = readChunked(pcap({}, [record, { data: text('x'), captured: 262_145 }]));
    expect(totals).toMatchObject({ packets: 1, fault: { code: 'record-too-long', offset: 46 } });
  });

  it('may hold packets longer than its own snap length', () => {
    expect(readChunked(pcap({ snapLength: 3 }, [record])).totals).toMatchObject({ packets: 1, fault: null });
  });

  it('keeps the packets before its end, wherever it is cut', () => {
    const bytes = pcap({}, [record, record]);
    for (let length = 24; length < bytes.length; length++) {
      const { totals } = readChunked(bytes.subarray(0, length));
      const whole = Math.floor((length - 24) / 22);
      const fault =
        (length - 24) % 22 === 0
          ? null
          : expect.objectContaining({ code: 'cut-short', offset: 24 + whole * 22 });
      expect(totals).toMatchObject({ packets: whole, fault });
    }
  });

  it('has a header that is cut short', () => {
    const { totals } = readChunked(pcap({}, []).subarray(0, 23));
    expect(totals).toMatchObject({ format: 'pcap', packets: 0, fault: { code: 'cut-short', offset: 0 } });
  });
});
