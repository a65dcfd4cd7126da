import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaptureSummary } from '../../src/capture/packet.ts';
import { readCapture } from '../../src/capture/read.ts';
import { Xxh64 } from '../../src/capture/xxh64.ts';
import { pcap, rawZstd, text, zstdBlock, zstdHeader } from './build.ts';
import { zstdSample } from './samples.ts';

async function* chunksOf(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

function read(bytes: Uint8Array, chunkLength = 65_536): Promise<CaptureSummary> {
  return readCapture(chunksOf(bytes, chunkLength), () => undefined);
}

const records = Array.from({ length: 50 }, (_, index) => ({ data: text(`packet ${index}`), seconds: index }));
const plain = pcap({}, records);
const half = plain.length >> 1;

describe('a gzip capture', () => {
  const gzip = gzipSync(plain);

  it('is known by its content and read to its end, in chunks of any size', async () => {
    for (const length of [1, 2, 3, 17, 64, 65_536]) {
      expect(await read(gzip, length)).toMatchObject({ compression: 'gzip', packets: 50, fault: null });
    }
  });

  it('may have several members, split anywhere, and zeros behind them', async () => {
    const members = [gzipSync(plain.subarray(0, half)), gzipSync(plain.subarray(half)), gzipSync('')];
    const whole = Buffer.concat([...members, Buffer.alloc(700)]);
    for (const length of [1, 7, 65_536]) {
      expect(await read(whole, length)).toMatchObject({ packets: 50, fault: null });
    }
  });

  it('may have every optional header field', async () => {
    const header = Buffer.from([0x1f, 0x8b, 8, 0x1f, 0, 0, 0, 0, 0, 3]);
    const fields = Buffer.concat([
      Buffer.from([3, 0]),
      text('abc'),
      text('name\0'),
      text('note\0'),
      text('hc'),
    ]);
    const whole = Buffer.concat([header, fields, deflateRawSync(plain), gzip.subarray(-8)]);
    expect(await read(whole)).toMatchObject({ packets: 50, fault: null });
  });

  it('keeps what is before its end, wherever it is cut', async () => {
    let before = 0;
    for (let length = 2; length < gzip.length; length++) {
      const { packets, fault } = await read(gzip.subarray(0, length), 50);
      expect(fault?.code).toBe('gzip-cut-short');
      expect(packets).toBeGreaterThanOrEqual(before);
      before = packets;
    }
    expect(before).toBe(50);
  });

  it('keeps every packet where only the checksum, the length or what follows is wrong', async () => {
    for (const place of [-1, -8]) {
      const damaged = Buffer.from(gzip);
      damaged[damaged.length + place] ^= 1;
      expect(await read(damaged)).toMatchObject({ packets: 50, fault: { code: 'gzip-damaged' } });
    }
    const followed = Buffer.concat([gzip, text('more')]);
    expect(await read(followed)).toMatchObject({
      packets: 50,
      fault: { code: 'gzip-trailing-data', offset: plain.length },
    });
  });

  it('gives a fault at the place in the original where its damage is met', async () => {
    // Stored blocks, so that the bytes before the damage are known.
    const stored = gzipSync(plain, { level: 0 });
    stored[10] = 0x07;
    expect(await read(stored)).toMatchObject({ packets: 0, fault: { code: 'gzip-damaged', offset: 0 } });
  });

  it('never throws, whatever byte is changed, and sees every change behind its header', async () => {
    for (let at = 0; at < gzip.length; at++) {
      const damaged = Buffer.from(gzip);
      damaged[at] ^= 0xff;
      const { fault } = await read(damaged);
      if (at >= 10) expect(fault).not.toBeNull();
    }
  });

  it('with something else than a capture in it says so', async () => {
    const { fault } = await read(gzipSync(gzipSync(plain)));
    expect(fault).toMatchObject({ code: 'bad-magic' });
    expect(fault?.message).toContain('gzip within');
  });
});

describe('a zstd capture', () => {
  it('is known by its content and read to its end, in chunks of any size', async () => {
    for (const length of [1, 2, 3, 17, 65_536]) {
      expect(await read(zstdSample(), length)).toMatchObject({
        compression: 'zstd',
        packets: 200,
        fault: null,
      });
      expect(await read(rawZstd(plain, 100), length)).toMatchObject({ packets: 50, fault: null });
    }
  });

  it('may have several frames, and frames to be skipped before and between them', async () => {
    const skipped = Buffer.concat([Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 5, 0, 0, 0]), text('hello')]);
    const parts = [skipped, rawZstd(plain.subarray(0, half)), skipped, rawZstd(plain.subarray(half))];
    expect(await read(Buffer.concat(parts), 3)).toMatchObject({ packets: 50, fault: null });
  });

  it('keeps what is before its end, wherever it is cut', async () => {
    const whole = rawZstd(plain, 100);
    for (let length = 4; length < whole.length; length++) {
      const { packets, fault } = await read(whole.subarray(0, length));
      expect(fault?.code).toBe('zstd-cut-short');
      expect(packets).toBeLessThan(50);
    }
  });

  it('never throws, whatever byte is changed, and sees every change of its content', async () => {
    const sample = zstdSample();
    const original = Array.from({ length: 200 }, (_, i) => `packet ${i} of many, ${'x'.repeat(i % 7)}`);
    for (let at = 0; at < sample.length; at++) {
      const damaged = Buffer.from(sample);
      damaged[at] ^= 0x11;
      const seen: string[] = [];
      const { fault } = await readCapture(chunksOf(damaged, 65_536), ({ data }) => {
        seen.push(Buffer.from(data).toString('latin1'));
        return undefined;
      });
      // Some bits, such as sizes that are stated twice, are no part of the content.
      if (fault === null) expect(seen).toEqual(original);
    }
  });

  it('keeps every packet where only the checksum is wrong', async () => {
    const sample = zstdSample();
    sample[sample.length - 1] ^= 1;
    expect(await read(sample)).toMatchObject({ packets: 200, fault: { code: 'zstd-damaged' } });
  });

  it.each<[string, string, Buffer]>([
    ['a window of 2 TiB', 'zstd-unsupported', zstdHeader(0x00, 0xf8)],
    ['one segment of 2^63 bytes', 'zstd-unsupported', zstdHeader(0xe0, 0, 0, 0, 0, 0, 0, 0, 0x80)],
    ['a dictionary', 'zstd-unsupported', zstdHeader(0x01, 0x50, 7)],
    ['a reserved bit', 'zstd-damaged', zstdHeader(0x08, 0x50)],
    [
      'a reserved block',
      'zstd-damaged',
      Buffer.concat([zstdHeader(0, 0x50), zstdBlock(3, 0, text(''), true)]),
    ],
    [
      'a block of 2 MiB',
      'zstd-damaged',
      Buffer.concat([zstdHeader(0, 0x50), zstdBlock(1, 0x1fffff, text('x'), true)]),
    ],
    ['nothing behind the magic number', 'zstd-cut-short', zstdHeader()],
  ])('with %s is refused', async (_what, code, bytes) => {
    expect(await read(bytes)).toMatchObject({ packets: 0, fault: { code } });
  });

  it('followed by something else keeps its packets', async () => {
    const followed = Buffer.concat([rawZstd(plain), text('more')]);
    expect(await read(followed)).toMatchObject({ packets: 50, fault: { code: 'zstd-trailing-data' } });
  });
});

describe('XXH64', () => {
  it.each([
    ['', 0x51d8e999],
    ['a', 0xa98c6e5b],
    ['abc', 0xad770999],
  ])('of %j is the published one', (input, expected) => {
    const hash = new Xxh64();
    hash.update(text(input));
    expect(hash.lowWord()).toBe(expected);
  });

  it('does not depend on the pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 70 }), (bytes, length) => {
        const [whole, pieces] = [new Xxh64(), new Xxh64()];
        whole.update(bytes);
        for (let at = 0; at < bytes.length; at += length) pieces.update(bytes.subarray(at, at + length));
        expect(pieces.lowWord()).toBe(whole.lowWord());
      }),
      { verbose: true },
    );
  });
});
