import { rowBytes } from '../../kernels/layout.ts';
import { openersAtOnce } from '../../kernels/openers.ts';
import type { Arena } from './arena.ts';
import { openersOf } from './row-writer.ts';

/** The list of the rows of a batch that open flows (kernels/openers.ts), gone through in parts. */
export class Openers {
  readonly address: number;
  readonly #arena: Arena;
  readonly #rows: number;
  #at = 0;

  /** `rows`: address of the rows of a buffer. */
  constructor(arena: Arena, rows: number) {
    this.address = openersOf(rows);
    this.#arena = arena;
    this.#rows = rows;
  }

  /** Where the next part of the list begins; -1 if it begins behind the row `end`. */
  next(end: number): number {
    const { words } = this.#arena;
    const from = this.#at;
    if (from >= words[this.address / 4]) return -1;
    if (words[this.address / 4 + 1 + from] >= this.#rows + end * rowBytes) return -1;
    this.#at += openersAtOnce;
    return from;
  }
}
