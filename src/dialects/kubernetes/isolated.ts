import { anyOf, type Expression } from '../../ir/expression.ts';
import type { Direction } from '../../ir/policy.ts';
import type { LoweredPolicy } from '../shared/lowered.ts';

/** Whoever some NetworkPolicy isolates in this direction. */
export function isolated(policies: readonly LoweredPolicy[], direction: Direction): Expression {
  return subjects(policies.filter(({ policy }) => policy.governs.includes(direction)));
}

/** Whoever some of the policies selects. Many select the same pods, and the expression is asked often. */
export function subjects(policies: readonly LoweredPolicy[]): Expression {
  const distinct = new Map(policies.map(({ policy: { subject } }) => [keyOf(subject), subject]));
  return anyOf([...distinct.values()]);
}

const keys = new WeakMap<Expression, string>();

function keyOf(subject: Expression): string {
  const key = keys.get(subject) ?? JSON.stringify(subject);
  keys.set(subject, key);
  return key;
}
