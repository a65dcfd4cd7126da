import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkAgainstBruteForce } from './brute-force.ts';
import { ports, worlds } from './random.ts';
import { inventoryOf } from './random-cluster.ts';

describe('the changes of all pairs', () => {
  it('are those of every address, port and protocol asked one by one, with the same deciders', () => {
    fc.assert(
      fc.property(worlds, ({ entities, sets }) => {
        checkAgainstBruteForce(sets, inventoryOf(entities), ports);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});
