import type { Inventory } from '../inventory/inventory.ts';
import type { PolicySet } from '../ir/policy.ts';
import { BeyondTables, Budget } from './bounds.ts';
import { type MadePasses, type OnPass, passRunner } from './passes.ts';
import { PolicyTables } from './tables.ts';
import { PolicyTrees } from './trees/policy-trees.ts';

/** Tables, or trees where tables would be too large, or neither where both would be. */
export interface CompiledLookup {
  readonly lookup: PolicyTables | PolicyTrees | undefined;
  /** Which part was too large for tables; '' where there are tables. */
  readonly beyondTables: string;
  /** And for trees; '' where nobody asked for them, or where there are trees. */
  readonly beyondTrees: string;
}

/** Compiles a policy set; for an inventory. */
export type Compiler = (set: PolicySet, inventory: Inventory) => CompiledLookup;

/** `onPass` hears of each pass that is done, `budget` how much is used of what is bounded. */
export function compileLookup(
  set: PolicySet,
  inventory: Inventory,
  onPass?: OnPass,
  budget = new Budget(),
): CompiledLookup {
  let made: MadePasses = {};
  const keep: OnPass = (name, part, milliseconds) => {
    made[name] = part;
    onPass?.(name, part, milliseconds);
  };
  const tables = within(() => new PolicyTables(set, inventory, keep, budget));
  if (typeof tables !== 'string') return { lookup: tables, beyondTables: '', beyondTrees: '' };
  const pass = passRunner(onPass);
  const { mentions, identities, prefixes, places } = made;
  // What tables alone are made from need not wait for the trees.
  made = {};
  const shared = { mentions, identities, prefixes, places };
  const trees = within(() => pass('trees', () => new PolicyTrees(set, inventory, shared, budget)));
  if (typeof trees !== 'string') return { lookup: trees, beyondTables: tables, beyondTrees: '' };
  return { lookup: undefined, beyondTables: tables, beyondTrees: trees };
}

/** Trees where tables would do as well: for those who compare the two. */
export function compileTrees(
  set: PolicySet,
  inventory: Inventory,
): CompiledLookup & { readonly lookup: PolicyTrees | undefined } {
  const trees = within(() => new PolicyTrees(set, inventory, {}, new Budget()));
  const beyondTables = 'trees were asked for';
  if (typeof trees === 'string') return { lookup: undefined, beyondTables, beyondTrees: trees };
  return { lookup: trees, beyondTables, beyondTrees: '' };
}

/** What was made, or why it was too large. */
function within<Made extends object>(make: () => Made): Made | string {
  try {
    return make();
  } catch (error) {
    if (error instanceof BeyondTables) return error.message;
    throw error;
  }
}
