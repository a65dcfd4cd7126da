import { indexGoesOn } from '../kernels/image-layout.ts';
import type { Stretch } from './ranges4.ts';

/** 64 MiB of blocks; with more, ranges take their place: see ranges4.ts. */
export const mostBlocks4 = 1 << 16;

/** How many blocks an Index4 of these has. */
export function blocksOf(stretches: readonly Stretch[]): number {
  const outer = new Set<number>();
  const inner = new Set<number>();
  for (const { address, length } of stretches) {
    if (length > 16) outer.add(address >>> 16);
    if (length > 24) inner.add(address >>> 8);
  }
  return outer.size + inner.size;
}

/**
 * IPv4 address -> place in three steps of 16, 8 and 8 bits, every prefix expanded to all entries that it covers.
 * Prefixes must come before those inside them. There must be no more than mostBlocks4 blocks: see blocksOf.
 */
export class Index4 {
  readonly root = new Uint32Array(1 << 16);
  #blocks = new Uint32Array(64 << 8);
  #count = 0;

  set({ address, length, place }: Stretch): void {
    if (length <= 16) {
      const first = address >>> 16;
      this.root.fill(place, first, first + 2 ** (16 - length));
      return;
    }
    const outer = this.#block(this.root, address >>> 16);
    if (length <= 24) {
      this.#fill(outer, (address >>> 8) & 255, 2 ** (24 - length), place);
      return;
    }
    const inner = this.#block(undefined, (outer << 8) + ((address >>> 8) & 255));
    this.#fill(inner, address & 255, 2 ** (32 - length), place);
  }

  blocks(): Uint32Array {
    return this.#blocks.subarray(0, this.#count << 8);
  }

  #fill(block: number, first: number, count: number, place: number): void {
    const at = (block << 8) + first;
    this.#blocks.fill(place, at, at + count);
  }

  /** The block that an entry leads to, made if the entry was a place. `table` undefined: the entry is in a block. */
  #block(table: Uint32Array | undefined, entry: number): number {
    const value = (table ?? this.#blocks)[entry];
    if (value >= indexGoesOn) return value - indexGoesOn;
    const block = this.#add(value);
    (table ?? this.#blocks)[entry] = indexGoesOn + block;
    return block;
  }

  #add(place: number): number {
    if ((this.#count + 1) << 8 > this.#blocks.length) {
      const larger = new Uint32Array(this.#blocks.length * 2);
      larger.set(this.#blocks);
      this.#blocks = larger;
    }
    const block = this.#count++;
    this.#fill(block, 0, 256, place);
    return block;
  }
}
