import { type Expression, or } from '../../ir/expression.ts';
import type { Direction } from '../../ir/policy.ts';
import type { LoweredPolicy } from '../shared/lowered.ts';

/** Whoever some NetworkPolicy isolates in this direction; in any direction where none is given. */
export function isolated(policies: readonly LoweredPolicy[], direction?: Direction): Expression {
  const subjects = new Map<string, Expression>();
  for (const { policy } of policies) {
    if (direction !== undefined && !policy.governs.includes(direction)) continue;
    // Many policies select the same pods: an expression of the cluster's size would be slow to ask.
    subjects.set(JSON.stringify(policy.subject), policy.subject);
  }
  return or(...subjects.values());
}
