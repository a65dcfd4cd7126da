import { closeSync, constants, fstatSync, openSync, read } from 'node:fs';
import { BeyondTables } from '../../compile/bounds.ts';
import { tableLayout } from '../../conntrack/table-memory.ts';
import { flowRowBytes, tableRows } from '../../kernels/flow-layout.ts';
import type { Kernels } from '../../kernels/load.ts';
import { ArenaPlan, createMemory } from './arena.ts';
import { type EarlyAddresses, type Part, planEarly, writtenEarly } from './early-plan.ts';
import { rehearse } from './rehearsal.ts';

/** As many rows are touched as there are flows if each takes so many bytes of a capture, and 32 MiB of them at the most. */
const bytesPerFlow = 2048;
const mostFlows = 2 ** 18;
const zeros = '/dev/zero';
const pageBytes = 4096;

/** Before a rehearsal, for what stands behind the flow table: a lane or two of usual size. */
const roomBytes = 128 * 2 ** 20;

export interface TakenMemory {
  readonly memory: WebAssembly.Memory;
  /** Over the memory as it is: it need not grow any more. */
  readonly kernels: Kernels | undefined;
}

/**
 * The memory of a replay, made before anybody knows how much it needs, for the flow table that comes first in it. While this
 * thread reads policies, the operating system finds and clears pages for the rows and the index: one after another, as
 * packets open flows, that takes this thread as long as dozens of packets each.
 */
export class EarlyMemory {
  /**
   * Before it is settled nothing but zeros may stand in the table's rows and index. Gives how many slots have pages for
   * their rows. Never rejects.
   */
  readonly touched: Promise<number>;
  readonly #memory: WebAssembly.Memory;
  readonly #table: number;
  readonly #capacity: number;
  /** Where what is planned early ends. */
  readonly #end: number;
  /** Where there is more than zeros, to the end of the memory: what a rehearsal left. */
  #clean = Number.POSITIVE_INFINITY;
  #kernels: Kernels | undefined;
  #isTaken = false;

  /** `bytes`: of all captures, as far as anybody knows. Undefined where there is no memory to be had so early. */
  static make(maxFlows: number, bytes: number, threads: number): EarlyMemory | undefined {
    try {
      return new EarlyMemory(maxFlows, bytes, threads);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return undefined;
    }
  }

  private constructor(maxFlows: number, bytes: number, threads: number) {
    const { capacity, cells, free } = tableLayout(maxFlows);
    const plan = new ArenaPlan();
    const addresses = planEarly(plan, maxFlows, threads);
    const { table, end } = addresses;
    this.#table = table;
    this.#capacity = capacity;
    this.#end = end;
    this.#memory = createMemory(this.#end);
    const flows = Math.min(capacity, mostFlows, Math.ceil(bytes / bytesPerFlow));
    const indexBytes = free - cells;
    const read = this.#readZeros([
      [table + tableRows, flows * flowRowBytes],
      // Flows go anywhere in the index, and a few to few of its pages.
      [table + cells, flows * pageBytes < indexBytes ? 0 : indexBytes],
      ...writtenEarly(addresses, bytes),
    ]);
    this.touched = read.then(([rowBytes]) => Math.floor(rowBytes / flowRowBytes));
  }

  /** Makes kernels in JavaScript ready too, if there is so much memory. To be called before `take`. */
  rehearse(): void {
    this.#clean = this.#end + roomBytes;
    try {
      this.#kernels = rehearse(this.#memory, this.#clean);
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof BeyondTables)) throw error;
    }
  }

  /**
   * For what is planned early so, with so many slots in the flow table, and all that stands before `end`. Undefined for another
   * plan, as zeros may be read yet to where that has something else, and for whoever comes later.
   */
  take(
    planned: Pick<EarlyAddresses, 'table' | 'end'>,
    capacity: number,
    end: number,
  ): TakenMemory | undefined {
    const isPlan = planned.table === this.#table && planned.end === this.#end;
    if (this.#isTaken || !isPlan || capacity !== this.#capacity) return undefined;
    this.#isTaken = true;
    if (end <= this.#clean) return { memory: this.#memory, kernels: this.#kernels };
    // Two memories may be more than there is room for.
    new Uint8Array(this.#memory.buffer, this.#clean).fill(0);
    return { memory: this.#memory, kernels: undefined };
  }

  /** A read is done by a thread of the pool that files have, and puts zeros in the place of zeros. Gives the bytes of each part. */
  async #readZeros(parts: readonly Part[]): Promise<readonly number[]> {
    const file = parts.some(([, bytes]) => bytes > 0) ? openZeros() : undefined;
    if (file === undefined) return parts.map(() => 0);
    const views = parts.map(([address, bytes]) => new Uint8Array(this.#memory.buffer, address, bytes));
    const counts = await Promise.all(views.map((view) => readInto(file, view)));
    closeSync(file);
    return counts;
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

/** Gives how many bytes could be read. The rest stays zero, and untouched. */
function readInto(file: number, view: Uint8Array<ArrayBufferLike>): Promise<number> | number {
  if (view.length === 0) return 0;
  return new Promise((resolve) =>
    read(file, view as NodeJS.ArrayBufferView, 0, view.length, null, (error, count) =>
      resolve(error === null ? count : 0),
    ),
  );
}
