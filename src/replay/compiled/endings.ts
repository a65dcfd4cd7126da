import { FlowRows } from '../../conntrack/flow-rows.ts';
import {
  endingsCount,
  endingsFlows,
  endingsHeads,
  endingsRests,
  mostEndings,
} from '../../kernels/endings.ts';
import { flowRowBytes, restBytes } from '../../kernels/flow-layout.ts';
import type { Arena } from './arena.ts';

/** What the track kernel tells of flows that it has ended, by entry, in order: kernels/endings.ts. */
export class Endings {
  /** Copies of the flows. */
  readonly flows: FlowRows;
  readonly #words: Uint32Array<ArrayBufferLike>;

  constructor({ memory: { buffer } }: Arena, address: number) {
    const bytes = mostEndings * flowRowBytes;
    this.#words = new Uint32Array(buffer, address, endingsFlows / 4);
    const rests = mostEndings * restBytes;
    this.flows = new FlowRows(
      new Int32Array(buffer, address + endingsFlows, bytes / 4),
      new Float64Array(buffer, address + endingsFlows, bytes / 8),
      new Float64Array(buffer, address + endingsRests, rests / 8),
    );
  }

  get count(): number {
    return this.#words[endingsCount / 4];
  }

  /** Row of the batch with whose packet the flow ended. */
  row(entry: number): number {
    return this.#words[endingsHeads / 4 + 2 * entry];
  }

  /** That the flow had: what stands there may be another by now. */
  slot(entry: number): number {
    return this.#words[endingsHeads / 4 + 2 * entry + 1];
  }

  clear(): void {
    this.#words[endingsCount / 4] = 0;
  }
}
