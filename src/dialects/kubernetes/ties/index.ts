import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { directions } from '../../../ir/policy.ts';
import { Members } from '../../shared/lint/members.ts';
import { firstRivals } from '../../shared/lint/rivals.ts';
import { rulesOverlap } from '../../shared/overlap.ts';
import { placeOf } from '../../shared/place.ts';
import type { LoweredTiered } from '../../shared/upstream/tiered/index.ts';
import { byPrecedence } from '../tier-stage.ts';

/**
 * Which of two policies of one tier and priority goes first is up to the implementation. That is worth a word
 * only where it can change a verdict: a pod that both select, and rules that differ and can meet.
 */
export function reportTies(
  policies: readonly LoweredTiered[],
  { entities }: Inventory,
): readonly Diagnostic[] {
  const members = new Members(entities);
  return tied(policies).flatMap((group) =>
    firstRivals(group, {
      subjectsOf: ({ policy }) => members.matching(policy.subject),
      isRival: (earlier, later) => rulesConflict(earlier, later, members),
      steps: members.steps,
    }).map(([earlier, later]) => report(earlier, later)),
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
  return [...groups.values()].filter(({ length }) => length > 1);
}

function rulesConflict(a: LoweredTiered, b: LoweredTiered, { all, steps }: Members): boolean {
  return directions.some((direction) =>
    a.rules[direction].some((mine) =>
      b.rules[direction].some(
        (theirs) => mine.action !== theirs.action && rulesOverlap(mine, theirs, all, steps),
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
