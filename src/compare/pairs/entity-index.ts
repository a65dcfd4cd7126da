import { conjuncts } from '../../dialects/shared/lint/members.ts';
import type { Entity } from '../../ir/entity.ts';
import { type Attribute, attributeOf, type Expression, matches } from '../../ir/expression.ts';
import { canonical } from './canonical.ts';

/** Finds the entities of an expression without asking all of them, where one of its terms names a value. */
export class EntityIndex {
  readonly #entities: readonly Entity[];
  readonly #byValue = new Map<string, Map<string, Entity[]>>();
  readonly #found = new Map<string, readonly Entity[]>();

  constructor(entities: readonly Entity[]) {
    this.#entities = entities;
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
    let fewest: readonly (readonly Entity[])[] = [this.#entities];
    for (const term of conjuncts(expression)) {
      if (term.op !== 'in') continue;
      const table = this.#tableOf(term.attribute);
      const found = [...new Set(term.values)].map((value) => table.get(value) ?? nobody);
      if (countOf(found) < countOf(fewest)) fewest = found;
    }
    return fewest.length === 1 ? fewest[0] : fewest.flat();
  }

  #tableOf(attribute: Attribute): Map<string, Entity[]> {
    const key = canonical(attribute);
    let table = this.#byValue.get(key);
    if (table === undefined) {
      table = new Map();
      for (const entity of this.#entities) {
        const value = attributeOf(entity, attribute);
        if (value === undefined) continue;
        const others = table.get(value);
        if (others === undefined) table.set(value, [entity]);
        else others.push(entity);
      }
      this.#byValue.set(key, table);
    }
    return table;
  }
}

const nobody: readonly Entity[] = [];

function countOf(lists: readonly (readonly Entity[])[]): number {
  return lists.reduce((sum, { length }) => sum + length, 0);
}
