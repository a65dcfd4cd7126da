import type { Entity } from '../../../ir/entity.ts';
import { type Attribute, type Expression, matches } from '../../../ir/expression.ts';
import { Candidates } from '../candidates.ts';

/**
 * Entities and terms that are looked at for warnings: some seconds. A warning is a courtesy, and what it takes to find
 * one can grow with rules times pods times ports; sets of policies for which that is too much are lowered without.
 */
const mostSteps = 50_000_000;

/** The entities of the policies' own cluster, and what may still be done to find warnings. */
export class Members {
  readonly all: readonly Entity[];
  readonly #candidates: Candidates;
  readonly #sizes = new WeakMap<Expression, number>();
  #stepsLeft: number;

  constructor(all: readonly Entity[], steps = mostSteps) {
    this.all = all;
    this.#candidates = new Candidates(all);
    this.#stepsLeft = steps;
  }

  /** Nothing more is said then. */
  get isWorn(): boolean {
    return this.#stepsLeft <= 0;
  }

  spend(steps: number): void {
    this.#stepsLeft -= steps;
  }

  someMatch(expression: Expression): boolean {
    const size = this.#sizeOf(expression);
    return this.#candidates.of(expression).some((entity) => {
      this.spend(size);
      return matches(expression, entity);
    });
  }

  matching(expression: Expression): readonly Entity[] {
    const candidates = this.#candidates.of(expression);
    this.spend(candidates.length * this.#sizeOf(expression));
    return candidates.filter((entity) => matches(expression, entity));
  }

  valuesOf(attribute: Attribute): Iterable<string> {
    const values = this.#candidates.having(attribute);
    this.spend(values.size);
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
