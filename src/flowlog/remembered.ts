import type { DecidedBy } from '../engine/decided-by.ts';

/** A text for each decider, made once for all flows that it decides as long as lists are cut alike. */
export class Remembered {
  readonly #make: (decider: DecidedBy, most: number) => string;
  readonly #texts = new WeakMap<DecidedBy, { readonly most: number; readonly text: string }>();

  constructor(make: (decider: DecidedBy, most: number) => string) {
    this.#make = make;
  }

  /** '' for nobody. `most`: so many entries may lists have. */
  of(decider: DecidedBy | undefined, most: number): string {
    if (decider === undefined) return '';
    const known = this.#texts.get(decider);
    if (known?.most === most) return known.text;
    const text = this.#make(decider, most);
    this.#texts.set(decider, { most, text });
    return text;
  }
}
