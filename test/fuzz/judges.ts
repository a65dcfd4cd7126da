import { compileTrees } from '../../src/compile/compile-lookup.ts';
import { CompiledJudge } from '../../src/engine/compiled.ts';
import { type Judge, ReferenceJudge } from '../../src/engine/judge.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { PolicySet } from '../../src/ir/policy.ts';

/** Who is compared with whom. A test puts somebody with a bug in one of the places. */
export interface Judges {
  reference(set: PolicySet, inventory: Inventory): Judge;
  /** By tables, as far as they go. */
  compiled(set: PolicySet, inventory: Inventory): Judge;
  /** By trees. */
  trees(set: PolicySet, inventory: Inventory): Judge;
}

export const realJudges: Judges = {
  reference: (set) => new ReferenceJudge(set),
  compiled: (set, inventory) => new CompiledJudge(set, inventory),
  trees: (set, inventory) => new CompiledJudge(set, inventory, compileTrees),
};
