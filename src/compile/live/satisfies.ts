import type { Entity } from '../../ir/entity.ts';
import { type Expression, matches } from '../../ir/expression.ts';
import { namespacesOf } from './requirement.ts';

/** More alternatives than this are told apart by namespace first. */
const fewTerms = 8;

interface Alternatives {
  readonly byNamespace: ReadonlyMap<string, readonly Expression[]>;
  /** For any namespace. */
  readonly others: readonly Expression[];
}

const known = new WeakMap<Expression, Alternatives>();

/** As `matches`, of an entity seen from itself: fast for the union of what many policies select. */
export function satisfies(expression: Expression, entity: Entity): boolean {
  switch (expression.op) {
    case 'and':
      return expression.terms.every((term) => satisfies(term, entity));
    case 'not':
      return !satisfies(expression.term, entity);
    case 'or': {
      if (expression.terms.length <= fewTerms) return matches(expression, entity);
      const { byNamespace, others } = alternativesOf(expression, expression.terms);
      const near = byNamespace.get(entity.namespace);
      return near?.some((term) => matches(term, entity)) || others.some((term) => matches(term, entity));
    }
    default:
      return matches(expression, entity);
  }
}

function alternativesOf(expression: Expression, terms: readonly Expression[]): Alternatives {
  let found = known.get(expression);
  if (found === undefined) {
    const byNamespace = new Map<string, Expression[]>();
    const others: Expression[] = [];
    for (const term of terms) {
      const namespaces = namespacesOf(term);
      if (namespaces === undefined) others.push(term);
      for (const namespace of namespaces ?? []) {
        const near = byNamespace.get(namespace);
        if (near === undefined) byNamespace.set(namespace, [term]);
        else near.push(term);
      }
    }
    found = { byNamespace, others };
    known.set(expression, found);
  }
  return found;
}
