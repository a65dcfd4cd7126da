import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readCapture } from '../../src/capture/read.ts';
import { pcap, rawZstd, text } from './build.ts';

const folder = mkdtempSync(join(tmpdir(), 'tierwall-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const noPacket = () => undefined;
const plain = pcap({}, [{ data: text('one') }, { data: text('two'), original: 9 }]);

describe('reading a capture', () => {
  it('gives a summary', async () => {
    const path = file('two.pcap', plain);
    expect(await readCapture(path, noPacket)).toEqual({
      file: path,
      format: 'pcap',
      compression: 'none',
      linkTypes: ['EN10MB'],
      packets: 2,
      bytes: 6,
      truncated: 1,
      fault: null,
    });
  });

  it('takes a stream, under the name it is given', async () => {
    const summary = await readCapture(Readable.from([plain]), noPacket, { name: 'from a stream' });
    expect(summary).toMatchObject({ file: 'from a stream', packets: 2 });
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['as it is', (bytes) => bytes],
    ['as gzip', (bytes) => gzipSync(bytes, { level: 0 })],
    ['as zstd', (bytes) => rawZstd(bytes, 99_999)],
  ])('is the same for a file that is read in many pieces, %s', async (_how, pack) => {
    const records = Array.from({ length: 2000 }, (_, index) => ({
      data: Buffer.alloc(1000 + (index % 7), index),
      seconds: index,
    }));
    const path = file('long.pcap', pack(pcap({}, records)));
    let [next, reads] = [0, 0];
    const summary = await readCapture(
      path,
      ({ data, seconds }) => {
        expect(seconds).toBe(next);
        expect(data[999]).toBe(next++ % 256);
        return undefined;
      },
      { onProgress: () => void reads++ },
    );
    expect(summary).toMatchObject({ packets: 2000, fault: null });
    expect(reads).toBeGreaterThan(3);
  });

  it('tells its progress in bytes of the file as it lies on disk', async () => {
    const compressed = gzipSync(plain);
    const steps: (number | undefined)[][] = [];
    await readCapture(file('two.pcap.gz', compressed), noPacket, {
      onProgress: (...step) => steps.push(step),
    });
    expect(steps.at(-1)).toEqual([compressed.length, compressed.length]);
    const streamed: (number | undefined)[][] = [];
    await readCapture(Readable.from([plain]), noPacket, { onProgress: (...step) => streamed.push(step) });
    expect(streamed).toEqual([[plain.length, undefined]]);
  });

  it('stops at the packet where the callback says so', async () => {
    for (const bytes of [plain, gzipSync(plain), rawZstd(plain)]) {
      const summary = await readCapture(Readable.from([bytes]), () => false);
      expect(summary).toMatchObject({ packets: 1, fault: null });
    }
  });

  it('throws on what the callback throws, compressed or not', async () => {
    for (const bytes of [plain, gzipSync(plain), rawZstd(plain)]) {
      const reading = readCapture(Readable.from([bytes]), () => {
        throw new Error('the caller failed');
      });
      await expect(reading).rejects.toThrow('the caller failed');
    }
  });

  it('waits between pieces until the caller is ready', async () => {
    let waits = 0;
    const ready = () => {
      waits++;
      return Promise.resolve();
    };
    const pieces = [plain.subarray(0, 30), plain.subarray(30)];
    expect(await readCapture(Readable.from(pieces), noPacket, { ready })).toMatchObject({ packets: 2 });
    expect(waits).toBe(2);
  });
});

describe('a file that is no capture', () => {
  it('is empty: a fault of its own, also when compressed', async () => {
    const empty = { packets: 0, format: '', fault: { code: 'empty-file', offset: 0 } };
    expect(await readCapture(file('empty', text('')), noPacket)).toMatchObject(empty);
    expect(await readCapture(file('empty.gz', gzipSync('')), noPacket)).toMatchObject(empty);
  });

  it.each<[string, string, Buffer | string]>([
    ['a hex dump', 'text2pcap', '0000  00 0c 29 4f 8e 35 00 50  56 c0 00 08 08 00 45 00\n0010  00'],
    ['a short hex dump', 'text2pcap', '000000 45 00 00 1c'],
    ['text', 'it looks like text', 'GET / HTTP/1.1\r\nHost: example.com\r\n\r\nand some more text behind it'],
    ['short text', 'text', 'hi'],
    ['a snoop capture', 'editcap -F pcapng', 'snoop\0\0\0\0\0\0\x02\0\0\0\x04'],
    ['a Network Monitor capture', 'Microsoft Network Monitor', 'GMBU\0\x02'],
    ['an ERF capture', 'ERF', Buffer.from('0000000011223344020000500000003c'.padEnd(128, '0'), 'hex')],
    ['bzip2', 'bzip2 -dc', 'BZh91AY&SY\0\0'],
    ['unknown bytes', 'deadbeef', Buffer.from('deadbeef', 'hex')],
    ['a single byte', 'd4', Buffer.from('d4', 'hex')],
  ])('but %s says so', async (_what, words, content) => {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
    const { fault, format } = await readCapture(Readable.from([bytes]), noPacket);
    expect(format).toBe('');
    expect(fault).toMatchObject({ code: 'bad-magic', offset: 0 });
    expect(fault?.message).toContain(words);
  });

  it('and not there at all throws, with a code and a hint', async () => {
    await expect(readCapture(join(folder, 'missing.pcap'), noPacket)).rejects.toMatchObject({
      code: 'capture-unreadable',
      exitCode: 3,
      hint: expect.stringContaining('Check the path'),
    });
  });

  it('but a directory throws', async () => {
    await expect(readCapture(folder, noPacket)).rejects.toMatchObject({ code: 'capture-unreadable' });
  });

  it('but a stream that breaks throws', async () => {
    const broken = Readable.from(
      (async function* () {
        yield plain;
        throw Object.assign(new Error('gone'), { code: 'EIO' });
      })(),
    );
    await expect(readCapture(broken, noPacket)).rejects.toMatchObject({ code: 'capture-unreadable' });
  });
});
