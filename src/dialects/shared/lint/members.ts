import type { Entity } from '../../../ir/entity.ts';
import { type Expression, matches } from '../../../ir/expression.ts';

/** The entities of the policies' own cluster. Most selectors name a namespace, so they are kept by it. */
export class Members {
  readonly all: readonly Entity[];
  readonly #byNamespace = new Map<string, Entity[]>();

  constructor(all: readonly Entity[]) {
    this.all = all;
    for (const entity of all) {
      const others = this.#byNamespace.get(entity.namespace);
      if (others === undefined) this.#byNamespace.set(entity.namespace, [entity]);
      else others.push(entity);
    }
  }

  someMatch(expression: Expression): boolean {
    return this.#candidates(expression).some((entity) => matches(expression, entity));
  }

  matching(expression: Expression): readonly Entity[] {
    return this.#candidates(expression).filter((entity) => matches(expression, entity));
  }

  #candidates(expression: Expression): readonly Entity[] {
    for (const term of conjuncts(expression)) {
      if (term.op !== 'in' || term.attribute.of !== 'namespace') continue;
      return term.values.flatMap((namespace) => this.#byNamespace.get(namespace) ?? []);
    }
    return this.all;
  }
}

/** The terms that must all hold. */
export function conjuncts(expression: Expression): readonly Expression[] {
  return expression.op === 'and' ? expression.terms.flatMap(conjuncts) : [expression];
}
