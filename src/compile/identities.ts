import type { Entity } from '../ir/entity.ts';
import { attributeOf } from '../ir/expression.ts';
import type { Mentions } from './mentions.ts';
import { portsKey } from './value-key.ts';

/** Entities that no policy of the set can tell apart have one identity: a number from 0. */
export class Identities {
  /** By identity: one of its entities. */
  readonly samples: readonly Entity[];
  readonly #numbers = new Map<Entity, number>();

  constructor(entities: Iterable<Entity>, mentions: Mentions) {
    const attributes = [...mentions.attributes.values()];
    const numbers = new Map<string, number>();
    const values = attributes.map(() => new Map<string | undefined, number>());
    const samples: Entity[] = [];
    for (const entity of entities) {
      const own = attributes.map((attribute, at) => numbered(values[at], attributeOf(entity, attribute)));
      const ports = portsKey(entity.ports, mentions.portNames);
      const node = mentions.sharedNode && entity.node === '' ? '-' : '';
      const key = `${entity.kind}${node} ${own.join()} ${ports}`;
      let number = numbers.get(key);
      if (number === undefined) {
        number = samples.length;
        numbers.set(key, number);
        samples.push(entity);
      }
      this.#numbers.set(entity, number);
    }
    this.samples = samples;
  }

  get size(): number {
    return this.samples.length;
  }

  /** -1 for an entity that was not there at the start. */
  of(entity: Entity): number {
    return this.#numbers.get(entity) ?? -1;
  }
}

/** Values have numbers, as they may hold any character. */
function numbered(numbers: Map<string | undefined, number>, value: string | undefined): number {
  let number = numbers.get(value);
  if (number === undefined) {
    number = numbers.size;
    numbers.set(value, number);
  }
  return number;
}
