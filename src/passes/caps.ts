import { type Bound, bounds } from '../compile/bounds.ts';
import { mostBlocks4 } from '../compile/index4.ts';
import { mostListedBackends } from '../compile/service-parts.ts';
import {
  frontendBackends,
  frontendBytes,
  imageBlocks4,
  imageFrontends,
  imageFrontendsMask,
  imagePrefixes6,
  imageRanges4,
} from '../kernels/image-layout.ts';
import type { Compilation } from './compilation.ts';

/** What looks connections up: kernels in the image, TypeScript in the tables, or the reference evaluator in the IR. */
export type LookedUpIn = 'image' | 'tables' | 'reference';

/** What takes the place of the part that is too large: trees in the image, ranges in its index, or what needs no image. */
export type Fallback = 'trees' | 'ranges' | Exclude<LookedUpIn, 'image'>;

export interface Cap {
  readonly cap: string;
  /** Null where no pass came so far as to know. */
  readonly used: number | null;
  readonly limit: number;
  /** What is used where the cap is hit, if that is not too large itself. */
  readonly fallback: Fallback;
}

/** The limits of the compiler, and how much of each is used. */
export function capsOf({ budget, image }: Compilation): readonly Cap[] {
  const compiler = (Object.keys(bounds) as Bound[]).map((name) =>
    cap(name, budget.used(name), bounds[name].limit, ofTrees.has(name) ? 'reference' : 'trees'),
  );
  return [
    ...compiler,
    cap('ipv4Blocks', image && ipv4Blocks(image), mostBlocks4, 'ranges'),
    cap('serviceBackends', image && serviceBackends(image), mostListedBackends, 'tables'),
  ];
}

function cap(name: string, used: number | undefined, limit: number, fallback: Cap['fallback']): Cap {
  return { cap: name, used: used ?? null, limit, fallback };
}

/** What trees need too. */
const ofTrees: ReadonlySet<Bound> = new Set([
  'identityValues',
  'peerRanges',
  'treeMembers',
  'treeSubjects',
  'treeBoxes',
]);

/** Blocks of 256 words stand between their own offset and that of the part behind them. Nobody counts how many are too many. */
function ipv4Blocks(image: Uint8Array<ArrayBuffer>): number {
  const header = new Uint32Array(image.buffer);
  if (header[imageRanges4 / 4] !== 0) return mostBlocks4 + 1;
  return (header[imagePrefixes6 / 4] - header[imageBlocks4 / 4]) / 1024;
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

export function lookedUpIn({ tables, image }: Compilation): LookedUpIn {
  if (image !== undefined) return 'image';
  return tables === undefined ? 'reference' : 'tables';
}
