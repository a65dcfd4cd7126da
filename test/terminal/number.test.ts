import { expect, it } from 'vitest';
import { formatBytes, formatCount, formatRate, formatSeconds } from '../../src/terminal/number.ts';

it.each([
  [0, '0'],
  [999, '999'],
  [1234567, '1,234,567'],
])('count %d is %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [999.6, '1.0 kB'],
  [1_234_567, '1.2 MB'],
  [9_960_000, '10 MB'],
  [999_700, '1.0 MB'],
  [123_456_789_012, '123 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [0.0004, '0 ms'],
  [0.85, '850 ms'],
  [0.9999, '1.0 s'],
  [3.41, '3.4 s'],
  [42.4, '42 s'],
  [59.7, '1 min 00 s'],
  [125, '2 min 05 s'],
  [3599.9, '1 h 00 min'],
  [3720, '1 h 02 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

it('rates carry their unit', () => {
  expect(formatRate(3_400_000, 'packets')).toBe('3.4 M packets/s');
  expect(formatRate(12, 'packets')).toBe('12 packets/s');
});
