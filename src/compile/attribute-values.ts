import type { Entity } from '../ir/entity.ts';
import { type Attribute, attributeOf } from '../ir/expression.ts';
import { addBit, type Bits, emptyBits } from './bits.ts';

/** Which identities have which value of an attribute: lists, so that they take no more room where all values differ. */
export class AttributeValues {
  /** Of all that have the attribute. Shared. */
  readonly present: Bits;
  readonly #size: number;
  /** By value: its number. */
  readonly #numbers = new Map<string, number>();
  /** By number of a value: where its identities begin among the members; and behind the last one. */
  readonly #starts: Int32Array;
  readonly #members: Int32Array;
  readonly #sets = new Map<number, Bits>();
  /** By what texts are asked for. */
  readonly #byText = new Map<string, Bits>();

  /** `samples`: an entity of each identity. */
  constructor(samples: readonly Entity[], attribute: Attribute) {
    this.#size = samples.length;
    this.present = emptyBits(samples.length);
    const numbers = Int32Array.from(samples, (entity, identity) =>
      this.#numberAt(entity, attribute, identity),
    );
    this.#starts = new Int32Array(this.#numbers.size + 1);
    for (const number of numbers) if (number >= 0) this.#starts[number + 1]++;
    for (let number = 0; number < this.#numbers.size; number++)
      this.#starts[number + 1] += this.#starts[number];
    this.#members = new Int32Array(this.#starts[this.#numbers.size]);
    const next = this.#starts.slice();
    for (const [identity, number] of numbers.entries())
      if (number >= 0) this.#members[next[number]++] = identity;
  }

  /** Number of distinct values. */
  get size(): number {
    return this.#numbers.size;
  }

  /** Of the identities that have the value: shared, and made when it is first asked for. Undefined: none has it. */
  setOf(value: string): Bits | undefined {
    const number = this.#numbers.get(value);
    if (number === undefined) return undefined;
    let set = this.#sets.get(number);
    if (set === undefined) {
      set = emptyBits(this.#size);
      this.#add(number, set);
      this.#sets.set(number, set);
    }
    return set;
  }

  /** Those that have one of the values. */
  ofAny(values: Iterable<string>): Bits {
    const set = emptyBits(this.#size);
    for (const value of values) {
      const number = this.#numbers.get(value);
      if (number !== undefined) this.#add(number, set);
    }
    return set;
  }

  /** Those whose value passes a test: shared, and found once for what the test asks. */
  ofText(asked: string, test: () => (value: string) => boolean): Bits {
    let set = this.#byText.get(asked);
    if (set === undefined) {
      const passes = test();
      set = emptyBits(this.#size);
      for (const [value, number] of this.#numbers) if (passes(value)) this.#add(number, set);
      this.#byText.set(asked, set);
    }
    return set;
  }

  /** -1: it has none. */
  #numberAt(entity: Entity, attribute: Attribute, identity: number): number {
    const value = attributeOf(entity, attribute);
    if (value === undefined) return -1;
    addBit(this.present, identity);
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(value, number);
    }
    return number;
  }

  #add(number: number, set: Bits): void {
    for (let at = this.#starts[number]; at < this.#starts[number + 1]; at++) addBit(set, this.#members[at]);
  }
}
