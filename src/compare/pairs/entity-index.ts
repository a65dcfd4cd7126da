import { Candidates } from '../../dialects/shared/candidates.ts';
import type { Entity } from '../../ir/entity.ts';
import { type Expression, matches } from '../../ir/expression.ts';
import { canonical } from './canonical.ts';

/** Finds the entities of an expression without asking all of them, where one of its terms names a value. */
export class EntityIndex {
  readonly #candidates: Candidates;
  readonly #found = new Map<string, readonly Entity[]>();

  constructor(entities: readonly Entity[]) {
    this.#candidates = new Candidates(entities);
  }

  /** All that satisfy it, each seen from itself. */
  matching(expression: Expression): readonly Entity[] {
    const key = canonical(expression);
    let found = this.#found.get(key);
    if (found === undefined) {
      found = this.candidates(expression).filter((entity) => matches(expression, entity));
      this.#found.set(key, found);
    }
    return found;
  }

  /** At least all that can satisfy it, from whatever subject. */
  candidates(expression: Expression): readonly Entity[] {
    return this.#candidates.of(expression);
  }
}
