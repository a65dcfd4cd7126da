import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { endOnClosedPipe, writeText } from '../../src/terminal/output.ts';

describe('output', () => {
  it('ends quietly when its reader has gone', () => {
    const stream = new EventEmitter() as Writable;
    const codes: number[] = [];
    endOnClosedPipe(stream, (code) => codes.push(code));
    stream.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
    expect(codes).toEqual([0]);
  });

  it('does not hide other faults', () => {
    const stream = new EventEmitter() as Writable;
    endOnClosedPipe(stream, () => {});
    const full = Object.assign(new Error('disk full'), { code: 'ENOSPC' });
    expect(() => stream.emit('error', full)).toThrow('disk full');
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
