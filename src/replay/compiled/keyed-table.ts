import { keyedBytes, keyedOutcome, keyedProbes } from '../../kernels/lane-layout.ts';
import { keyHash } from '../../kernels/mix.ts';
import type { Arena } from './arena.ts';

const cellWords = keyedBytes / 4;

/** A hash from four words to an outcome that the classify kernel looks into. What does not fit is asked for again. */
export class KeyedTable {
  readonly address: number;
  readonly mask: number;
  readonly #words: Uint32Array<ArrayBufferLike>;

  /** `cells` is a power of two. */
  constructor(arena: Arena, address: number, cells: number) {
    this.address = address;
    this.mask = cells - 1;
    this.#words = arena.wordsAt(address, cells * cellWords);
  }

  set(k0: number, k1: number, k2: number, k3: number, outcome: number): void {
    let cell = keyHash(k0, k1, k2, k3) & this.mask;
    for (let probe = 0; probe < keyedProbes; probe++) {
      const at = cell * cellWords;
      if (this.#words[at + keyedOutcome / 4] === 0) {
        this.#words.set([k0, k1, k2, k3, outcome], at);
        return;
      }
      cell = (cell + 1) & this.mask;
    }
  }

  clear(): void {
    this.#words.fill(0);
  }
}
