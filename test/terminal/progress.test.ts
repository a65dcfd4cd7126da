import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/terminal/progress.ts';

function watched(isTTY: boolean, totalBytes?: number) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const stream = { isTTY, columns: 120, write: (text: string) => written.push(text) };
  const progress = new Progress({
    label: 'reading',
    totalBytes,
    stream,
    now: () => clock.ms,
    unicode: false,
  });
  return { written, clock, progress };
}

describe('progress', () => {
  it('is silent in a pipe', () => {
    const { written, clock, progress } = watched(false, 100);
    clock.ms = 5000;
    progress.update({ bytes: 50, packets: 1 });
    progress.end();
    expect(written).toEqual([]);
  });

  it('does not appear for a short job', () => {
    const { written, clock, progress } = watched(true, 100);
    clock.ms = 499;
    progress.update({ bytes: 99, packets: 1 });
    progress.end();
    expect(written).toEqual([]);
  });

  it('shows share, amounts, rate and what is left', () => {
    const { written, clock, progress } = watched(true, 4_000_000);
    clock.ms = 1000;
    progress.update({ bytes: 1_000_000, packets: 12_345 });
    expect(written).toEqual([
      '\r\x1b[2Kreading  #####...............   25%  1.0 MB of 4.0 MB  12,345 packets  12 k packets/s  3.0 s left',
    ]);
  });

  it('does without a share where the size is unknown', () => {
    const { written, clock, progress } = watched(true);
    clock.ms = 1000;
    progress.update({ bytes: 1_000_000, packets: 10 });
    expect(written).toEqual(['\r\x1b[2Kreading  1.0 MB  10 packets  10 packets/s']);
  });

  it('draws at most ten times a second and erases itself', () => {
    const { written, clock, progress } = watched(true, 1000);
    for (clock.ms = 0; clock.ms < 1500; clock.ms += 7) progress.update({ bytes: 10, packets: 1 });
    expect(written.length).toBeGreaterThan(5);
    expect(written.length).toBeLessThanOrEqual(10);
    progress.end();
    progress.end();
    expect(written.filter((text) => text === '\r\x1b[2K')).toHaveLength(1);
  });

  it('keeps to one line of the terminal', () => {
    const written: string[] = [];
    const stream = { isTTY: true, columns: 30, write: (text: string) => written.push(text) };
    let ms = 0;
    const progress = new Progress({ label: 'reading', totalBytes: 10, stream, now: () => ms });
    ms = 1000;
    progress.update({ bytes: 1, packets: 1 });
    expect(written[0].slice('\r\x1b[2K'.length)).toHaveLength(29);
  });
});
