import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { FieldPath } from '../../../diagnostics/source.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import type { PolicyObject } from '../../shared/kind.ts';
import type { Groups } from '../groups.ts';
import { finding } from '../objects.ts';
import type { Options } from '../options.ts';
import type { PolicySpec } from '../types.ts';

/** What all policies are lowered with. */
export interface Surroundings {
  readonly inventory: Inventory;
  readonly groups: Groups;
  readonly options: Options;
}

/** The lowering of one policy. */
export interface Context extends Surroundings {
  readonly object: PolicyObject<PolicySpec>;
  /** Filled on the way. */
  readonly diagnostics: Diagnostic[];
}

/** Said once a field: what is legal and has another effect than it seems. */
export function warn(context: Context, code: string, path: FieldPath, message: string, hint?: string): void {
  context.diagnostics.push(...finding(context.object, 'warning', code, path, message, hint));
}
