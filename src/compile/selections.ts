import type { Entity, EntityKind } from '../ir/entity.ts';
import { type Attribute, attributeOf, type Expression } from '../ir/expression.ts';
import { AttributeValues } from './attribute-values.ts';
import { addBit, type Bits, difference, emptyBits, fullBits, keepCommon, union } from './bits.ts';
import type { Budget } from './bounds.ts';
import type { Identities } from './identities.ts';
import { attributeKey, isRelational } from './relation.ts';

type ValueExpression = Extract<Expression, { op: 'exists' | 'in' | 'contains' | 'startsWith' | 'endsWith' }>;
type TextExpression = Extract<Expression, { op: 'contains' | 'startsWith' | 'endsWith' }>;

/** Steps of a look into a value, and of a word of a set, which may be kept. */
const stepsOfText = 16;
const stepsOfWord = 8;

/**
 * From where an expression is seen. `self`: an entity judged against itself. Otherwise a subject that is neither the
 * entity nor on its node; its values of the attributes that the expression compares must be given.
 */
export type Viewpoint = 'self' | Entity | undefined;

/** Which identities satisfy an expression. */
export class Selections {
  readonly #identities: Identities;
  readonly #all: Bits;
  /** By attribute. */
  readonly #values = new Map<string, AttributeValues>();
  readonly #kinds = new Map<string, Bits>();
  readonly #plain = new Map<Expression, Bits>();
  readonly #budget: Budget;

  constructor(identities: Identities, budget: Budget) {
    this.#identities = identities;
    this.#budget = budget;
    this.#all = fullBits(identities.size);
  }

  /** The result is shared: it must not be changed. Throws BeyondTables. */
  of(expression: Expression, viewpoint: Viewpoint): Bits {
    if (isRelational(expression)) return this.#evaluate(expression, viewpoint);
    let found = this.#plain.get(expression);
    if (found === undefined) {
      found = this.#evaluate(expression, undefined);
      this.#plain.set(expression, found);
    }
    return found;
  }

  #evaluate(expression: Expression, viewpoint: Viewpoint): Bits {
    this.#spend(stepsOfWord * this.#all.length);
    switch (expression.op) {
      case 'all':
        return this.#all;
      case 'none':
        return this.#empty();
      case 'and':
        return this.#every(expression.terms, viewpoint);
      case 'or':
        return this.#some(expression.terms, viewpoint);
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
    this.#spend(terms.length * this.#all.length);
    const bits = this.#all.slice();
    for (const term of terms) keepCommon(bits, this.of(term, viewpoint));
    return bits;
  }

  #some(terms: readonly Expression[], viewpoint: Viewpoint): Bits {
    this.#spend(terms.length * this.#all.length);
    return union(
      this.#identities.size,
      terms.map((term) => this.of(term, viewpoint)),
    );
  }

  #sameAs(attribute: Attribute, viewpoint: Viewpoint): Bits {
    if (viewpoint === 'self') return this.#byValue({ op: 'exists', attribute });
    const value = viewpoint === undefined ? undefined : attributeOf(viewpoint, attribute);
    // Who shares the node with the subject is no matter of the tables.
    if (value === undefined || attribute.of === 'node') return this.#empty();
    return this.#ofOne(this.#valuesOf(attribute), value);
  }

  #byValue(expression: ValueExpression): Bits {
    const values = this.#valuesOf(expression.attribute);
    switch (expression.op) {
      case 'exists':
        return values.present;
      case 'in':
        return this.#ofAny(values, new Set(expression.values));
      default:
        return this.#ofText(values, expression);
    }
  }

  #ofAny(values: AttributeValues, named: ReadonlySet<string>): Bits {
    if (named.size === 1) {
      for (const value of named) return this.#ofOne(values, value);
    }
    this.#spend(named.size + this.#identities.size);
    return values.ofAny(named);
  }

  #ofOne(values: AttributeValues, value: string): Bits {
    return values.setOf(value) ?? this.#empty();
  }

  #ofText(values: AttributeValues, { op, value: text }: TextExpression): Bits {
    return values.ofText(`${op} ${text}`, () => {
      this.#spend(stepsOfText * values.size + this.#identities.size);
      return (value) => textMatches(op, value, text);
    });
  }

  #valuesOf(attribute: Attribute): AttributeValues {
    const key = attributeKey(attribute);
    let values = this.#values.get(key);
    if (values === undefined) {
      values = new AttributeValues(this.#identities.samples, attribute);
      this.#values.set(key, values);
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

  #spend(steps: number): void {
    this.#budget.spend('selectorSteps', steps);
  }

  #empty(): Bits {
    return emptyBits(this.#identities.size);
  }
}

function textMatches(op: TextExpression['op'], value: string, text: string): boolean {
  switch (op) {
    case 'contains':
      return value.includes(text);
    case 'startsWith':
      return value.startsWith(text);
    case 'endsWith':
      return value.endsWith(text);
  }
}
