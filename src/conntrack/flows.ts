import { FlowRows } from './flow-rows.ts';
import type { FlowTable } from './flow-table.ts';

/** Reads the columns of a flow by slot. Only for live slots. */
export class Flows extends FlowRows {
  readonly #table: FlowTable;

  constructor(table: FlowTable) {
    super(table.words, table.doubles, table.firstTimes);
    this.#table = table;
  }

  isLive(slot: number): boolean {
    return slot >= 0 && slot < this.#table.used && this.#table.isLive(slot);
  }
}
