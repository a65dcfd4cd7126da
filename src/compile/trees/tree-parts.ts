import {
  imageTreeBoxes,
  imageTreeEndings,
  imageTreeNodes,
  imageTreeResults,
  imageTreeRoots,
  imageTreeSources,
  imageTreeStages,
  placeBytes,
  placeEgressEndings,
  placeIngressEndings,
  placeOwn,
  placePosition,
} from '../../kernels/image-layout.ts';
import type { ImageParts } from '../image-parts.ts';
import type { PolicyTrees } from './policy-trees.ts';

/** Adds what trees answer from to an image, and to the records of places what trees have of them. */
export function addTrees(image: ImageParts, trees: PolicyTrees, records: Uint32Array): void {
  const { forest, roots, set, usesSources } = trees;
  image.add(imageTreeNodes, forest.nodes);
  image.add(imageTreeBoxes, forest.boxes);
  image.add(imageTreeResults, forest.results);
  image.add(imageTreeRoots, Uint32Array.from(roots));
  image.set(imageTreeStages, set.stages.length);
  image.set(imageTreeSources, Number(usesSources));
  describePlaces(trees, image.add(imageTreeEndings, endingLists(trees)), records);
}

/** One behind the other; all are equally long. */
function endingLists({ endings: { lists }, set }: PolicyTrees): Uint32Array {
  const length = set.stages.length + 1;
  const words = new Uint32Array(lists.length * length);
  for (const [number, list] of lists.entries()) words.set(list, number * length);
  return words;
}

function describePlaces({ places, set }: PolicyTrees, listsAt: number, records: Uint32Array): void {
  const offsetOf = (list: number | undefined) =>
    list === undefined ? 0 : listsAt + 4 * list * (set.stages.length + 1);
  for (const place of places) {
    const at = (place.id * placeBytes) / 4;
    records[at + placePosition / 4] = place.position;
    records[at + placeOwn / 4] = place.own;
    records[at + placeEgressEndings / 4] = offsetOf(place.endings.egress);
    records[at + placeIngressEndings / 4] = offsetOf(place.endings.ingress);
  }
}
