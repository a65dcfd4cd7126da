import { type Attribute, type Expression, none, not } from '../ir/expression.ts';

/** A key that is equal for equal attributes. */
export function attributeKey(attribute: Attribute): string {
  return 'key' in attribute ? `${attribute.of}:${attribute.key}` : attribute.of;
}

/**
 * How a peer's predicate looks at the subject. `attributes`: those that it compares with the subject's own, the node
 * aside: there are as many programs as the subjects have values. `node`, `itself`: it asks whether both ends are on
 * one node, or are one entity; such pairs are kept out of the tables (see Place).
 */
export interface Relation {
  readonly attributes: readonly Attribute[];
  readonly node: boolean;
  readonly itself: boolean;
}

const unrelated: Relation = { attributes: [], node: false, itself: false };
const memory = new WeakMap<Expression, Relation>();

export function relationOf(expression: Expression): Relation {
  let found = memory.get(expression);
  if (found === undefined) {
    found = readRelation(expression);
    memory.set(expression, found);
  }
  return found;
}

/** Whether a peer's predicate, if there is one, looks at the subject at all. */
export function isRelational(expression: Expression | undefined): boolean {
  if (expression === undefined) return false;
  const { attributes, node, itself } = relationOf(expression);
  return attributes.length > 0 || node || itself;
}

function readRelation(expression: Expression): Relation {
  switch (expression.op) {
    case 'and':
    case 'or':
      return joinRelations(expression.terms.map(relationOf));
    case 'not':
      return relationOf(expression.term);
    case 'isSubject':
      return { ...unrelated, itself: true };
    case 'sameAsSubject':
      return expression.attribute.of === 'node'
        ? { ...unrelated, node: true }
        : { ...unrelated, attributes: [expression.attribute] };
    default:
      return unrelated;
  }
}

export function joinRelations(relations: readonly Relation[]): Relation {
  const related = relations.filter(({ attributes, node, itself }) => attributes.length > 0 || node || itself);
  if (related.length === 0) return unrelated;
  const attributes = new Map(related.flatMap((one) => one.attributes).map((a) => [attributeKey(a), a]));
  return {
    attributes: [...attributes.values()],
    node: related.some(({ node }) => node),
    itself: related.some(({ itself }) => itself),
  };
}

/** The predicate for two entities that are not one, and of which `sameNode` says whether they share a node. */
export function onNode(expression: Expression, sameNode: boolean): Expression {
  switch (expression.op) {
    case 'and':
    case 'or':
      return { op: expression.op, terms: expression.terms.map((term) => onNode(term, sameNode)) };
    case 'not':
      return not(onNode(expression.term, sameNode));
    case 'isSubject':
      return none;
    case 'sameAsSubject':
      if (expression.attribute.of !== 'node') return expression;
      return sameNode ? { op: 'exists', attribute: expression.attribute } : none;
    default:
      return expression;
  }
}
