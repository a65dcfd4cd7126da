import { BeyondTables, Budget } from '../compile/bounds.ts';
import { buildImage, imageFacts } from '../compile/image.ts';
import type { Passes, PassName } from '../compile/passes.ts';
import { PolicyTables } from '../compile/tables.ts';
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
  /** Absent where there are no tables, or where they are beyond an image. */
  readonly image?: Uint8Array<ArrayBuffer>;
  /** Which part was too large; '' where there is an image. */
  readonly beyond: string;
}

/** A compilation that has its tables. */
export interface Compiled extends Compilation {
  readonly made: Passes;
  readonly tables: PolicyTables;
}

/** Runs all passes and the writing of the image, each timed. */
export function compile(set: PolicySet, inventory: Inventory): Compilation {
  const made: { -readonly [Name in PassName]?: Passes[Name] } = {};
  const milliseconds: Partial<Record<PassName | 'image', number>> = {};
  const budget = new Budget();
  const done = { set, inventory, made, budget, milliseconds };
  const tables = within(
    () =>
      new PolicyTables(
        set,
        inventory,
        (name, part, took) => {
          made[name] = part;
          milliseconds[name] = took;
        },
        budget,
      ),
  );
  if (typeof tables === 'string') return { ...done, beyond: tables };
  const started = performance.now();
  const image = within(() => buildImage(tables, imageFacts(inventory)));
  milliseconds.image = performance.now() - started;
  if (typeof image === 'string') return { ...done, tables, beyond: image };
  return { ...done, tables, image, beyond: '' };
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

/** Throws `beyond-tables` (exit code 1) where there are no tables. */
export function compiled(compilation: Compilation): Compiled {
  if (compilation.tables === undefined) throw beyondTables(compilation, 'tables');
  return compilation as Compiled;
}

/** Throws `beyond-tables` (exit code 1) where there is no image. */
export function imageOf(compilation: Compilation): Uint8Array<ArrayBuffer> {
  if (compilation.image === undefined) throw beyondTables(compilation, 'image');
  return compilation.image;
}

function beyondTables({ beyond }: Compilation, what: 'tables' | 'image'): TierwallError {
  return new TierwallError(ExitCode.findings, 'beyond-tables', `there is no ${what}: ${beyond}`, {
    hint: 'Answers are the same without, and slower. Without --print and --out the report says what is used in place.',
  });
}
