import { rowBytes } from '../../kernels/layout.ts';
import { openersAtOnce } from '../../kernels/openers.ts';
import type { Arena } from './arena.ts';
import { openersOf } from './row-writer.ts';

/** The list of the rows of a batch that open flows (kernels/openers.ts), gone through in parts. */
export class Openers {
  readonly address: number;
  readonly #arena: Arena;
  readonly #rows: number;

  /** `rows`: address of the rows of a buffer. */
  constructor(arena: Arena, rows: number) {
    this.address = openersOf(rows);
    this.#arena = arena;
    this.#rows = rows;
  }

  /** Where the next part of the list begins; -1 if it begins behind the row `end`. */
  next(end: number): number {
    const { words } = this.#arena;
    const list = this.address / 4;
    const from = words[list + 1];
    if (from >= words[list]) return -1;
    if (words[list + 4 + from] >= this.#rows + end * rowBytes) return -1;
    words[list + 1] += openersAtOnce;
    return from;
  }
}
