import type { Entity } from '../../ir/entity.ts';
import { type Attribute, attributeOf, type Expression } from '../../ir/expression.ts';

/** Entities by the values that terms of expressions name, so that not all must be asked. */
export class Candidates {
  readonly #entities: readonly Entity[];
  /** By attribute; made when it is first asked for. */
  readonly #byValue = new Map<string, ReadonlyMap<string, readonly Entity[]>>();

  constructor(entities: readonly Entity[]) {
    this.#entities = entities;
  }

  /** At least all that can satisfy it, from whatever subject. */
  of(expression: Expression): readonly Entity[] {
    let fewest: readonly (readonly Entity[])[] = [this.#entities];
    for (const term of conjuncts(expression)) {
      if (term.op !== 'in') continue;
      const table = this.having(term.attribute);
      const found = [...new Set(term.values)].map((value) => table.get(value) ?? nobody);
      if (countOf(found) < countOf(fewest)) fewest = found;
    }
    return fewest.length === 1 ? fewest[0] : fewest.flat();
  }

  /** Whoever has which value of the attribute. */
  having(attribute: Attribute): ReadonlyMap<string, readonly Entity[]> {
    const key = 'key' in attribute ? `${attribute.of}:${attribute.key}` : attribute.of;
    let table = this.#byValue.get(key);
    if (table === undefined) {
      table = tableOf(this.#entities, attribute);
      this.#byValue.set(key, table);
    }
    return table;
  }
}

/** The terms that must all hold. */
export function conjuncts(expression: Expression): readonly Expression[] {
  return expression.op === 'and' ? expression.terms.flatMap(conjuncts) : [expression];
}

function tableOf(entities: readonly Entity[], attribute: Attribute): ReadonlyMap<string, readonly Entity[]> {
  const table = new Map<string, Entity[]>();
  for (const entity of entities) {
    const value = attributeOf(entity, attribute);
    if (value === undefined) continue;
    const others = table.get(value);
    if (others === undefined) table.set(value, [entity]);
    else others.push(entity);
  }
  return table;
}

const nobody: readonly Entity[] = [];

function countOf(lists: readonly (readonly Entity[])[]): number {
  return lists.reduce((sum, { length }) => sum + length, 0);
}
