import { boxWords, dimensions } from './box-list.ts';

/** Values below `at` are on one side. */
export interface Cut {
  readonly dimension: number;
  readonly at: number;
}

/** So many boxes tell well enough where to cut. */
const sampleSize = 256;
/** Of the ends of boxes in a dimension, in their order, these are tried. */
const triedParts = [1 / 4, 1 / 2, 3 / 4];
/** What boxes on both sides cost, beside the larger side (classifier studies use about this weight). */
const weightOfBoth = 0.6;

/**
 * Where to divide boxes in a region: undefined where nothing is gained, or where more than `room` boxes would be on both
 * sides.
 */
export function bestCut(
  words: Int32Array,
  boxes: Int32Array,
  region: Int32Array,
  room: number,
): Cut | undefined {
  const sample = sampleOf(boxes);
  let best: Cut | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (let dimension = 0; dimension < dimensions; dimension++) {
    for (const at of candidates(words, sample, region, dimension)) {
      const [below, above] = countSides(words, boxes, dimension, at);
      const larger = Math.max(below, above);
      if (larger === boxes.length || below + above - boxes.length > room) continue;
      const cost = larger + weightOfBoth * (below + above);
      if (cost >= lowest) continue;
      lowest = cost;
      best = { dimension, at };
    }
  }
  return best;
}

function sampleOf(boxes: Int32Array): Int32Array {
  if (boxes.length <= sampleSize) return boxes;
  const step = boxes.length / sampleSize;
  return Int32Array.from({ length: sampleSize }, (_, n) => boxes[Math.floor(n * step)]);
}

/** Values at which boxes begin, or behind which they end, inside the region. */
function candidates(
  words: Int32Array,
  sample: Int32Array,
  region: Int32Array,
  dimension: number,
): ReadonlySet<number> {
  const first = region[dimension];
  const last = region[dimensions + dimension];
  const ends: number[] = [];
  for (const box of sample) {
    const at = box * boxWords + dimension;
    if (words[at] > first) ends.push(words[at]);
    if (words[at + dimensions] < last) ends.push(words[at + dimensions] + 1);
  }
  const sorted = Int32Array.from(ends).sort();
  if (sorted.length === 0) return new Set();
  return new Set(triedParts.map((part) => sorted[Math.floor(sorted.length * part)]));
}

function countSides(
  words: Int32Array,
  boxes: Int32Array,
  dimension: number,
  at: number,
): readonly [below: number, above: number] {
  let below = 0;
  let above = 0;
  for (let n = 0; n < boxes.length; n++) {
    const word = boxes[n] * boxWords + dimension;
    if (words[word] < at) below++;
    if (words[word + dimensions] >= at) above++;
  }
  return [below, above];
}
