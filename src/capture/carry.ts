import type { Window } from './format.ts';

const initialCapacity = 4096;

/**
 * Holds the part of a unit that came with earlier chunks. It grows with the bytes that arrive, never with a
 * length that a file merely states, and the format readers bound those.
 */
export class CarryBuffer implements Window {
  bytes = new Uint8Array(0);
  view = new DataView(this.bytes.buffer);
  base = 0;
  length = 0;

  get capacity(): number {
    return this.bytes.length;
  }

  /** Starts a unit with the bytes of the chunk from `at` on; `base` is their offset in the file. */
  begin(chunk: Uint8Array, at: number, base: number): void {
    this.base = base;
    this.length = 0;
    this.append(chunk, at, chunk.length - at);
  }

  /** Takes bytes of the chunk from `at` on until `need` are held. Gives how many it took. */
  append(chunk: Uint8Array, at: number, need: number): number {
    const count = Math.min(need - this.length, chunk.length - at);
    this.#reserve(this.length + count);
    // A short copy by hand beats a view made for `set`.
    if (count < 32) for (let i = 0; i < count; i++) this.bytes[this.length + i] = chunk[at + i];
    else this.bytes.set(chunk.subarray(at, at + count), this.length);
    this.length += count;
    return count;
  }

  /** Drops a unit that was read. */
  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.length);
    this.length -= count;
    this.base += count;
  }

  #reserve(capacity: number): void {
    if (capacity <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(initialCapacity, 2 ** Math.ceil(Math.log2(capacity))));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}
