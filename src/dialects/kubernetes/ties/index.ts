import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { matches } from '../../../ir/expression.ts';
import { directions } from '../../../ir/policy.ts';
import { rulesOverlap } from '../../shared/overlap.ts';
import { placeOf } from '../../shared/place.ts';
import type { LoweredTiered } from '../../shared/upstream/tiered/index.ts';
import { byPrecedence } from '../tier-stage.ts';

/**
 * Which of two policies of one tier and priority goes first is up to the implementation. That is worth a word
 * only where it can change a verdict: a pod that both select, and rules that differ and can meet.
 */
export function reportTies(policies: readonly LoweredTiered[], inventory: Inventory): readonly Diagnostic[] {
  return tied(policies).flatMap((group) =>
    group.flatMap((policy, index) => {
      const rival = group.slice(0, index).find((earlier) => conflict(earlier, policy, inventory));
      return rival === undefined ? [] : [report(rival, policy)];
    }),
  );
}

function tied(policies: readonly LoweredTiered[]): readonly LoweredTiered[][] {
  const groups = new Map<string, LoweredTiered[]>();
  for (const policy of [...policies].sort(byPrecedence)) {
    // The baseline kind of v1alpha1 has no priority and so no rival.
    if (!Number.isFinite(policy.priority)) continue;
    const key = `${policy.tier} ${policy.priority}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [policy]);
    else group.push(policy);
  }
  return [...groups.values()];
}

function conflict(a: LoweredTiered, b: LoweredTiered, { entities }: Inventory): boolean {
  const selectsBoth = entities.some(
    (entity) => matches(a.policy.subject, entity) && matches(b.policy.subject, entity),
  );
  if (!selectsBoth) return false;
  return directions.some((direction) =>
    a.rules[direction].some((mine) =>
      b.rules[direction].some(
        (theirs) => mine.action !== theirs.action && rulesOverlap(mine, theirs, entities),
      ),
    ),
  );
}

function report(first: LoweredTiered, second: LoweredTiered): Diagnostic {
  const { kind, name } = first.policy.ref;
  const { file, line } = first.policy.source.locate();
  return {
    severity: 'warning',
    code: 'priority-tie',
    message: `same tier and priority ${second.priority} as ${kind} ${name} (${file}:${line}), the same pods, and rules that differ: which goes first is undefined; here ${name} does, by name`,
    ...placeOf(second.prioritySource),
    hint: 'Give the two policies different priorities.',
  };
}
