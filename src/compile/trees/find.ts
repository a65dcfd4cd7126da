import { treeDimension, treeLeaf, treeNodeBytes, treeWhatShift } from '../../kernels/image-layout.ts';
import { boxWords, dimensions } from './box-list.ts';

/** What is read of a forest. */
export interface Planted {
  readonly nodes: Uint32Array;
  readonly boxes: Uint32Array;
  readonly results: Uint32Array;
}

/** Four values, in the order of the dimensions. */
export type Point = readonly [own: number, other: number, source: number, destination: number];

/** What the first box around a point says; 0 if there is none. The kernels do the same (kernels/trees.ts). */
export function findIn({ nodes, boxes, results }: Planted, root: number, point: Point): number {
  const nodeWords = treeNodeBytes / 4;
  let node = root;
  let what = nodes[node * nodeWords + 1];
  while ((what & treeLeaf) === 0) {
    node = (what >>> treeWhatShift) + Number(point[what & treeDimension] >= nodes[node * nodeWords]);
    what = nodes[node * nodeWords + 1];
  }
  const [own, other, source, destination] = point;
  const first = nodes[node * nodeWords];
  const end = first + (what >>> treeWhatShift);
  for (let box = first; box < end; box++) {
    const at = box * boxWords;
    if (!isWithin(boxes, at, own) || !isWithin(boxes, at + 1, other)) continue;
    if (isWithin(boxes, at + 2, source) && isWithin(boxes, at + 3, destination)) return results[box];
  }
  return 0;
}

/** Of the dimension whose first value stands at `at`. */
function isWithin(boxes: Uint32Array, at: number, value: number): boolean {
  const offset = value - boxes[at];
  return offset >= 0 && offset <= boxes[at + dimensions];
}
