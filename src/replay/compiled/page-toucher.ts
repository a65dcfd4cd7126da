import { flowRowBytes, tableCapacity, tableRows, tableUsed } from '../../kernels/flow-layout.ts';
import type { Arena } from './arena.ts';

const pageBytes = 4096;
/** Slots ahead of those in use: more than open while all buffers of a ring are on their way. */
const reach = 8192;

/** What grows with the slots of the flow table that are in use: address, and bytes a slot. */
export interface SlotMemory {
  readonly address: number;
  readonly bytes: number;
}

interface Region {
  readonly end: number;
  /** Pages below are touched. */
  next: number;
}

/**
 * Touches memory shortly before another thread will need it for the first time: the operating system then finds and
 * clears a page, which takes as long as dozens of packets. To put 0 in the place of 0, in one
 * step, changes nothing, whoever writes there. It must not read first: that gets a page to read, and the writer another one.
 */
export class PageToucher {
  readonly #words: Int32Array<ArrayBufferLike>;
  readonly #table: number;
  readonly #slots: readonly (SlotMemory & Region)[];
  /** Slots in use the last time. */
  #used = -1;

  /** `table`: address of the flow table, whose first rows have their pages; `memories`: what stands beside it. */
  constructor({ memory }: Arena, table: number, rowsTouched: number, memories: readonly SlotMemory[]) {
    this.#words = new Int32Array(memory.buffer);
    this.#table = table;
    const capacity = this.#words[(table + tableCapacity) / 4];
    const rows = { address: table + tableRows, bytes: flowRowBytes };
    const region = ({ address, bytes }: SlotMemory, touched: number) => ({
      address,
      bytes,
      next: address + touched * bytes,
      end: address + capacity * bytes,
    });
    this.#slots = [region(rows, rowsTouched), ...memories.map((memory) => region(memory, 0))];
  }

  /** To be called for each batch. */
  advance(): void {
    const used = this.#words[(this.#table + tableUsed) / 4];
    if (used === this.#used) return;
    this.#used = used;
    const slots = used + reach;
    for (const region of this.#slots) touch(this.#words, region, region.address + slots * region.bytes);
  }
}

function touch(words: Int32Array<ArrayBufferLike>, region: Region, to: number): void {
  for (const end = Math.min(to, region.end); region.next < end; region.next += pageBytes) {
    Atomics.compareExchange(words, region.next / 4, 0, 0);
  }
}
