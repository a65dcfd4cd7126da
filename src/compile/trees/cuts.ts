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
 * sides. Boxes behind one that fills a side do not count there.
 */
export function bestCut(
  words: Int32Array,
  boxes: Int32Array,
  region: Int32Array,
  room: number,
): Cut | undefined {
  const sample = sampleOf(boxes);
  const narrow = boxes.map((box) => narrowIn(words, box * boxWords, region));
  let best: Cut | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (let dimension = 0; dimension < dimensions; dimension++) {
    for (const at of candidates(words, sample, region, dimension)) {
      const below = countIn(words, boxes, narrow, { dimension, first: region[dimension], last: at - 1 });
      const last = region[dimensions + dimension];
      const above = countIn(words, boxes, narrow, { dimension, first: at, last });
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

/** By bit, the dimensions in which a box does not fill the region. */
function narrowIn(words: Int32Array, at: number, region: Int32Array): number {
  let bits = 0;
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const isNarrow =
      words[at + dimension] > region[dimension] ||
      words[at + dimensions + dimension] < region[dimensions + dimension];
    bits |= Number(isNarrow) << dimension;
  }
  return bits;
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

/** Values of a dimension on one side of a cut, both ends inclusive. */
interface Side {
  readonly dimension: number;
  readonly first: number;
  readonly last: number;
}

/** Boxes that reach into the side, up to the first that fills it. */
function countIn(
  words: Int32Array,
  boxes: Int32Array,
  narrow: Int32Array,
  { dimension, first, last }: Side,
): number {
  const others = ~(1 << dimension);
  let count = 0;
  for (let n = 0; n < boxes.length; n++) {
    const word = boxes[n] * boxWords + dimension;
    if (words[word] > last || words[word + dimensions] < first) continue;
    count++;
    if ((narrow[n] & others) !== 0) continue;
    if (words[word] <= first && words[word + dimensions] >= last) break;
  }
  return count;
}
