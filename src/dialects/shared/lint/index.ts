import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import type { LoweredPolicy } from '../lowered.ts';
import { type LoweringMemory, recall } from '../memory.ts';
import { Members } from './members.ts';
import { unresolvedPorts } from './named-ports.ts';
import { emptySelections } from './selections.ts';

/**
 * What is legal and yet hardly meant, seen from the pods that there are: warnings only. Without pods in the
 * inventory every selector would be one, so then there are none.
 */
export function lint(
  policies: readonly LoweredPolicy[],
  inventory: Inventory,
  memory?: LoweringMemory,
): readonly Diagnostic[] {
  const members = new Members(inventory.entities.filter(({ cluster }) => cluster === inventory.cluster));
  if (!members.all.some(({ kind }) => kind === 'pod')) return [];
  const among = `lint ${memory?.idOf(inventory)}`;
  return policies.flatMap((policy) => {
    // Nothing is remembered of policies that were not looked at.
    if (members.steps.areUsed) return [];
    return recall(memory, policy, among, () => [
      ...emptySelections(policy, members),
      ...unresolvedPorts(policy, members),
    ]);
  });
}
