import type { ContainerPort, Entity } from '../ir/entity.ts';
import { type Attribute, attributeOf } from '../ir/expression.ts';

/** Equal for entities with equal values of the attributes, which may hold any character; an absent one is equal to none. */
export function valuesKey(entity: Entity, attributes: Iterable<Attribute>): string {
  return JSON.stringify(Array.from(attributes, (attribute) => attributeOf(entity, attribute) ?? null));
}

/** Equal for ports of which those with these names are equal and in one order; names may hold any character. */
export function portsKey(ports: readonly ContainerPort[], names: ReadonlySet<string>): string {
  const named = ports.filter(({ name }) => names.has(name));
  if (named.length === 0) return '';
  return JSON.stringify(named.map(({ name, protocol, port }) => [name, protocol, port]));
}
