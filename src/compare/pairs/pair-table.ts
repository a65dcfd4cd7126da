/** Values by pairs of small whole numbers, without a number made of both: those beyond 2^31 cost an allocation. */
export class PairTable<Value> {
  readonly #rows: (Map<number, Value> | undefined)[] = [];

  get(first: number, second: number): Value | undefined {
    return this.#rows[first]?.get(second);
  }

  set(first: number, second: number, value: Value): void {
    let row = this.#rows[first];
    if (row === undefined) {
      row = new Map();
      this.#rows[first] = row;
    }
    row.set(second, value);
  }
}
