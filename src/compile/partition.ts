/** Members 0..n-1 in parts, which get finer set by set: members that no set tells apart stay together. */
export class Partition {
  /** By member: its part. */
  readonly of: Int32Array<ArrayBuffer>;
  readonly #sizes: number[];

  constructor(members: number) {
    this.of = new Int32Array(members);
    this.#sizes = members === 0 ? [] : [members];
  }

  /** Number of parts; none is empty. */
  get size(): number {
    return this.#sizes.length;
  }

  /** Tells these members, each named once, from the rest. */
  split(members: readonly number[] | Int32Array): void {
    const inside = new Map<number, number>();
    for (const member of members) inside.set(this.of[member], (inside.get(this.of[member]) ?? 0) + 1);
    const moved = new Map<number, number>();
    for (const [part, count] of inside) {
      if (count === this.#sizes[part]) continue;
      moved.set(part, this.#sizes.length);
      this.#sizes[part] -= count;
      this.#sizes.push(count);
    }
    if (moved.size === 0) return;
    for (const member of members) this.of[member] = moved.get(this.of[member]) ?? this.of[member];
  }

  /** By part: its first member. */
  samples(): Int32Array {
    const samples = new Int32Array(this.size);
    for (let member = this.of.length - 1; member >= 0; member--) samples[this.of[member]] = member;
    return samples;
  }
}
