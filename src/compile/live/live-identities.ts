import type { Entity } from '../../ir/entity.ts';
import type { Attribute } from '../../ir/expression.ts';
import type { Mentions } from '../mentions.ts';
import { portsKey, valuesKey } from '../value-key.ts';

/** An identity that was told apart from another, which has kept its number. */
export interface IdentitySplit {
  readonly identity: number;
  readonly parent: number;
}

/**
 * Entities that no policy tells apart have one identity, as in compile/identities.ts; here they come and go, and policies
 * that ask for more tell more of them apart. What nobody asks for any more stays told apart until the next full rebuild.
 */
export class LiveIdentities {
  /** By identity: an entity that has, or had it. */
  readonly samples: Entity[] = [];
  readonly #attributes = new Map<string, Attribute>();
  readonly #portNames = new Set<string>();
  #sharedNode = false;
  #numbers = new Map<string, number>();
  readonly #of = new Map<Entity, number>();

  constructor(mentions: Mentions) {
    this.#take(mentions);
  }

  get size(): number {
    return this.samples.length;
  }

  /** -1 for an entity that is not there. */
  of(entity: Entity): number {
    return this.#of.get(entity) ?? -1;
  }

  /** The identity is new if it is the old `size`. */
  add(entity: Entity): number {
    const number = this.#number(entity, this.#key(entity));
    this.#of.set(entity, number);
    return number;
  }

  remove(entity: Entity): void {
    this.#of.delete(entity);
  }

  /** Takes in what further policies ask for: the identities that are told apart now. */
  widen(mentions: Mentions): readonly IdentitySplit[] {
    if (!this.#take(mentions)) return [];
    const splits: IdentitySplit[] = [];
    const numbers = new Map<string, number>();
    const met = new Set<number>();
    for (const [entity, old] of this.#of) {
      const key = this.#key(entity);
      let number = numbers.get(key);
      if (number === undefined) {
        number = met.has(old) ? this.samples.push(entity) - 1 : old;
        if (number !== old) splits.push({ identity: number, parent: old });
        // Whoever had it before may be among those with another number now.
        else this.samples[old] = entity;
        met.add(old);
        numbers.set(key, number);
      }
      this.#of.set(entity, number);
    }
    this.#numbers = numbers;
    return splits;
  }

  #number(sample: Entity, key: string): number {
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.samples.push(sample) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }

  /** Whether that is more than was asked for before. */
  #take({ attributes, portNames, sharedNode }: Mentions): boolean {
    const before = this.#attributes.size + this.#portNames.size + Number(this.#sharedNode);
    for (const [key, attribute] of attributes) this.#attributes.set(key, attribute);
    for (const name of portNames) this.#portNames.add(name);
    this.#sharedNode ||= sharedNode;
    return this.#attributes.size + this.#portNames.size + Number(this.#sharedNode) > before;
  }

  #key(entity: Entity): string {
    const node = this.#sharedNode && entity.node === '' ? '-' : '';
    const ports = portsKey(entity.ports, this.#portNames);
    return `${entity.kind}${node} ${valuesKey(entity, this.#attributes.values())} ${ports}`;
  }
}
