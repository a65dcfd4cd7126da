import { getRandomValues } from 'node:crypto';

/** Key of a keyed hash: two words. */
export type HashSeed = readonly [number, number];

let drawn: HashSeed | undefined;

/**
 * The key of tables that packets fill, drawn at random once in a process: who wrote the packets cannot have chosen them
 * to collide (Crosby and Wallach 2003). Nothing that anybody sees may depend on it.
 */
export function processSeed(): HashSeed {
  if (drawn === undefined) {
    const [first, second] = getRandomValues(new Uint32Array(2));
    drawn = [first, second];
  }
  return drawn;
}
