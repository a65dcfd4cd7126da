/**
 * What was made of objects in earlier lowerings, for whoever lowers the same objects again and again with few of them
 * changed: equal inputs give the same policies and rules, not only equal ones. Objects that nobody has any more are
 * forgotten.
 */
export class LoweringMemory {
  readonly #made = new WeakMap<object, Map<string, unknown>>();
  readonly #ids = new WeakMap<object, number>();
  #count = 0;

  recall<T>(of: object, as: string, make: () => T): T {
    let made = this.#made.get(of);
    if (made === undefined) {
      made = new Map();
      this.#made.set(of, made);
    }
    if (!made.has(as)) made.set(as, make());
    return made.get(as) as T;
  }

  /** A number that stands for this thing and no other. */
  idOf(thing: object): number {
    const id = this.#ids.get(thing) ?? this.#count++;
    this.#ids.set(thing, id);
    return id;
  }
}

/** Without a memory it is made. */
export function recall<T>(memory: LoweringMemory | undefined, of: object, as: string, make: () => T): T {
  return memory === undefined ? make() : memory.recall(of, as, make);
}
