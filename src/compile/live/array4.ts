import { indexGoesOn } from '../../kernels/image-layout.ts';
import type { ImageCopies } from './image-copies.ts';
import type { Layout } from './layout.ts';
import { NeedsRebuild } from './rebuild.ts';

/** The array form of the IPv4 index in an image, edited in place: 16, 8 and 8 bits, as compile/index4.ts makes it. */
export class Array4 {
  readonly #image: ImageCopies;
  readonly #layout: Layout;
  #blocks = 0;

  constructor(image: ImageCopies, layout: Layout) {
    this.#image = image;
    this.#layout = layout;
  }

  /** Every address of the prefix leads to the place; those of prefixes inside must be painted again. */
  paint(address: number, length: number, place: number): void {
    const { root4 } = this.#layout.parts;
    if (length <= 16) {
      this.#entries(root4, address >>> 16, 2 ** (16 - length), place);
      return;
    }
    const outer = this.#block(root4 + (address >>> 16) * 4);
    const at = (address >>> 8) & 255;
    if (length <= 24) this.#entries(outer, at, 2 ** (24 - length), place);
    else this.#entries(this.#block(outer + at * 4), address & 255, 2 ** (32 - length), place);
  }

  #entries(table: number, first: number, count: number, place: number): void {
    let from = first;
    for (let at = first; at < first + count; at++) {
      const value = this.#image.word(table + at * 4);
      if (value < indexGoesOn) continue;
      this.#fill(table, from, at, place);
      this.#entries(this.#blockAt(value), 0, 256, place);
      from = at + 1;
    }
    this.#fill(table, from, first + count, place);
  }

  #fill(table: number, from: number, to: number, place: number): void {
    if (to > from) this.#image.fillWords(table + from * 4, to - from, place);
  }

  /** The block to which an entry leads, made if there is none. Blocks stay when nothing in them differs any more. */
  #block(entry: number): number {
    const value = this.#image.word(entry);
    if (value >= indexGoesOn) return this.#blockAt(value);
    if (this.#blocks === this.#layout.capacity.blocks) throw new NeedsRebuild('blocks');
    const made = indexGoesOn + this.#blocks++;
    this.#image.fillWords(this.#blockAt(made), 256, value);
    this.#image.setWord(entry, made);
    return this.#blockAt(made);
  }

  #blockAt(value: number): number {
    return this.#layout.parts.blocks4 + (value - indexGoesOn) * 1024;
  }
}
