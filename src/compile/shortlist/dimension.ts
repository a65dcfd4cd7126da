import type { Shapes } from './shapes.ts';
import { RuleVector, type VectorGroup, type VectorMemory } from './vectors.ts';

/** About what a key of a map, an array and its place there take. */
const entryBytes = 128;

/** By place of a rule: a connection that it matches has one of these keys. Undefined: it asks nothing, or nothing simple. */
export type RuleKeys<Key> = readonly (readonly Key[] | undefined)[];

/** One thing that rules ask of a connection, such as its destination port. */
export class Dimension<Key> {
  readonly #blocks: number;
  readonly #memory: VectorMemory;
  /** Rules without keys. */
  readonly #always: RuleVector;
  /** Numbers of rules, ascending. */
  readonly #rules = new Map<Key, number[]>();
  readonly #vectors = new Map<Key, RuleVector>();
  /** By class of connections: see `of`. */
  readonly #groups = new Map<unknown, VectorGroup>();
  #age = 0;

  constructor(keys: RuleKeys<Key>, { places, blocks }: Shapes, memory: VectorMemory) {
    this.#blocks = blocks;
    this.#memory = memory;
    const always: number[] = [];
    for (const [number, place] of places.entries()) {
      if (place < 0) continue;
      const own = keys[place];
      if (own === undefined) always.push(number);
      else for (const key of own) this.#add(key, number);
    }
    this.#always = new RuleVector(blocks, always);
  }

  /** Rules that may match connections with these keys; `name`: of connections that have the same. */
  of(name: unknown, keys: () => Iterable<Key>): VectorGroup {
    this.#forget();
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = [this.#always, ...this.#vectorsOf(keys())];
      this.#memory.spend(entryBytes + 8 * group.length);
      this.#groups.set(name, group);
    }
    return group;
  }

  #add(key: Key, rule: number): void {
    const rules = this.#rules.get(key);
    if (rules === undefined) this.#rules.set(key, [rule]);
    else if (rules[rules.length - 1] !== rule) rules.push(rule);
  }

  *#vectorsOf(keys: Iterable<Key>): Generator<RuleVector, void> {
    for (const key of keys) {
      const rules = this.#rules.get(key);
      if (rules !== undefined) yield this.#vectors.get(key) ?? this.#make(key, rules);
    }
  }

  #make(key: Key, rules: readonly number[]): RuleVector {
    const vector = new RuleVector(this.#blocks, rules);
    this.#memory.spend(vector.bytes + entryBytes);
    this.#vectors.set(key, vector);
    return vector;
  }

  /** All that was made, in a new age. */
  #forget(): void {
    if (this.#age === this.#memory.age) return;
    this.#age = this.#memory.age;
    this.#vectors.clear();
    this.#groups.clear();
  }
}
