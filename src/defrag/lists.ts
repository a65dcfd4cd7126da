/** Doubly linked lists over slot numbers: add at the end, take out anywhere, both in constant time. */
export class SlotLists {
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #length: Int32Array;

  constructor(slots: number, lists: number) {
    this.#first = new Int32Array(lists).fill(-1);
    this.#last = new Int32Array(lists).fill(-1);
    this.#next = new Int32Array(slots).fill(-1);
    this.#previous = new Int32Array(slots).fill(-1);
    this.#length = new Int32Array(lists);
  }

  /** The slot that was added first; -1 in an empty list. */
  first(list: number): number {
    return this.#first[list];
  }

  /** -1 behind the last. */
  next(slot: number): number {
    return this.#next[slot];
  }

  lengthOf(list: number): number {
    return this.#length[list];
  }

  add(list: number, slot: number): void {
    const last = this.#last[list];
    this.#previous[slot] = last;
    this.#next[slot] = -1;
    if (last < 0) this.#first[list] = slot;
    else this.#next[last] = slot;
    this.#last[list] = slot;
    this.#length[list]++;
  }

  remove(list: number, slot: number): void {
    const previous = this.#previous[slot];
    const next = this.#next[slot];
    if (previous < 0) this.#first[list] = next;
    else this.#next[previous] = next;
    if (next < 0) this.#last[list] = previous;
    else this.#previous[next] = previous;
    this.#length[list]--;
  }
}
