import { describe, expect, it } from 'vitest';
import { boxWords } from '../../../src/compile/trees/box-list.ts';
import { bestCut } from '../../../src/compile/trees/cuts.ts';

/** First and last value in each of the first three dimensions; the fourth is whole. */
type Box = readonly [readonly [number, number], readonly [number, number], readonly [number, number]];

const whole = [0, 999] as const;
const region = Int32Array.of(0, 0, 0, 0, 999, 999, 999, 999);

function cutOf(boxes: readonly Box[], room = boxes.length) {
  const words = new Int32Array(boxes.length * boxWords);
  for (const [n, box] of boxes.entries()) {
    for (const [dimension, [first, last]] of [...box, whole].entries()) {
      words[n * boxWords + dimension] = first;
      words[n * boxWords + 4 + dimension] = last;
    }
  }
  return bestCut(
    words,
    Int32Array.from(boxes, (_, n) => n),
    region,
    room,
  );
}

/** A hundred on the left, half of them below and half above; ten on the right. */
const others: readonly Box[] = [
  ...Array.from({ length: 100 }, (_, n): Box => [[0, 499], n % 2 === 0 ? [0, 499] : [500, 999], whole]),
  ...Array.from({ length: 10 }, (): Box => [[500, 999], [0, 499], whole]),
];
const leftOrRight = { dimension: 0, at: 500 };
const belowOrAbove = { dimension: 1, at: 500 };

describe('the cut of boxes', () => {
  it('goes where the larger side is smallest', () => {
    expect(cutOf(others)).toEqual(belowOrAbove);
  });

  it('does not count boxes behind one that fills a side', () => {
    expect(cutOf([[[0, 499], whole, whole], ...others])).toEqual(leftOrRight);
  });

  it('counts them behind one that fills the side in its own dimension alone', () => {
    expect(cutOf([[[0, 499], whole, [0, 998]], ...others])).toEqual(belowOrAbove);
  });

  it('counts those before it', () => {
    expect(cutOf([...others, [[0, 499], whole, whole]])).toEqual(belowOrAbove);
  });

  it('is none where more boxes than there is room for would be on both sides', () => {
    const ten = (first: number, last: number) =>
      Array.from({ length: 10 }, (): Box => [[first, last], whole, [0, 9]]);
    const boxes = [...ten(0, 599), ...ten(400, 999), ...ten(0, 399)];
    expect(cutOf(boxes, 10)).toEqual({ dimension: 0, at: 400 });
    expect(cutOf(boxes, 9)).toBeUndefined();
  });

  it('is none where one side has all boxes', () => {
    const box: Box = [[100, 200], whole, whole];
    expect(cutOf([box, box])).toBeUndefined();
    expect(cutOf([box, [[300, 400], whole, whole]])).toBeDefined();
  });
});
