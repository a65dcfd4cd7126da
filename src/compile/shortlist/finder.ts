import type { Rule } from '../../ir/policy.ts';
import type { Question } from '../../reference/match.ts';
import type { Dimension } from './dimension.ts';
import type { RuleKeys } from './keys.ts';
import type { VectorGroup } from './vectors.ts';

/** Knows the keys of rules in one dimension, and of connections. */
export interface Finder {
  /** Asked first, and once. */
  keysOf(rules: readonly Rule[]): RuleKeys;
  /** Rules that this part of a question does not exclude. */
  find(dimension: Dimension, question: Question): VectorGroup;
}
