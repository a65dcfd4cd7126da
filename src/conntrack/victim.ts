import { handChoice, handReach } from '../kernels/flow-layout.ts';
import type { FlowTable } from './flow-table.ts';
import { Control, Double, rowDoubles } from './layout.ts';
import { isOpening, isOver } from './phase.ts';

/**
 * Whom a full table gives up for a newcomer: first what has expired, then the flow that has been opening for the longest
 * time, then what is over. An open flow is never given up, so a flood of openings pushes out nothing but openings
 * (RFC 4987). Slots that become free are taken at once, so a hand that moves over the rows meets a flood's oldest first;
 * to choose among a few spares who came just now. Where no cell can be had, which takes knowledge of the hash's key, the
 * victim must be one of 16 neighbours in the index.
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

  /** The slot to give up so that the table's key can be entered; -1 if nobody can go. `hasCell`: only a slot is wanting. */
  find(hasCell: boolean): number {
    this.#best = -1;
    this.#bestRank = 0;
    if (hasCell) return this.#atHand();
    for (let n = 0; n < 16; n++) this.#consider(this.#table.index.neighbour(n));
    return this.#best;
  }

  #atHand(): number {
    const { control, used } = this.#table;
    let slot = control[Control.hand];
    let choice = 0;
    for (let n = 0; n < handReach && choice < handChoice; n++) {
      slot = slot + 1 < used ? slot + 1 : 0;
      choice += this.#consider(slot);
    }
    control[Control.hand] = this.#best < 0 ? slot : this.#best;
    return this.#best;
  }

  /** 1: the flow may go. */
  #consider(slot: number): 0 | 1 {
    const rank = slot < 0 || !this.#table.isLive(slot) ? 0 : this.#rank(slot);
    if (rank === 0) return 0;
    if (rank > this.#bestRank || (rank === this.#bestRank && this.#isOlder(slot))) {
      this.#best = slot;
      this.#bestRank = rank;
    }
    return 1;
  }

  #isOlder(slot: number): boolean {
    const { doubles } = this.#table;
    const last = doubles[slot * rowDoubles + Double.last];
    return last < doubles[this.#best * rowDoubles + Double.last];
  }

  #rank(slot: number): number {
    if (this.isExpired(slot)) return 3;
    const phase = this.#table.phaseOf(slot);
    return isOpening[phase] ? 2 : isOver[phase];
  }
}
