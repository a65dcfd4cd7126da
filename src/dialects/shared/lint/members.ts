import type { Entity } from '../../../ir/entity.ts';
import { type Attribute, type Expression, matches } from '../../../ir/expression.ts';
import { Candidates } from '../candidates.ts';
import { Steps, stepsOfLikeness } from './steps.ts';

/** The entities of the policies' own cluster, and what may still be done to find warnings. */
export class Members {
  readonly all: readonly Entity[];
  readonly steps: Steps;
  readonly #candidates: Candidates;
  readonly #sizes = new WeakMap<Expression, number>();

  constructor(all: readonly Entity[], steps = new Steps()) {
    this.all = all;
    this.#candidates = new Candidates(all);
    this.steps = steps;
  }

  /** True, too, where the steps end before somebody is found: nobody can be sure then. */
  someMatch(expression: Expression): boolean {
    const size = this.#sizeOf(expression);
    return this.#candidates.of(expression).some((entity) => {
      this.steps.spend(size);
      return this.steps.areUsed || matches(expression, entity);
    });
  }

  matching(expression: Expression): readonly Entity[] {
    const candidates = this.#candidates.of(expression);
    this.steps.spend(candidates.length * this.#sizeOf(expression));
    return candidates.filter((entity) => matches(expression, entity));
  }

  /** To compare a word with. */
  valuesOf(attribute: Attribute): Iterable<string> {
    const values = this.#candidates.having(attribute);
    this.steps.spend(stepsOfLikeness * values.size);
    return values.keys();
  }

  /** How many terms it has. */
  #sizeOf(expression: Expression): number {
    let size = this.#sizes.get(expression);
    if (size === undefined) {
      size = this.#readSize(expression);
      this.#sizes.set(expression, size);
    }
    return size;
  }

  #readSize(expression: Expression): number {
    if ('terms' in expression) return expression.terms.reduce((sum, term) => sum + this.#sizeOf(term), 1);
    return 'term' in expression ? 1 + this.#sizeOf(expression.term) : 1;
  }
}
