import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readChunked } from './build.ts';
import { captureRows, haveCaptures, skipNote } from './captures.ts';

interface SecondReader {
  on(event: 'packet', listener: (packet: SecondPacket) => void): void;
  on(event: 'end', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
}

interface SecondPacket {
  readonly header: {
    readonly timestampSeconds: number;
    readonly timestampMicroseconds: number;
    readonly capturedLength: number;
    readonly originalLength: number;
  };
  readonly data: Uint8Array;
}

const { parse } = createRequire(import.meta.url)('pcap-parser') as {
  parse(stream: Readable): SecondReader;
};

type Row = readonly [number, number, number, string];

function bySecondReader(bytes: Uint8Array): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const rows: Row[] = [];
    const parser = parse(Readable.from([bytes]));
    parser.on('packet', ({ header, data }) => {
      const microseconds = header.timestampSeconds * 1e6 + header.timestampMicroseconds;
      rows.push([
        microseconds,
        header.capturedLength,
        header.originalLength,
        Buffer.from(data).toString('hex'),
      ]);
    });
    parser.on('end', () => resolve(rows));
    parser.on('error', reject);
  });
}

/** What the second reader cannot read, or takes for whole when it is not. */
const common = captureRows().filter(
  ({ format, fault, size }) => format === 'pcap' && fault === 'none' && size < 100_000,
);

describe.skipIf(!haveCaptures)(`an independent reader${skipNote}`, () => {
  it.each(common)('agrees about $file', async ({ path }) => {
    const bytes = gunzipSync(readFileSync(path));
    const ours = readChunked(bytes).packets.map(
      ({ seconds, nanoseconds, data, originalLength }): Row => [
        seconds * 1e6 + nanoseconds / 1000,
        data.length,
        originalLength,
        Buffer.from(data).toString('hex'),
      ],
    );
    expect(ours).toEqual(await bySecondReader(bytes));
  });
});
