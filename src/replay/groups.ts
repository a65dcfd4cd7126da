import type { Inventory } from '../inventory/inventory.ts';
import { EndNames } from './end-names.ts';
import type { EndedFlow, EndingFlow } from './flow.ts';
import type { Judged } from './judged.ts';

/** Flows that differ in nothing but source port and time: one row of the report. */
export interface FlowGroup {
  readonly from: string;
  readonly to: string;
  readonly protocol: number;
  /** Destination port, or ICMP type; -1 for neither. */
  readonly port: number;
  /** By lane. */
  readonly outcomes: readonly Judged[];
  /** The flow that ended first, which stands for all. */
  readonly first: EndedFlow;
  readonly flows: number;
  readonly packets: number;
  readonly bytes: number;
}

/** A group with its names as numbers. */
interface Row extends Omit<FlowGroup, 'from' | 'to'> {
  readonly from: number;
  readonly to: number;
  flows: number;
  packets: number;
  bytes: number;
}

/** More rows than anybody reads; what comes behind them is counted together. */
const mostGroups = 5000;
/** A power of two, so many more than groups that a look-up finds its cell at once. */
const cellCount = 1 << 14;

export class FlowGroups {
  readonly #inventory: Inventory;
  /** Made for the first flow: most reports of sums alone have none. */
  #names: EndNames | undefined;
  readonly #rows: Row[] = [];
  /** By hash of what makes a group: number of the row plus one. */
  readonly #cells = new Uint16Array(cellCount);
  readonly #seed = Math.floor(Math.random() * 0x1_0000_0000);
  /** Flows for which there was no row left. */
  left = 0;

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  /** `outcomes`: those of the flow that the report is about. */
  add(flow: EndingFlow, outcomes: readonly Judged[] = flow.outcomes): void {
    const row = this.#rowOf(flow, outcomes);
    if (row === undefined) {
      this.left++;
      return;
    }
    row.flows++;
    row.packets += flow.allPackets;
    row.bytes += flow.allBytes;
  }

  /** Most flows first; equal counts by name, then by the flow that ended first, so that the order is the same in every run and core. */
  sorted(): readonly FlowGroup[] {
    const names = this.#names;
    if (names === undefined) return [];
    const groups = this.#rows.map((row) => ({ ...row, from: names.text(row.from), to: names.text(row.to) }));
    return groups
      .map((group) => ({ group, key: sortKey(group) }))
      .sort(
        ({ group: a, key: one }, { group: b, key: other }) =>
          b.flows - a.flows ||
          b.packets - a.packets ||
          compareText(one, other) ||
          a.first.firstPacket - b.first.firstPacket,
      )
      .map(({ group }) => group);
  }

  #rowOf(flow: EndingFlow, outcomes: readonly Judged[]): Row | undefined {
    this.#names ??= new EndNames(this.#inventory);
    const hasRoom = this.#rows.length < mostGroups;
    const from = this.#names.source(flow, hasRoom);
    const to = this.#names.destination(flow, hasRoom);
    // No group has a name that nobody has added.
    if (from < 0 || to < 0) return undefined;
    const { protocol } = flow;
    const port = portOf(flow);
    const cell = this.#cellOf(from, to, protocol, port, outcomes);
    if (this.#cells[cell] !== 0) return this.#rows[this.#cells[cell] - 1];
    if (!hasRoom) return undefined;
    const first = flow.keep();
    for (const outcome of outcomes) outcome.isKept = true;
    const row = { from, to, protocol, port, outcomes: [...outcomes], first, flows: 0, packets: 0, bytes: 0 };
    this.#cells[cell] = this.#rows.push(row);
    return row;
  }

  /** Where the group stands, or else may be entered. */
  #cellOf(from: number, to: number, protocol: number, port: number, outcomes: readonly Judged[]): number {
    let hash = mixed(mixed(mixed(this.#seed, from), to), port * 256 + protocol);
    for (let lane = 0; lane < outcomes.length; lane++) hash = mixed(hash, outcomes[lane].id);
    let cell = hash & (cellCount - 1);
    for (; this.#cells[cell] !== 0; cell = (cell + 1) & (cellCount - 1)) {
      const row = this.#rows[this.#cells[cell] - 1];
      if (row.from !== from || row.to !== to || row.protocol !== protocol || row.port !== port) continue;
      if (areSame(outcomes, row.outcomes)) break;
    }
    return cell;
  }
}

function portOf({ icmpType, destinationPort }: EndedFlow): number {
  if (icmpType >= 0) return icmpType;
  return destinationPort > 0 ? destinationPort : -1;
}

/** In a loop, as this is asked for every flow. */
function areSame(one: readonly Judged[], other: readonly Judged[]): boolean {
  for (let lane = 0; lane < one.length; lane++) if (one[lane] !== other[lane]) return false;
  return true;
}

function mixed(hash: number, word: number): number {
  const h = Math.imul(hash ^ word, 0x85ebca6b);
  return Math.imul(h ^ (h >>> 15), 0xc2b2ae35) ^ (h >>> 13);
}

function sortKey({ from, to, protocol, port }: FlowGroup): string {
  return `${from} ${to} ${protocol} ${port}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
