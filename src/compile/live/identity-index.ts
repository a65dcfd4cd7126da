import type { Entity } from '../../ir/entity.ts';
import { type Attribute, attributeOf, type Expression } from '../../ir/expression.ts';
import { attributeKey } from '../relation.ts';
import { requirementOf } from './requirement.ts';
import { satisfies } from './satisfies.ts';

/** Identities by the value of an attribute. */
interface ByValue {
  readonly identities: Map<string, number[]>;
  /** Identities that are in it. */
  count: number;
}

/** Finds the identities that satisfy an expression, each seen from itself, by what the expression requires. */
export class IdentityIndex {
  readonly #samples: readonly Entity[];
  readonly #byAttribute = new Map<string, ByValue>();

  /** `samples`: by identity, an entity that has it; it grows. */
  constructor(samples: readonly Entity[]) {
    this.#samples = samples;
  }

  /** To be called when identities have other samples. */
  refresh(): void {
    this.#byAttribute.clear();
  }

  satisfying(expression: Expression): Set<number> {
    const found = new Set<number>();
    this.#collect(expression, found);
    return found;
  }

  #collect(expression: Expression, found: Set<number>): void {
    if (expression.op === 'or') {
      for (const term of expression.terms) this.#collect(term, found);
      return;
    }
    const requirement = requirementOf(expression);
    if (requirement === undefined) {
      for (let identity = 0; identity < this.#samples.length; identity++) {
        this.#test(expression, identity, found);
      }
      return;
    }
    const identities = this.#identitiesBy(requirement.attribute);
    for (const value of requirement.values) {
      for (const identity of identities.get(value) ?? []) this.#test(expression, identity, found);
    }
  }

  #test(expression: Expression, identity: number, found: Set<number>): void {
    if (!found.has(identity) && satisfies(expression, this.#samples[identity])) found.add(identity);
  }

  #identitiesBy(attribute: Attribute): ReadonlyMap<string, readonly number[]> {
    const key = attributeKey(attribute);
    const known = this.#byAttribute.get(key) ?? { identities: new Map<string, number[]>(), count: 0 };
    this.#byAttribute.set(key, known);
    for (; known.count < this.#samples.length; known.count++) {
      const value = attributeOf(this.#samples[known.count], attribute);
      if (value === undefined) continue;
      const others = known.identities.get(value);
      if (others === undefined) known.identities.set(value, [known.count]);
      else others.push(known.count);
    }
    return known.identities;
  }
}
