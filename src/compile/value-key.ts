import type { Entity } from '../ir/entity.ts';
import { type Attribute, attributeOf } from '../ir/expression.ts';

/** Equal for entities with equal values of the attributes, which may hold any character; an absent one is equal to none. */
export function valuesKey(entity: Entity, attributes: Iterable<Attribute>): string {
  return JSON.stringify(Array.from(attributes, (attribute) => attributeOf(entity, attribute) ?? null));
}
