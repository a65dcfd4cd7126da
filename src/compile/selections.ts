import type { Entity, EntityKind } from '../ir/entity.ts';
import { type Attribute, attributeOf, type Expression } from '../ir/expression.ts';
import { addBit, type Bits, difference, emptyBits, fullBits, keepCommon, union } from './bits.ts';
import type { Identities } from './identities.ts';
import { attributeKey, relationOf } from './relation.ts';

/**
 * From where an expression is seen. `self`: an entity judged against itself. Otherwise a subject that is neither the
 * entity nor on its node; its values of the attributes that the expression compares must be given.
 */
export type Viewpoint = 'self' | Entity | undefined;

/** Which identities satisfy an expression. */
export class Selections {
  readonly #identities: Identities;
  readonly #all: Bits;
  /** By attribute and value. */
  readonly #values = new Map<string, ReadonlyMap<string, Bits>>();
  readonly #kinds = new Map<string, Bits>();
  readonly #plain = new Map<Expression, Bits>();

  constructor(identities: Identities) {
    this.#identities = identities;
    this.#all = fullBits(identities.size);
  }

  /** The result is shared: it must not be changed. */
  of(expression: Expression, viewpoint: Viewpoint): Bits {
    const { attributes, node, itself } = relationOf(expression);
    if (attributes.length > 0 || node || itself) return this.#evaluate(expression, viewpoint);
    let found = this.#plain.get(expression);
    if (found === undefined) {
      found = this.#evaluate(expression, undefined);
      this.#plain.set(expression, found);
    }
    return found;
  }

  #evaluate(expression: Expression, viewpoint: Viewpoint): Bits {
    switch (expression.op) {
      case 'all':
        return this.#all;
      case 'none':
        return this.#empty();
      case 'and':
        return this.#every(expression.terms, viewpoint);
      case 'or':
        return union(
          this.#identities.size,
          expression.terms.map((term) => this.of(term, viewpoint)),
        );
      case 'not':
        return difference(this.#all, this.of(expression.term, viewpoint));
      case 'kind':
        return this.#ofKinds(expression.kinds);
      case 'isSubject':
        return viewpoint === 'self' ? this.#all : this.#empty();
      case 'sameAsSubject':
        return this.#sameAs(expression.attribute, viewpoint);
      default:
        return this.#byValue(expression);
    }
  }

  #every(terms: readonly Expression[], viewpoint: Viewpoint): Bits {
    const bits = this.#all.slice();
    for (const term of terms) keepCommon(bits, this.of(term, viewpoint));
    return bits;
  }

  #sameAs(attribute: Attribute, viewpoint: Viewpoint): Bits {
    if (viewpoint === 'self') return this.#byValue({ op: 'exists', attribute });
    const value = viewpoint === undefined ? undefined : attributeOf(viewpoint, attribute);
    // Who shares the node with the subject is no matter of the tables.
    if (value === undefined || attribute.of === 'node') return this.#empty();
    return this.#valuesOf(attribute).get(value) ?? this.#empty();
  }

  #byValue(
    expression: Extract<Expression, { op: 'exists' | 'in' | 'contains' | 'startsWith' | 'endsWith' }>,
  ) {
    const values = this.#valuesOf(expression.attribute);
    if (expression.op === 'in') {
      const sets = [...new Set(expression.values)].flatMap((value) => values.get(value) ?? []);
      return sets.length === 1 ? sets[0] : union(this.#identities.size, sets);
    }
    const sets = [...values].filter(([value]) => valueMatches(expression, value)).map(([, set]) => set);
    return union(this.#identities.size, sets);
  }

  #valuesOf(attribute: Attribute): ReadonlyMap<string, Bits> {
    const key = attributeKey(attribute);
    let values = this.#values.get(key);
    if (values === undefined) {
      values = this.#readValues(attribute);
      this.#values.set(key, values);
    }
    return values;
  }

  #readValues(attribute: Attribute): ReadonlyMap<string, Bits> {
    const values = new Map<string, Bits>();
    for (const [identity, entity] of this.#identities.samples.entries()) {
      const value = attributeOf(entity, attribute);
      if (value === undefined) continue;
      let set = values.get(value);
      if (set === undefined) {
        set = this.#empty();
        values.set(value, set);
      }
      addBit(set, identity);
    }
    return values;
  }

  #ofKinds(kinds: readonly EntityKind[]): Bits {
    const key = kinds.join();
    let bits = this.#kinds.get(key);
    if (bits === undefined) {
      bits = this.#empty();
      for (const [identity, { kind }] of this.#identities.samples.entries())
        if (kinds.includes(kind)) addBit(bits, identity);
      this.#kinds.set(key, bits);
    }
    return bits;
  }

  #empty(): Bits {
    return emptyBits(this.#identities.size);
  }
}

function valueMatches(
  expression: Extract<Expression, { op: 'exists' | 'contains' | 'startsWith' | 'endsWith' }>,
  value: string,
): boolean {
  switch (expression.op) {
    case 'exists':
      return true;
    case 'contains':
      return value.includes(expression.value);
    case 'startsWith':
      return value.startsWith(expression.value);
    case 'endsWith':
      return value.endsWith(expression.value);
  }
}
