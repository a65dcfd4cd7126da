import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { endOnBrokenOutput, writeText } from '../../src/terminal/output.ts';

describe('output', () => {
  it('ends quietly when its reader has gone', () => {
    const stream = new EventEmitter() as Writable;
    const codes: number[] = [];
    const fail = () => {
      throw new Error('not asked');
    };
    endOnBrokenOutput(stream, fail, (code) => codes.push(code));
    stream.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
    expect(codes).toEqual([0]);
  });

  it('says other faults, and ends with the code for them', () => {
    const stream = new EventEmitter() as Writable;
    const told: unknown[] = [];
    const fail = (error: Error) => told.push(error.message) + 1;
    endOnBrokenOutput(stream, fail, (code) => told.push(code));
    stream.emit('error', Object.assign(new Error('disk full'), { code: 'ENOSPC' }));
    expect(told).toEqual(['disk full', 2]);
  });

  it('waits for a slow reader', async () => {
    const seen: string[] = [];
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk, _encoding, done) {
        seen.push(String(chunk));
        setImmediate(done);
      },
    });
    await writeText(slow, 'one');
    await writeText(slow, 'two');
    expect(seen).toEqual(['one', 'two']);
    expect(slow.writableLength).toBe(0);
  });
});
