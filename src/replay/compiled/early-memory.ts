import { closeSync, openSync, read } from 'node:fs';
import { tableLayout } from '../../conntrack/table-memory.ts';
import { flowRowBytes, tableRows } from '../../kernels/flow-layout.ts';
import { createMemory, firstAddress } from './arena.ts';

/** As many rows are touched as there are flows if each takes so many bytes of a capture, and 32 MiB of them at the most. */
const bytesPerFlow = 2048;
const mostFlows = 2 ** 18;
const zeros = '/dev/zero';

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

  /** `bytes`: of all captures, as far as anybody knows. */
  constructor(maxFlows: number, bytes: number) {
    const { capacity, cells, free, bytes: tableBytes } = tableLayout(maxFlows);
    this.#capacity = capacity;
    this.#memory = createMemory(firstAddress + tableBytes);
    const flows = Math.min(capacity, mostFlows, Math.ceil(bytes / bytesPerFlow));
    this.touched = this.#readZeros([
      [firstAddress + tableRows, flows * flowRowBytes],
      [firstAddress + cells, free - cells],
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
    const file = openZeros();
    if (file === undefined) return;
    const views = parts.map(([address, bytes]) => new Uint8Array(this.#memory.buffer, address, bytes));
    await Promise.all(views.map((view) => readInto(file, view)));
    closeSync(file);
  }
}

/** Undefined where there is no such device, and pages are touched as they are needed. */
function openZeros(): number | undefined {
  try {
    return openSync(zeros, 'r');
  } catch {
    return undefined;
  }
}

/** What could not be read stays zero, and untouched. */
function readInto(file: number, view: Uint8Array<ArrayBufferLike>): Promise<void> {
  return new Promise((resolve) =>
    read(file, view as NodeJS.ArrayBufferView, 0, view.length, null, () => resolve()),
  );
}
