import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createCaptureParser } from '../../src/capture/parser.ts';
import type { Pipeline } from '../../src/replay/pipeline.ts';
import { captureRows, haveCaptures, skipNote } from '../capture/captures.ts';
import { guarded } from './guarded.ts';

/** Everything that is mutated here goes the whole way: file, headers, fragments, connections, names, policies. */
const exhaustive = process.env.TIERWALL_EXHAUSTIVE === '1';
const small = exhaustive ? 16_384 : 1024;
const memoryLimit = 64 * 1024 * 1024;

function play(bytes: Uint8Array, into: Pipeline): void {
  const parser = createCaptureParser((packet) => {
    into.packet(packet);
    return true;
  });
  parser.push(bytes);
  parser.end();
  expect(parser.heldBytes).toBeLessThan(memoryLimit);
}

const rows = captureRows().filter((row) => row.size <= small);

describe.skipIf(!haveCaptures)(`a small capture${skipNote}`, () => {
  it.each(rows)('$file, cut at every byte, gives a result or a fault', async (row) => {
    const bytes = gunzipSync(readFileSync(row.path));
    const { pipeline: target } = guarded();
    for (let length = 0; length <= bytes.length; length++) play(bytes.subarray(0, length), target);
    await target.finish();
  });

  it.each(rows)('$file, with every byte flipped, gives a result or a fault', async (row) => {
    const bytes = new Uint8Array(gunzipSync(readFileSync(row.path)));
    const { pipeline: target } = guarded();
    for (let at = 0; at < bytes.length; at++) {
      for (const mask of exhaustive ? [0xff, 1, 0x80] : [0xff]) {
        bytes[at] ^= mask;
        play(bytes, target);
        bytes[at] ^= mask;
      }
    }
    await target.finish();
  });
});
