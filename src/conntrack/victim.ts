import type { FlowTable } from './flow-table.ts';
import { Control, Double, rowDoubles } from './layout.ts';
import { isOpening, isOver } from './phase.ts';

/** How many rows beyond the key's own buckets are looked at when every slot is taken. */
const handReach = 32;

/**
 * Whom a full table gives up for a newcomer: first what has expired, then what is over, then the flow that has
 * been opening for the longest time. An open flow is never given up, so a flood of openings pushes out nothing
 * but openings (RFC 4987). The search is bounded: 16 neighbours in the index and a few rows behind a moving hand.
 */
export class VictimSearch {
  readonly #table: FlowTable;
  #best = -1;
  #bestRank = 0;

  constructor(table: FlowTable) {
    this.#table = table;
  }

  isExpired(slot: number): boolean {
    const { clock, doubles, timeouts } = this.#table;
    return clock[0] - doubles[slot * rowDoubles + Double.last] > timeouts[this.#table.phaseOf(slot)];
  }

  /** The slot to give up so that the table's key can be entered; -1 if nobody can go. */
  find(): number {
    this.#best = -1;
    this.#bestRank = 0;
    for (let n = 0; n < 16; n++) this.#consider(this.#table.index.neighbour(n));
    // A row elsewhere frees a slot but no cell, so it helps only if a cell is free.
    if (this.#best >= 0 || !this.#table.hasCell()) return this.#best;
    const { control, used } = this.#table;
    for (let n = 0; n < handReach; n++) {
      const next = control[Control.hand] + 1;
      control[Control.hand] = next < used ? next : 0;
      this.#consider(control[Control.hand]);
    }
    return this.#best;
  }

  #consider(slot: number): void {
    if (slot < 0 || !this.#table.isLive(slot)) return;
    const rank = this.#rank(slot);
    const isOlder = rank === this.#bestRank && this.#isOlder(slot);
    if (rank === 0 || rank < this.#bestRank || (rank === this.#bestRank && !isOlder)) return;
    this.#best = slot;
    this.#bestRank = rank;
  }

  #isOlder(slot: number): boolean {
    const { doubles } = this.#table;
    const last = doubles[slot * rowDoubles + Double.last];
    return this.#best < 0 || last < doubles[this.#best * rowDoubles + Double.last];
  }

  #rank(slot: number): number {
    if (this.isExpired(slot)) return 3;
    const phase = this.#table.phaseOf(slot);
    return isOver[phase] ? 2 : isOpening[phase];
  }
}
