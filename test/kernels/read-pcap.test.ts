import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maximumPacketLength } from '../../src/capture/format.ts';
import { normalLinkType } from '../../src/capture/linktype.ts';
import { type CaptureTotals, createCaptureParser } from '../../src/capture/parser.ts';
import { pcapHeaderLength, pcapMagic } from '../../src/capture/pcap.ts';
import {
  controlBytes,
  controlBytesParsed,
  controlBytesRead,
  controlReached,
  controlSeen,
  controlStop,
  controlTruncated,
  stopAtEnd,
  stopAtLength,
  stopAtLimit,
} from '../../src/kernels/control.ts';
import * as layout from '../../src/kernels/layout.ts';
import { setShape } from '../../src/replay/compiled/row-reader.ts';
import { Fields } from '../capture/build.ts';
import { captureRows, haveCaptures, skipNote } from '../capture/captures.ts';
import { createRandom } from './random.ts';
import {
  controlAt,
  dataAt,
  describeProblem,
  findProblem,
  maximumRows,
  seeds,
  targets,
  Workbench,
} from './workbench.ts';

interface Walked {
  readonly data: string;
  readonly original: number;
  /** Microseconds. */
  readonly time: number;
  readonly nanoseconds: number;
  readonly linkType: number;
}

interface Reading {
  readonly packets: Walked[];
  readonly totals: CaptureTotals;
}

/** What the plain reader makes of the file, with the times that replay takes. */
function readPlain(file: Uint8Array): Reading {
  const packets: Walked[] = [];
  const parser = createCaptureParser(({ data, originalLength, seconds, nanoseconds, linkType }) => {
    const time = seconds * 1e6 + Math.floor(nanoseconds / 1000);
    const rest = nanoseconds % 1000;
    packets.push({ data: textOf(data), original: originalLength, time, nanoseconds: rest, linkType });
    return undefined;
  });
  parser.push(file);
  return { packets, totals: parser.end() };
}

/** Compares faster than bytes. */
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

interface Outcome {
  readonly packets: Walked[];
  /** Offset in the file. */
  readonly reached: number;
  readonly stop: number;
  readonly bytes: number;
  readonly truncated: number;
}

/** Reads the file in calls of `limit` rows. */
function read(bench: Workbench, file: Uint8Array, format: string, limit: number, leave = 0): Outcome {
  bench.clear();
  const base = bench.place(file);
  const header = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const magic = pcapMagic(header.getUint32(0));
  if (magic === undefined) throw new Error('no classic file');
  const { littleEndian } = magic;
  const linkType = normalLinkType(header.getUint32(20, littleEndian) & 0xffff);
  setShape(new Uint32Array(bench.bytes.buffer), controlAt, {
    littleEndian,
    headerLength: format === 'pcap-modified' ? 24 : 16,
    unitsPerSecond: magic.format === 'pcap-ns' ? 1e9 : 1e6,
    minor: header.getUint16(6, littleEndian),
    linkType,
  });
  const packets: Walked[] = [];
  const parsed = new Parsed();
  let at = base + pcapHeaderLength;
  let stop: number = stopAtLimit;
  while (stop === stopAtLimit) {
    bench.rows = bench.kernels.readPcap(
      at,
      base + file.length,
      bench.rowsAt,
      limit,
      controlAt,
      ...seeds,
      leave,
    );
    for (let row = 0; row < bench.rows; row++) {
      packets.push(rowOf(bench, row));
      parsed.add(bench, row, leave !== 0);
    }
    at = bench.view.getUint32(controlAt + controlReached, true);
    stop = bench.view.getUint32(controlAt + controlStop, true);
  }
  const bytes = bench.view.getFloat64(controlAt + controlBytesRead, true);
  const truncated = bench.view.getFloat64(controlAt + controlTruncated, true);
  parsed.compare(bench);
  return { packets, reached: at - base, stop, bytes, truncated };
}

/** What rows say of their packets, beside what the control block counts. */
class Parsed {
  #bytes = 0;
  readonly #seen = new Uint32Array(512);

  add(bench: Workbench, row: number, decap: boolean): void {
    const problem = findProblem(bench, row, decap);
    if (problem !== '') expect.fail(describeProblem(bench, row, problem));
    if (bench.statusOf(row) === layout.statusOther) return;
    this.#bytes += bench.word(row, layout.rowCaptured);
    this.#seen[bench.word(row, layout.rowStatus) >>> 16]++;
  }

  compare({ bytes, view }: Workbench): void {
    expect(view.getFloat64(controlAt + controlBytesParsed, true)).toBe(this.#bytes);
    const seen = new Uint32Array(bytes.buffer, controlAt + controlSeen, this.#seen.length);
    expect(Array.from(seen)).toEqual(Array.from(this.#seen));
  }
}

function rowOf(bench: Workbench, row: number): Walked {
  expect(bench.word(row, layout.rowInterface)).toBe(0);
  return {
    data: textOf(bench.packetOf(row).data),
    original: bench.word(row, layout.rowOriginal),
    time: bench.view.getFloat64(bench.rowAt(row) + layout.rowTime, true),
    nanoseconds: bench.word(row, layout.rowLinkType) >>> 16,
    linkType: bench.word(row, layout.rowLinkType) & 0xffff,
  };
}

/** Both agree on the file; `limit` rows to a call. Returns the number of packets. */
function compare(bench: Workbench, file: Uint8Array, limit: number): number {
  const plain = readPlain(file);
  const { fault } = plain.totals;
  if (fault !== null && !['cut-short', 'record-too-long'].includes(fault.code)) return 0;
  if (file.length < pcapHeaderLength) return 0;
  const leave = limit % 2 === 0 ? 0 : layout.leaveTunnels | layout.leaveNames;
  const found = read(bench, file, plain.totals.format, limit, leave);
  expect(found.packets).toEqual(plain.packets);
  expect(found.bytes).toBe(plain.totals.bytes);
  expect(found.truncated).toBe(plain.totals.truncated);
  expect(found.stop).toBe(fault?.code === 'record-too-long' ? stopAtLength : stopAtEnd);
  expect(found.reached).toBe(fault?.offset ?? file.length);
  return plain.packets.length;
}

/** What fits into the workbench. */
const longestFile = 900_000;
const files: { readonly name: string; readonly bytes: Uint8Array }[] = [];
if (haveCaptures) {
  for (const row of captureRows()) {
    const bytes = gunzipSync(readFileSync(row.path)).subarray(0, longestFile);
    if (
      bytes.length >= 4 &&
      pcapMagic(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)) !== undefined
    ) {
      files.push({ name: row.file, bytes });
    }
  }
}

interface RecordFields {
  readonly seconds: number;
  readonly fraction: number;
  readonly captured: number;
  readonly original: number;
}

interface FileFields {
  readonly magic: number;
  readonly littleEndian: boolean;
  readonly minor: number;
  readonly records: readonly RecordFields[];
}

const shortRecord = fc.record({
  seconds: fc.oneof(fc.nat(2 ** 31), fc.constantFrom(0, 0xffffffff)),
  fraction: fc.oneof(
    fc.nat(999_999),
    fc.constantFrom(0, 999_999, 1e6, 999_999_999, 1e9, 1e9 + 1, 0xffffffff),
  ),
  captured: fc.nat(80),
  original: fc.oneof(fc.nat(2000), fc.constantFrom(0, 0x7fffffff, 0xffffffff)),
});
const anyFile = fc.record({
  magic: fc.constantFrom(0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34),
  littleEndian: fc.boolean(),
  minor: fc.nat(4),
  records: fc.array(shortRecord, { maxLength: 12, size: 'max' }),
});

/** A file whose records state lengths of either order, and have the bytes that this order leads to. */
function fileOf({ magic, littleEndian, minor, records }: FileFields): Uint8Array {
  const fields = new Fields(littleEndian);
  const parts = [
    fields.u32(magic),
    fields.u16(2),
    fields.u16(minor),
    Buffer.alloc(8),
    fields.u32(65535),
    fields.u32(1),
  ];
  for (const { seconds, fraction, captured, original } of records) {
    const lengths = minor < 3 ? [original, captured] : [captured, original];
    parts.push(...[seconds, fraction, ...lengths].map((value) => fields.u32(value)));
    if (magic === 0xa1b2cd34) parts.push(Buffer.alloc(8, 0xee));
    parts.push(Buffer.alloc(minor === 3 ? Math.min(captured, original) : captured, 0x45));
  }
  return Buffer.concat(parts);
}

describe.each(targets)('the %s kernel for files, beside the plain reader', (target) => {
  it.skipIf(files.length === 0)(`reads all classic captures alike${skipNote}`, () => {
    const bench = new Workbench(target);
    let packets = 0;
    for (const { bytes } of files) packets += compare(bench, bytes, maximumRows);
    expect(files.length).toBeGreaterThan(80);
    expect(packets).toBeGreaterThan(5000);
  });

  it.skipIf(files.length === 0)(`reads captures cut anywhere alike${skipNote}`, () => {
    const bench = new Workbench(target);
    const random = createRandom(7);
    let packets = 0;
    for (const { bytes } of files) {
      for (let round = 0; round < 40; round++) {
        const length = random(Math.min(bytes.length, 3000)) + 1;
        packets += compare(bench, bytes.subarray(0, length), random(5) + 1);
      }
    }
    expect(packets).toBeGreaterThan(5000);
  });

  it('reads any file alike, in calls of any number of rows', () => {
    const bench = new Workbench(target);
    let packets = 0;
    fc.assert(
      fc.property(anyFile, fc.integer({ min: 1, max: 20 }), fc.nat(40), (fields, limit, cut) => {
        const file = fileOf(fields);
        packets += compare(bench, file.subarray(0, Math.max(pcapHeaderLength, file.length - cut)), limit);
      }),
      { numRuns: 1000 },
    );
    expect(packets).toBeGreaterThan(3000);
  });

  it.each([maximumPacketLength, maximumPacketLength + 1, 0xfffffff0])(
    'takes or leaves a record of %d bytes',
    (captured) => {
      const bench = new Workbench(target);
      const records = [60, captured].map((length) => ({
        seconds: 1,
        fraction: 2,
        captured: length,
        original: length,
      }));
      const short = { magic: 0xa1b23c4d, littleEndian: true, minor: 4, records: records.slice(0, 1) };
      const head = fileOf({ ...short, records: [{ ...records[0], captured: 60 }] });
      const header = new Fields(true);
      const second = Buffer.concat([1, 2, captured, captured].map((value) => header.u32(value)));
      const body = Buffer.alloc(Math.min(captured, maximumPacketLength + 1));
      const expected = captured > maximumPacketLength ? 1 : 2;
      expect(compare(bench, Buffer.concat([head, second, body]), 9)).toBe(expected);
    },
  );

  it('stops at the row limit and goes on where it was', () => {
    const bench = new Workbench(target);
    const records = Array.from({ length: 5 }, (_, i) => ({
      seconds: i,
      fraction: 0,
      captured: 20,
      original: 20,
    }));
    const file = fileOf({ magic: 0xa1b2c3d4, littleEndian: true, minor: 4, records });
    bench.clear();
    const at = bench.place(file) + pcapHeaderLength;
    const end = at + file.length - pcapHeaderLength;
    const shape = { littleEndian: true, headerLength: 16, unitsPerSecond: 1e6, minor: 4, linkType: 1 };
    setShape(new Uint32Array(bench.bytes.buffer), controlAt, shape);
    const count = bench.kernels.readPcap(at, end, bench.rowsAt, 3, controlAt, ...seeds, 0);
    expect(count).toBe(3);
    expect(bench.view.getUint32(controlAt + controlStop, true)).toBe(stopAtLimit);
    expect(bench.view.getUint32(controlAt + controlReached, true)).toBe(at + 3 * 36);
  });

  it('writes nothing but the rows and the control block', () => {
    const bench = new Workbench(target);
    const records = Array.from({ length: 50 }, (_, i) => ({
      seconds: i,
      fraction: i,
      captured: i,
      original: i,
    }));
    const file = fileOf({ magic: 0xa1b2c3d4, littleEndian: false, minor: 4, records });
    for (const fill of [0, 0x5a, 0xff]) {
      bench.bytes.fill(fill);
      const before = Uint8Array.from(bench.bytes);
      read(bench, file, 'pcap', 50);
      before.set(bench.bytes.subarray(controlAt, controlAt + controlBytes), controlAt);
      before.set(bench.bytes.subarray(dataAt, dataAt + file.length), dataAt);
      for (let row = 0; row < 50; row++) {
        const [from, to] = [bench.rowAt(row), bench.rowAt(row + 1)];
        before.set(bench.bytes.subarray(from, to), from);
      }
      expect(Buffer.compare(before, bench.bytes)).toBe(0);
    }
  });
});
