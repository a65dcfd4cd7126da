/** Words of outcomes by slot of the flow table. */
export interface OutcomeSlots {
  get(slot: number): number;
  set(slot: number, word: number): void;
  /** Sets these bits in the words of all slots. */
  mark(bits: number): void;
}

/** In an array, for who counts packets at the outcomes themselves. */
export class PlainSlots implements OutcomeSlots {
  readonly #words: Uint32Array;

  constructor(slots: number) {
    this.#words = new Uint32Array(slots);
  }

  get(slot: number): number {
    return this.#words[slot];
  }

  set(slot: number, word: number): void {
    this.#words[slot] = word;
  }

  mark(bits: number): void {
    for (let slot = 0; slot < this.#words.length; slot++) this.#words[slot] |= bits;
  }
}
