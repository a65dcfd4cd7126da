import type { Entity } from '../../ir/entity.ts';
import { type Attribute, attributeOf, type Expression } from '../../ir/expression.ts';
import { attributeKey } from '../relation.ts';

/** One of these values of an attribute: whoever satisfies an expression has it. */
export interface Requirement {
  readonly attribute: Attribute;
  readonly values: readonly string[];
}

/** The requirement of an expression that fewest can be expected to meet; undefined where none is plain to see. */
export function requirementOf(expression: Expression): Requirement | undefined {
  if (expression.op === 'in') return expression.attribute.of === 'cluster' ? undefined : expression;
  if (expression.op !== 'and') return undefined;
  const found = expression.terms.flatMap((term) => requirementOf(term) ?? []);
  return found.find(({ attribute }) => attribute.of === 'namespace') ?? found[0];
}

/** The namespaces in one of which whoever satisfies the expression is; undefined: any. */
export function namespacesOf(expression: Expression): readonly string[] | undefined {
  const requirement = requirementOf(expression);
  return requirement?.attribute.of === 'namespace' ? requirement.values : undefined;
}

interface ByValue<Item> {
  readonly attribute: Attribute;
  readonly items: Map<string, Set<Item>>;
}

/** Things that are for whoever meets a requirement, or for anybody. */
export class RequirementIndex<Item> {
  readonly #byAttribute = new Map<string, ByValue<Item>>();
  readonly #others = new Set<Item>();

  add(item: Item, requirement: Requirement | undefined): void {
    if (requirement === undefined) {
      this.#others.add(item);
      return;
    }
    const key = attributeKey(requirement.attribute);
    let byValue = this.#byAttribute.get(key);
    if (byValue === undefined) {
      byValue = { attribute: requirement.attribute, items: new Map() };
      this.#byAttribute.set(key, byValue);
    }
    for (const value of requirement.values) {
      const items = byValue.items.get(value);
      if (items === undefined) byValue.items.set(value, new Set([item]));
      else items.add(item);
    }
  }

  /** The requirement is the one with which it was added. */
  delete(item: Item, requirement: Requirement | undefined): void {
    if (requirement === undefined) this.#others.delete(item);
    else {
      const byValue = this.#byAttribute.get(attributeKey(requirement.attribute));
      for (const value of requirement.values) byValue?.items.get(value)?.delete(item);
    }
  }

  /** Those for which the entity may be one, each once. */
  *for(entity: Entity): Iterable<Item> {
    yield* this.#others;
    for (const { attribute, items } of this.#byAttribute.values()) {
      const value = attributeOf(entity, attribute);
      if (value !== undefined) yield* items.get(value) ?? [];
    }
  }
}
