import type { Entity, EntityKind } from './entity.ts';

/** What an expression can ask of an entity. `label` and its like are absent where the key is not set. */
export type Attribute =
  | { readonly of: 'label' | 'namespaceLabel' | 'serviceAccountLabel' | 'nodeLabel'; readonly key: string }
  | { readonly of: 'cluster' | 'namespace' | 'name' | 'serviceAccount' | 'node' };

/**
 * A predicate over entities. Every dialect's selectors lower to these terms; a dialect's NotIn is
 * `not(in)`, so that an absent key satisfies it.
 */
export type Expression =
  | { readonly op: 'all' }
  | { readonly op: 'none' }
  | { readonly op: 'and' | 'or'; readonly terms: readonly Expression[] }
  | { readonly op: 'not'; readonly term: Expression }
  | { readonly op: 'kind'; readonly kinds: readonly EntityKind[] }
  | { readonly op: 'exists'; readonly attribute: Attribute }
  | { readonly op: 'in'; readonly attribute: Attribute; readonly values: readonly string[] }
  | {
      readonly op: 'contains' | 'startsWith' | 'endsWith';
      readonly attribute: Attribute;
      readonly value: string;
    }
  /** The entity's attribute is present and equals the subject's: own namespace, own node, same label. */
  | { readonly op: 'sameAsSubject'; readonly attribute: Attribute }
  /** The entity is the subject itself. */
  | { readonly op: 'isSubject' };

export const all: Expression = { op: 'all' };
export const none: Expression = { op: 'none' };

/** Conjunction without the trivial terms. */
export function and(...terms: readonly Expression[]): Expression {
  return allOf(terms);
}

/** As and(), of however many terms: a call takes some hundred thousand arguments at the most. */
export function allOf(terms: readonly Expression[]): Expression {
  const useful = terms.filter((term) => term.op !== 'all');
  if (useful.some((term) => term.op === 'none')) return none;
  if (useful.length === 0) return all;
  return useful.length === 1 ? useful[0] : { op: 'and', terms: useful };
}

/** Disjunction without the trivial terms. */
export function or(...terms: readonly Expression[]): Expression {
  return anyOf(terms);
}

/** As or(), of however many terms. */
export function anyOf(terms: readonly Expression[]): Expression {
  const useful = terms.filter((term) => term.op !== 'none');
  if (useful.some((term) => term.op === 'all')) return all;
  if (useful.length === 0) return none;
  return useful.length === 1 ? useful[0] : { op: 'or', terms: useful };
}

export function not(term: Expression): Expression {
  if (term.op === 'all') return none;
  return term.op === 'none' ? all : { op: 'not', term };
}

/** The attribute's value, or undefined where the entity has none. */
export function attributeOf(entity: Entity, attribute: Attribute): string | undefined {
  switch (attribute.of) {
    case 'label':
      return entity.labels.get(attribute.key);
    case 'namespaceLabel':
      return entity.namespaceLabels.get(attribute.key);
    case 'serviceAccountLabel':
      return entity.serviceAccountLabels.get(attribute.key);
    case 'nodeLabel':
      return entity.nodeLabels.get(attribute.key);
    default:
      return entity[attribute.of] || undefined;
  }
}

/** Does the entity satisfy the expression, seen from this subject? A subject is judged against itself. */
export function matches(expression: Expression, entity: Entity, subject: Entity = entity): boolean {
  switch (expression.op) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'and':
      return expression.terms.every((term) => matches(term, entity, subject));
    case 'or':
      return expression.terms.some((term) => matches(term, entity, subject));
    case 'not':
      return !matches(expression.term, entity, subject);
    case 'kind':
      return expression.kinds.includes(entity.kind);
    case 'isSubject':
      return entity === subject;
    case 'sameAsSubject': {
      const value = attributeOf(entity, expression.attribute);
      return value !== undefined && value === attributeOf(subject, expression.attribute);
    }
    default:
      return matchesValue(expression, attributeOf(entity, expression.attribute));
  }
}

type ValueExpression = Extract<Expression, { op: 'exists' | 'in' | 'contains' | 'startsWith' | 'endsWith' }>;

function matchesValue(expression: ValueExpression, value: string | undefined): boolean {
  if (value === undefined) return false;
  switch (expression.op) {
    case 'exists':
      return true;
    case 'in':
      return expression.values.includes(value);
    case 'contains':
      return value.includes(expression.value);
    case 'startsWith':
      return value.startsWith(expression.value);
    case 'endsWith':
      return value.endsWith(expression.value);
  }
}
