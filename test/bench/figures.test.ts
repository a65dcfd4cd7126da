import { expect, test } from 'vitest';
import type { Run } from '../../bench/contender.ts';
import type { Measured, Self } from '../../bench/contenders.ts';
import { Samples, verdict } from '../../bench/figures.ts';

/** A contender whose runs took these seconds in its loop; a process takes a second more. */
function contender(packets: number, loops: readonly (number | undefined)[]): [Measured, Run[]] {
  const read = (stdout: string): Self => JSON.parse(stdout);
  const runs = loops.map((loopSeconds) => ({
    seconds: 1 + (loopSeconds ?? 0),
    peakBytes: 0,
    stdout: JSON.stringify({ loopSeconds }),
  }));
  return [{ name: 'x', command: [], packets, read }, runs];
}

test('a ratio is the median of the ratios of each round, not the ratio of medians', () => {
  const one = contender(10, [2, 9, 30]);
  const other = contender(10, [1, 3, 10]);
  expect(new Samples(new Map([one, other])).ratio(one[0], other[0])).toBe(3);
});

test('captures of different length are compared by the packet', () => {
  const one = contender(10, [2]);
  const other = contender(100, [2]);
  expect(new Samples(new Map([one, other])).ratio(one[0], other[0])).toBe(10);
});

test('a program that does not tell its loop is compared by the whole process', () => {
  const one = contender(10, [undefined]);
  const other = contender(10, [3]);
  expect(new Samples(new Map([one, other])).ratio(one[0], other[0])).toBe(0.25);
});

test('what did not take part has no ratio and no peak', () => {
  const one = contender(10, [1]);
  const samples = new Samples(new Map([one]));
  expect(samples.ratio(one[0], undefined)).toBeUndefined();
  expect(samples.peakBytes(one[0])).toBeUndefined();
});

test('a bound is met by a figure that equals it', () => {
  const figure = { name: 'x', unit: 'P', must: 2, goal: 1 };
  expect([1, 1.5, 2, 2.1, undefined].map((value) => verdict({ ...figure, value }))).toEqual([
    'goal met',
    'must met',
    'must met',
    'MISSED',
    'not measured',
  ]);
  expect(verdict({ name: 'x', unit: 'F', value: 3, goal: 2.5 })).toBe('goal missed');
});
