import { type Bound, bounds } from '../compile/bounds.ts';
import { stretchesOf } from '../compile/image.ts';
import { blocksOf, mostBlocks4 } from '../compile/index4.ts';
import { mostListedBackends } from '../compile/service-parts.ts';
import {
  frontendBackends,
  frontendBytes,
  imageFrontends,
  imageFrontendsMask,
} from '../kernels/image-layout.ts';
import type { Compilation } from './compilation.ts';

/** What looks connections up: kernels in the image, or the reference evaluator in the IR. */
export type LookedUpIn = 'image' | 'reference';

/**
 * What takes the place of the part that is too large: trees in the image, ranges in its index, questions to TypeScript, or the
 * reference evaluator.
 */
export type Fallback = 'trees' | 'ranges' | 'typescript' | 'reference';

export interface Cap {
  readonly cap: string;
  /** Null where no pass came so far as to know. */
  readonly used: number | null;
  readonly limit: number;
  /** What is used where the cap is hit, if that is not too large itself. */
  readonly fallback: Fallback;
}

/** The limits of the compiler, and how much of each is used. */
export function capsOf({ set, budget, image, tables, trees }: Compilation): readonly Cap[] {
  const behind = (name: Bound) => (ofTrees.has(name) || set.forwarding !== undefined ? 'reference' : 'trees');
  const compiler = (Object.keys(bounds) as Bound[]).map((name) =>
    cap(name, budget.used(name), bounds[name].limit, behind(name)),
  );
  const lookup = tables ?? trees;
  return [
    ...compiler,
    cap('ipv4Blocks', lookup && blocksOf(stretchesOf(lookup)), mostBlocks4, 'ranges'),
    cap('serviceBackends', image && serviceBackends(image), mostListedBackends, 'typescript'),
  ];
}

/** Of trees, or of both. */
const ofTrees: ReadonlySet<Bound> = new Set([
  'identityValues',
  'selectorSteps',
  'portLooks',
  'peerRanges',
  'treeMembers',
  'treeSubjects',
  'endingCells',
  'treeGovernors',
  'trafficBoxes',
  'treeBoxes',
  'leafBoxes',
]);

function cap(name: string, used: number | undefined, limit: number, fallback: Cap['fallback']): Cap {
  return { cap: name, used: used ?? null, limit, fallback };
}

/** In the lists to which the hash of service ports leads, each list once. */
function serviceBackends(image: Uint8Array<ArrayBuffer>): number {
  const words = new Uint32Array(image.buffer);
  const cells = words[imageFrontends / 4] / 4;
  if (cells === 0) return 0;
  const cellWords = frontendBytes / 4;
  const lists = new Set<number>();
  for (let cell = 0; cell <= words[imageFrontendsMask / 4]; cell++) {
    const list = words[cells + cell * cellWords + frontendBackends / 4];
    if (list !== 0) lists.add(list);
  }
  return [...lists].reduce((sum, list) => sum + words[list / 4], 0);
}

export function lookedUpIn({ image }: Compilation): LookedUpIn {
  return image === undefined ? 'reference' : 'image';
}
