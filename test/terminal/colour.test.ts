import { describe, expect, it } from 'vitest';
import { colourLevel, painter } from '../../src/terminal/colour.ts';

const terminal = { isTTY: true };
const pipe = {};

describe('colour', () => {
  it('is on for a terminal and off for a pipe', () => {
    expect(colourLevel(terminal, {})).toBe(1);
    expect(colourLevel(pipe, {})).toBe(0);
  });

  it.each([
    [{ NO_COLOR: '1' }, 0],
    [{ NO_COLOR: '' }, 1],
    [{ TERM: 'dumb' }, 0],
    [{ CLICOLOR: '0' }, 0],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, 1],
    [{ FORCE_COLOR: '0' }, 0],
  ])('on a terminal, %j gives %d', (env, level) => {
    expect(colourLevel(terminal, env)).toBe(level);
  });

  it.each([
    [{ FORCE_COLOR: '1' }, 1],
    [{ FORCE_COLOR: '' }, 1],
    [{ CLICOLOR_FORCE: '1' }, 1],
    [{ CLICOLOR_FORCE: '0' }, 0],
    [{ CLICOLOR_FORCE: '1', NO_COLOR: '1' }, 0],
  ])('in a pipe, %j gives %d', (env, level) => {
    expect(colourLevel(pipe, env)).toBe(level);
  });

  it('obeys the flag over everything', () => {
    expect(colourLevel(pipe, { NO_COLOR: '1', TERM: 'dumb' }, 'always')).toBe(1);
    expect(colourLevel(terminal, { FORCE_COLOR: '1' }, 'never')).toBe(0);
  });

  it('paints a verdict in its colour and ends only that colour', () => {
    expect(painter(1)('deny', 'deny')).toBe('\x1b[31mdeny\x1b[39m');
    expect(painter(0)('deny', 'deny')).toBe('deny');
  });
});
