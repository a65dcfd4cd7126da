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
/** Of expressions with terms: others are read as fast as they are found, and there may be millions. */
const memory = new WeakMap<Expression, Relation>();

export function relationOf(expression: Expression): Relation {
  if (!('terms' in expression || 'term' in expression)) return relationOfTest(expression);
  let found = memory.get(expression);
  if (found === undefined) {
    found =
      'term' in expression ? relationOf(expression.term) : joinRelations(expression.terms.map(relationOf));
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

function relationOfTest(expression: Expression): Relation {
  switch (expression.op) {
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
  const byKey = new Map<string, Attribute>();
  let [node, itself] = [false, false];
  for (const relation of relations) {
    if (relation === unrelated) continue;
    for (const attribute of relation.attributes) byKey.set(attributeKey(attribute), attribute);
    node ||= relation.node;
    itself ||= relation.itself;
  }
  if (byKey.size === 0 && !node && !itself) return unrelated;
  return { attributes: [...byKey.values()], node, itself };
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
