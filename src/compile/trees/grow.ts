import { type BoxList, boxWords, dimensions } from './box-list.ts';
import { bestCut } from './cuts.ts';
import type { Forest } from './forest.ts';

/** A leaf of so few boxes is walked as fast as it is divided. */
const fewBoxes = 16;

/** Boxes are looked at so often, for each that there is and each that there is room for; what is left then becomes leaves. */
const looksForBox = 32;
const looksForRoom = 8;

/** Boxes that are divided no further, and the first values and last values that come to them. */
interface Part {
  /** Numbers of boxes, ascending: the first that holds a point decides. */
  readonly boxes: Int32Array;
  readonly region: Int32Array;
  /** So many boxes more than these may stand in the leaves below. */
  readonly room: number;
}

/**
 * Grows a tree that finds the first box around a point. Each node halves a dimension; a box on both sides goes to both, so
 * a part becomes a leaf, however long, where there is no room for more of that (cuts at ends of boxes: HyperSplit, Qi et al.,
 * INFOCOM 2009; a bound on copies: HiCuts, Gupta and McKeown, IEEE Micro 2000). What lies behind a box that fills the part
 * is left out. Gives the number of the root. Throws BeyondTables.
 */
export function grow(list: BoxList, region: Int32Array, room: number, forest: Forest): number {
  const root = forest.addNodes(1);
  const { words } = list;
  const all = Int32Array.from({ length: list.size }, (_, n) => n);
  const open: (Part & { readonly node: number })[] = [
    { node: root, boxes: upToFull(words, all, region), region, room },
  ];
  let looks = looksForBox * list.size + looksForRoom * room;
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { boxes } = part;
    looks -= boxes.length;
    const cut =
      boxes.length <= fewBoxes || looks < 0 ? undefined : bestCut(words, boxes, part.region, part.room);
    if (cut === undefined) {
      forest.setLeaf(part.node, boxes, list);
      continue;
    }
    const children = forest.addNodes(2);
    forest.setCut(part.node, cut, children);
    const below = side(words, boxes, part.region, cut.dimension, cut.at, true);
    const above = side(words, boxes, part.region, cut.dimension, cut.at, false);
    const both = below.boxes.length + above.boxes.length;
    const left = part.room - (both - boxes.length);
    open.push(
      { node: children, ...below, room: Math.floor((left * below.boxes.length) / both) },
      { node: children + 1, ...above, room: Math.floor((left * above.boxes.length) / both) },
    );
  }
  return root;
}

/** Without those behind the first box that holds the whole region. */
function upToFull(words: Int32Array, boxes: Int32Array, region: Int32Array): Int32Array {
  for (let n = 0; n < boxes.length; n++)
    if (isFull(words, boxes[n] * boxWords, region)) return boxes.subarray(0, n + 1);
  return boxes;
}

function isFull(words: Int32Array, at: number, region: Int32Array): boolean {
  for (let dimension = 0; dimension < dimensions; dimension++) {
    if (words[at + dimension] > region[dimension]) return false;
    if (words[at + dimensions + dimension] < region[dimensions + dimension]) return false;
  }
  return true;
}

/** What is below the value, or not, up to a box that fills it. */
function side(
  words: Int32Array,
  boxes: Int32Array,
  region: Int32Array,
  dimension: number,
  value: number,
  isBelow: boolean,
): Pick<Part, 'boxes' | 'region'> {
  const inside = boxes.filter((box) =>
    isBelow
      ? words[box * boxWords + dimension] < value
      : words[box * boxWords + dimensions + dimension] >= value,
  );
  const own = region.slice();
  if (isBelow) own[dimensions + dimension] = value - 1;
  else own[dimension] = value;
  return { boxes: upToFull(words, inside, own), region: own };
}
