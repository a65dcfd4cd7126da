import { addBit, type Bits, emptyBits, forEachBit } from './bits.ts';
import { Partition } from './partition.ts';

/**
 * Groups that stand in the same sets have one class: fewer columns for the tables. `sets` are those that rules ask
 * about.
 */
export class Classes {
  /** By class: one of its groups. */
  readonly samples: Int32Array;
  readonly #partition: Partition;
  readonly #projected = new Map<Bits, Bits>();

  constructor(groups: number, sets: Iterable<Bits>) {
    this.#partition = new Partition(groups);
    for (const set of new Set(sets)) this.#partition.splitBy(set);
    this.samples = this.#partition.samples();
  }

  get size(): number {
    return this.#partition.size;
  }

  of(group: number): number {
    return this.#partition.of[group];
  }

  /** The classes of the groups in a set that was among `sets`. Shared. */
  in(set: Bits): Bits {
    let bits = this.#projected.get(set);
    if (bits === undefined) {
      const classes = emptyBits(this.size);
      forEachBit(set, (group) => addBit(classes, this.of(group)));
      this.#projected.set(set, classes);
      bits = classes;
    }
    return bits;
  }
}
