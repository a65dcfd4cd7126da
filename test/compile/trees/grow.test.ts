import { describe, expect, it } from 'vitest';
import { Budget } from '../../../src/compile/bounds.ts';
import { BoxList } from '../../../src/compile/trees/box-list.ts';
import { findIn, type Point } from '../../../src/compile/trees/find.ts';
import { Forest } from '../../../src/compile/trees/forest.ts';
import { grow } from '../../../src/compile/trees/grow.ts';
import { createRandom } from '../../kernels/random.ts';

const sizes = [12, 3000, 0x1000000, 65_536];
const region = Int32Array.of(0, 0, 0, 0, ...sizes.map((size) => size - 1));
const plenty = 1 << 16;

/** Boxes of all sizes: a value, a range, or everything in each dimension. */
function randomBoxes(random: (below: number) => number, count: number): readonly number[][] {
  return Array.from({ length: count }, () => {
    const ranges = sizes.map((size) => {
      const [a, b] = [random(size), random(size)];
      return [() => [a, a], () => [Math.min(a, b), Math.max(a, b)], () => [0, size - 1]][random(3)]();
    });
    return [...ranges.map(([first]) => first), ...ranges.map(([, last]) => last)];
  });
}

function listOf(boxes: readonly number[][]): BoxList {
  const list = new BoxList(new Budget());
  for (const [number, box] of boxes.entries()) list.add(Int32Array.from(box), number + 1);
  return list;
}

/** One by one. */
function firstAround(boxes: readonly number[][], point: Point): number {
  const isAround = (box: readonly number[]) =>
    point.every((value, dimension) => value >= box[dimension] && value <= box[4 + dimension]);
  return boxes.findIndex(isAround) + 1;
}

/** Corners of boxes, and what is beside them. */
function points(random: (below: number) => number, boxes: readonly number[][]): readonly Point[] {
  return Array.from({ length: 300 }, () => {
    const values = sizes.map((size, dimension) => {
      const box = boxes[random(boxes.length)];
      const value = box[dimension + 4 * random(2)] + random(3) - 1;
      return Math.min(size - 1, Math.max(0, value));
    });
    return [values[0], values[1], values[2], values[3]] as const;
  });
}

describe.each([
  ['with room for all', plenty],
  ['with room for few', 40],
  ['with room for none', 0],
])('trees %s', (_, room) => {
  it('find the first box around a point', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = createRandom(seed);
      const boxes = randomBoxes(random, 1 + random(120));
      const list = listOf(boxes);
      const forest = new Forest(new Budget());
      // Another tree before it, of boxes with the same numbers: roots are not all 0, and leaves not the same.
      grow(listOf(randomBoxes(random, 20)), region, room, forest);
      const root = grow(list, region, room, forest);
      const { nodes, boxes: planted, results } = forest;
      for (const point of points(random, boxes)) {
        const found = findIn({ nodes, boxes: planted, results }, root, point);
        expect(found, `seed ${seed}`).toBe(firstAround(boxes, point));
      }
      expect(forest.boxesInLeaves).toBeLessThanOrEqual(20 + boxes.length + 2 * room);
    }
  });
});

describe('a tree', () => {
  it('of no boxes finds none', () => {
    const forest = new Forest(new Budget());
    const root = grow(listOf([]), region, plenty, forest);
    expect(findIn(forest, root, [0, 0, 0, 0])).toBe(0);
  });

  it('leaves out what stands behind a box around everything', () => {
    const whole = [0, 0, 0, 0, ...sizes.map((size) => size - 1)];
    const forest = new Forest(new Budget());
    const root = grow(listOf([whole, ...randomBoxes(createRandom(1), 500)]), region, plenty, forest);
    expect(findIn(forest, root, [1, 2, 3, 4])).toBe(1);
    expect(forest.boxesInLeaves).toBe(1);
  });

  it('divides boxes that lie beside each other until leaves are short', () => {
    const boxes = Array.from({ length: 3000 }, (_, n) => [0, n, 0, 0, 11, n, 0xffffff, 65_535]);
    const forest = new Forest(new Budget());
    grow(listOf(boxes), region, 0, forest);
    expect(forest.longest).toBeLessThanOrEqual(16);
    expect(forest.boxesInLeaves).toBe(3000);
  });
});
