/** Lists of numbers by number: equal lists, equal numbers. */
export class Lists {
  readonly #byHash = new Map<number, number[]>();
  readonly #lists: Int32Array[] = [];
  /** Numbers in all lists together. */
  size = 0;

  get(id: number): Int32Array {
    return this.#lists[id];
  }

  idOf(list: readonly number[]): number {
    const hash = hashOf(list);
    const candidates = this.#byHash.get(hash) ?? [];
    const known = candidates.find((id) => isSame(this.#lists[id], list));
    if (known !== undefined) return known;
    const id = this.#lists.push(Int32Array.from(list)) - 1;
    this.#byHash.set(hash, [...candidates, id]);
    this.size += list.length;
    return id;
  }
}

/** FNV-1a over whole numbers. */
function hashOf(list: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const value of list) hash = Math.imul(hash ^ value, 0x01000193);
  return hash;
}

function isSame(a: Int32Array, b: readonly number[]): boolean {
  return a.length === b.length && b.every((value, index) => a[index] === value);
}
