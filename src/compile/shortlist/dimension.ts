import type { Key, KeyList, RuleKeys } from './keys.ts';
import type { Shapes } from './shapes.ts';
import { RuleVector, type VectorGroup, type VectorMemory } from './vectors.ts';

/** About what a key of a map, an array and its place there take. */
const entryBytes = 128;
/** More vectors of keys are made one: each is looked at for every block of rules. */
const mostVectors = 20;

/** One thing that rules ask of a connection, such as its destination port. */
export class Dimension {
  /** Keys of rules, and of lists of keys. */
  size = 0;
  readonly #blocks: number;
  readonly #memory: VectorMemory;
  /** Rules without keys. */
  readonly #always: RuleVector;
  /** By key, numbers of rules, ascending; most keys have one. */
  readonly #rules = new Map<Key, number | number[]>();
  /** By key, the lists that it is in. */
  readonly #lists = new Map<Key, KeyList[]>();
  readonly #vectors = new Map<Key, RuleVector>();
  /** By class of connections: see `of`. */
  readonly #groups = new Map<unknown, VectorGroup>();

  constructor(keys: RuleKeys, { places, blocks }: Shapes, memory: VectorMemory) {
    this.#blocks = blocks;
    this.#memory = memory;
    const always: number[] = [];
    const known = new Set<KeyList>();
    for (const [number, place] of places.entries()) {
      if (place < 0) continue;
      const own = keys[place];
      if (own === undefined) always.push(number);
      else for (const key of own) this.#add(key, number, known);
    }
    this.#always = new RuleVector(blocks, always);
  }

  /** Rules that may match connections with these keys; `name`: of connections that have the same. */
  of(name: unknown, keys: () => Iterable<Key>): VectorGroup {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = [this.#always, ...this.#vectorsOf(keys())];
      this.#memory.spend(this, entryBytes + 8 * group.length);
      this.#groups.set(name, group);
    }
    return group;
  }

  /** It will not be asked again. */
  leave(): void {
    this.#memory.drop(this);
  }

  /** All that was made for connections. */
  forget(): void {
    this.#vectors.clear();
    this.#groups.clear();
  }

  #add(key: Key, rule: number, known: Set<KeyList>): void {
    this.size++;
    if (typeof key === 'object') this.#read(key, known);
    const rules = this.#rules.get(key);
    if (rules === undefined) this.#rules.set(key, rule);
    else if (typeof rules === 'number') {
      if (rules !== rule) this.#rules.set(key, [rules, rule]);
    } else if (rules[rules.length - 1] !== rule) rules.push(rule);
  }

  #read(list: KeyList, known: Set<KeyList>): void {
    if (known.has(list)) return;
    known.add(list);
    this.size += list.length;
    for (const key of list) {
      if (typeof key === 'object') this.#read(key, known);
      const lists = this.#lists.get(key);
      if (lists === undefined) this.#lists.set(key, [list]);
      else if (lists[lists.length - 1] !== list) lists.push(list);
    }
  }

  #vectorsOf(keys: Iterable<Key>): readonly RuleVector[] {
    const found = this.#found(keys);
    if (found.length <= mostVectors) return found.map((key) => this.#vectors.get(key) ?? this.#make(key));
    const rules = Int32Array.from(found.flatMap((key) => this.#rules.get(key) ?? [])).sort();
    const vector = new RuleVector(this.#blocks, rules);
    this.#memory.spend(this, vector.bytes);
    return [vector];
  }

  /** Of these keys, and of lists that have any of them, those that rules have. */
  #found(keys: Iterable<Key>): readonly Key[] {
    const found = new Set(keys);
    // A set goes on to what is put in while it is walked.
    for (const key of found) for (const list of this.#lists.get(key) ?? []) found.add(list);
    return [...found].filter((key) => this.#rules.has(key));
  }

  #make(key: Key): RuleVector {
    const rules = this.#rules.get(key) ?? [];
    const vector = new RuleVector(this.#blocks, typeof rules === 'number' ? [rules] : rules);
    this.#memory.spend(this, vector.bytes + entryBytes);
    this.#vectors.set(key, vector);
    return vector;
  }
}
