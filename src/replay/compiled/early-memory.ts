import { closeSync, constants, fstatSync, openSync, read } from 'node:fs';
import { tableLayout } from '../../conntrack/table-memory.ts';
import { flowRowBytes, tableRows } from '../../kernels/flow-layout.ts';
import { createMemory, firstAddress } from './arena.ts';

/** As many rows are touched as there are flows if each takes so many bytes of a capture, and 32 MiB of them at the most. */
const bytesPerFlow = 2048;
const mostFlows = 2 ** 18;
const zeros = '/dev/zero';
const pageBytes = 4096;

/**
 * The memory of a replay, made before anybody knows how much it needs, for the flow table that comes first in it. While this
 * thread reads policies, the operating system finds and clears pages for the rows and the index: one after another, as
 * packets open flows, that takes this thread as long as dozens of packets each.
 */
export class EarlyMemory {
  /** Before it is settled nothing but zeros may stand in the table's rows and index. Never rejects. */
  readonly touched: Promise<unknown>;
  readonly #memory: WebAssembly.Memory;
  readonly #capacity: number;
  #isTaken = false;

  /** `bytes`: of all captures, as far as anybody knows. Undefined where there is no memory to be had so early. */
  static make(maxFlows: number, bytes: number): EarlyMemory | undefined {
    try {
      return new EarlyMemory(maxFlows, bytes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return undefined;
    }
  }

  private constructor(maxFlows: number, bytes: number) {
    const { capacity, cells, free, bytes: tableBytes } = tableLayout(maxFlows);
    this.#capacity = capacity;
    this.#memory = createMemory(firstAddress + tableBytes);
    const flows = Math.min(capacity, mostFlows, Math.ceil(bytes / bytesPerFlow));
    const indexBytes = free - cells;
    this.touched = this.#readZeros([
      [firstAddress + tableRows, flows * flowRowBytes],
      // Flows go anywhere in the index, and a few to few of its pages.
      [firstAddress + cells, flows * pageBytes < indexBytes ? 0 : indexBytes],
    ]);
  }

  /** For a flow table at this address, with so many slots. Undefined for any other, and for whoever comes later. */
  take(table: number, capacity: number): WebAssembly.Memory | undefined {
    if (this.#isTaken || table !== firstAddress || capacity !== this.#capacity) return undefined;
    this.#isTaken = true;
    return this.#memory;
  }

  /** A read is done by a thread of the pool that files have, and puts zeros in the place of zeros. */
  async #readZeros(parts: readonly (readonly [address: number, bytes: number])[]): Promise<void> {
    const needed = parts.filter(([, bytes]) => bytes > 0);
    const file = needed.length === 0 ? undefined : openZeros();
    if (file === undefined) return;
    const views = needed.map(([address, bytes]) => new Uint8Array(this.#memory.buffer, address, bytes));
    await Promise.all(views.map((view) => readInto(file, view)));
    closeSync(file);
  }
}

/** Undefined where there is no such device, and pages are touched as they are needed. Another file may have any name. */
function openZeros(): number | undefined {
  try {
    const file = openSync(zeros, constants.O_RDONLY | constants.O_NONBLOCK);
    if (fstatSync(file).isCharacterDevice()) return file;
    closeSync(file);
  } catch {
    // Nor is it needed.
  }
  return undefined;
}

/** What could not be read stays zero, and untouched. */
function readInto(file: number, view: Uint8Array<ArrayBufferLike>): Promise<void> {
  return new Promise((resolve) =>
    read(file, view as NodeJS.ArrayBufferView, 0, view.length, null, () => resolve()),
  );
}
