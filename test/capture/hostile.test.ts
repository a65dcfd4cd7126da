import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type CaptureTotals, createCaptureParser } from '../../src/capture/parser.ts';
import { captureRows, haveCaptures, skipNote } from './captures.ts';

/** Everything, for every bit; else files over 4 KiB are sampled and each byte is changed in one way. */
const exhaustive = process.env.TIERWALL_EXHAUSTIVE === '1';
const smallFile = 4096;
/** About as many places are tried in a larger file. */
const samples = 64;
const memoryLimit = 64 * 1024 * 1024;

const rows = captureRows().filter(({ size }) => size <= (exhaustive ? 131_072 : 262_144));

function placesIn(bytes: Uint8Array): number[] {
  const stride = exhaustive || bytes.length <= smallFile ? 1 : Math.ceil(bytes.length / samples);
  return Array.from({ length: Math.ceil(bytes.length / stride) }, (_, index) => index * stride);
}

/** Reads in two pieces, and checks what must hold of any input. */
function readHostile(bytes: Uint8Array, split: number): CaptureTotals {
  const parser = createCaptureParser((packet) => {
    if (packet.start < 0 || packet.end > packet.bytes.length || packet.end < packet.start) {
      throw new Error('a packet outside its buffer');
    }
    if (packet.nanoseconds < 0 || packet.nanoseconds > 999_999_999 || !Number.isInteger(packet.seconds)) {
      throw new Error('a time that is none');
    }
    if (packet.comment !== undefined && packet.commentEnd > packet.bytes.length) {
      throw new Error('a comment outside the buffer');
    }
    return undefined;
  });
  parser.push(bytes.subarray(0, split));
  parser.push(bytes.subarray(split));
  const totals = parser.end();
  if (parser.heldBytes > memoryLimit) throw new Error('too much held');
  if (totals.fault !== null && (totals.fault.offset < 0 || totals.fault.offset > bytes.length)) {
    throw new Error('a fault outside the file');
  }
  return totals;
}

describe.skipIf(!haveCaptures)(`a hostile capture made from${skipNote}`, () => {
  it.each(rows)('$file by cutting it is read up to the cut', ({ path }) => {
    const bytes = gunzipSync(readFileSync(path));
    let before = 0;
    for (const place of placesIn(bytes)) {
      const { packets, fault } = readHostile(bytes.subarray(0, place), place >> 1);
      if (place === 0) expect(fault?.code).toBe('empty-file');
      if (packets < before) throw new Error(`fewer packets before ${place} than before a smaller cut`);
      before = packets;
    }
  });

  it.each(rows)('$file by changing a byte gives packets or a fault', ({ path }) => {
    const bytes = gunzipSync(readFileSync(path));
    const changes = exhaustive ? [1, 2, 4, 8, 16, 32, 64, 128] : [0xff];
    for (const place of placesIn(bytes)) {
      for (const change of changes) {
        bytes[place] ^= change;
        readHostile(bytes, place);
        bytes[place] ^= change;
      }
    }
  });
});
