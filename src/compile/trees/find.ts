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
  const first = nodes[node * nodeWords];
  const end = first + (what >>> treeWhatShift);
  for (let box = first; box < end; box++) if (isAround(boxes, box * boxWords, point)) return results[box];
  return 0;
}

function isAround(boxes: Uint32Array, at: number, point: Point): boolean {
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const offset = point[dimension] - boxes[at + dimension];
    if (offset < 0 || offset > boxes[at + dimensions + dimension]) return false;
  }
  return true;
}
