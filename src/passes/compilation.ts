import { Budget } from '../compile/bounds.ts';
import { compileLookup, compileTrees } from '../compile/compile-lookup.ts';
import { buildImage, imageFacts } from '../compile/image.ts';
import type { MadePasses, Passes, PassName, TablePasses } from '../compile/passes.ts';
import { PolicyTables } from '../compile/tables.ts';
import type { PolicyTrees } from '../compile/trees/policy-trees.ts';
import { ExitCode, TierwallError } from '../diagnostics/errors.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { PolicySet } from '../ir/policy.ts';

/** What compiling a policy set made, as far as it came. */
export interface Compilation {
  readonly set: PolicySet;
  readonly inventory: Inventory;
  /** Of the passes that were done. */
  readonly made: Partial<Passes>;
  /** How much was used of what is bounded. */
  readonly budget: Budget;
  readonly milliseconds: Readonly<Partial<Record<PassName | 'image', number>>>;
  /** Absent where the set is beyond tables. */
  readonly tables?: PolicyTables;
  /** In place of tables; absent where there are tables, or where the set is beyond trees too. */
  readonly trees?: PolicyTrees;
  /** Absent where there are neither. */
  readonly image?: Uint8Array<ArrayBuffer>;
  /** Which part was too large for tables, and for trees; '' where none was, or where nobody asked. */
  readonly beyondTables: string;
  readonly beyondTrees: string;
}

/** A compilation that has its tables. */
export interface Compiled extends Compilation {
  readonly made: TablePasses;
  readonly tables: PolicyTables;
}

/** Runs all passes and the writing of the image, each timed. */
export function compile(set: PolicySet, inventory: Inventory): Compilation {
  const made: MadePasses = {};
  const milliseconds: Partial<Record<PassName | 'image', number>> = {};
  const budget = new Budget();
  const { lookup, ...beyond } = compileLookup(
    set,
    inventory,
    (name, part, took) => {
      made[name] = part;
      milliseconds[name] = took;
    },
    budget,
  );
  const done = { set, inventory, made, budget, milliseconds, ...beyond };
  if (lookup === undefined) return done;
  const started = performance.now();
  const image = buildImage(lookup, imageFacts(inventory));
  milliseconds.image = performance.now() - started;
  return { ...done, image, ...(lookup instanceof PolicyTables ? { tables: lookup } : { trees: lookup }) };
}

/** Throws `beyond-tables` (exit code 1) where there are no tables. */
export function compiled(compilation: Compilation): Compiled {
  if (compilation.tables === undefined) throw beyond(compilation.beyondTables, 'tables');
  return compilation as Compiled;
}

/**
 * The trees, which are made for this where there are tables. Throws `beyond-tables` (exit code 1) where they would be too
 * large.
 */
export function treesOf({ trees, set, inventory }: Compilation): PolicyTrees {
  if (trees !== undefined) return trees;
  const made = compileTrees(set, inventory);
  if (made.lookup === undefined) throw beyond(made.beyondTrees, 'trees');
  return made.lookup;
}

/** Throws `beyond-tables` (exit code 1) where there is no image. */
export function imageOf(compilation: Compilation): Uint8Array<ArrayBuffer> {
  if (compilation.image === undefined) throw beyond(compilation.beyondTables, 'image');
  return compilation.image;
}

function beyond(why: string, what: 'tables' | 'trees' | 'image'): TierwallError {
  return new TierwallError(
    ExitCode.findings,
    'beyond-tables',
    `there ${what === 'image' ? 'is' : 'are'} no ${what}: ${why}`,
    {
      hint: 'Answers are the same without. Without --print and --out the report says what is used in place.',
    },
  );
}
