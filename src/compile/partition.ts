import type { Bits } from './bits.ts';

/** Members 0..n-1 in parts, which get finer set by set: members that no set tells apart stay together. */
export class Partition {
  /** By member: its part. */
  readonly of: Int32Array<ArrayBuffer>;
  /** By part: how many members it has. */
  readonly #sizes: Int32Array;
  /** By part: how many of its members are in the set that splits now, then the part that these go to. */
  readonly #inside: Int32Array;
  /** The parts that the set touches. */
  readonly #touched: Int32Array;
  #size: number;

  constructor(members: number) {
    this.of = new Int32Array(members);
    this.#sizes = new Int32Array(members);
    this.#inside = new Int32Array(members);
    this.#touched = new Int32Array(members);
    this.#size = 0;
    this.join();
  }

  /** All members in one part again. */
  join(): void {
    this.of.fill(0);
    this.#size = this.of.length === 0 ? 0 : 1;
    if (this.#size > 0) this.#sizes[0] = this.of.length;
  }

  /** Number of parts; none is empty. */
  get size(): number {
    return this.#size;
  }

  /** Tells these members, each named once, from the rest. */
  split(members: readonly number[] | Int32Array): void {
    let touched = 0;
    for (let i = 0; i < members.length; i++) touched = this.#count(members[i], touched);
    if (this.#divide(touched)) for (let i = 0; i < members.length; i++) this.#move(members[i]);
    this.#forget(touched);
  }

  /** As split, for the members of a set. */
  splitBy(set: Bits): void {
    let touched = 0;
    for (let i = 0; i < set.length; i++) {
      for (let word = set[i]; word !== 0; word &= word - 1)
        touched = this.#count(i * 32 + 31 - Math.clz32(word & -word), touched);
    }
    if (this.#divide(touched)) {
      for (let i = 0; i < set.length; i++) {
        for (let word = set[i]; word !== 0; word &= word - 1)
          this.#move(i * 32 + 31 - Math.clz32(word & -word));
      }
    }
    this.#forget(touched);
  }

  /** By part: its first member. */
  samples(): Int32Array {
    const samples = new Int32Array(this.size);
    for (let member = this.of.length - 1; member >= 0; member--) samples[this.of[member]] = member;
    return samples;
  }

  #count(member: number, touched: number): number {
    const part = this.of[member];
    if (this.#inside[part]++ > 0) return touched;
    this.#touched[touched] = part;
    return touched + 1;
  }

  /** Makes the new parts: those that are touched and not whole inside are divided. False if there are none. */
  #divide(touched: number): boolean {
    const before = this.#size;
    for (let i = 0; i < touched; i++) {
      const part = this.#touched[i];
      const count = this.#inside[part];
      if (count === this.#sizes[part]) {
        this.#inside[part] = part;
        continue;
      }
      this.#inside[part] = this.#size;
      this.#sizes[part] -= count;
      this.#sizes[this.#size++] = count;
    }
    return this.#size > before;
  }

  #move(member: number): void {
    this.of[member] = this.#inside[this.of[member]];
  }

  #forget(touched: number): void {
    for (let i = 0; i < touched; i++) this.#inside[this.#touched[i]] = 0;
  }
}
