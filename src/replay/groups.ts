import type { Inventory } from '../inventory/inventory.ts';
import { entityName } from '../ir/entity.ts';
import { formatAddress, type IpAddress } from '../net/address.ts';
import type { EndedFlow } from './flow.ts';
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
  /** The first of the flows, which stands for all. */
  readonly first: EndedFlow;
  flows: number;
  packets: number;
  bytes: number;
}

/** More rows than anybody reads; what comes behind them is counted together. */
const mostGroups = 5000;

export class FlowGroups {
  readonly #inventory: Inventory;
  readonly #keep: (flow: EndedFlow) => boolean;
  readonly #groups = new Map<string, FlowGroup>();
  /** Flows for which there was no row left. */
  left = 0;

  constructor(inventory: Inventory, keep: (flow: EndedFlow) => boolean = () => true) {
    this.#inventory = inventory;
    this.#keep = keep;
  }

  add(flow: EndedFlow): void {
    if (!this.#keep(flow)) return;
    const group = this.#groupOf(flow);
    if (group === undefined) {
      this.left++;
      return;
    }
    group.flows++;
    group.packets += flow.packets.original + flow.packets.reply;
    group.bytes += flow.bytes.original + flow.bytes.reply;
  }

  /** Most flows first; equal counts by name, so that the order is the same in every run. */
  sorted(): readonly FlowGroup[] {
    return [...this.#groups.values()].sort(
      (a, b) => b.flows - a.flows || b.packets - a.packets || compareText(rowKey(a), rowKey(b)),
    );
  }

  #groupOf(flow: EndedFlow): FlowGroup | undefined {
    const row = {
      from: endName(flow.source, this.#inventory),
      to: endName(flow.destination, this.#inventory, flow.protocol, flow.destinationPort),
      protocol: flow.protocol,
      port: flow.icmpType >= 0 ? flow.icmpType : flow.destinationPort > 0 ? flow.destinationPort : -1,
      outcomes: flow.outcomes,
    };
    const key = rowKey(row);
    const known = this.#groups.get(key);
    if (known !== undefined || this.#groups.size >= mostGroups) return known;
    const group: FlowGroup = { ...row, first: flow, flows: 0, packets: 0, bytes: 0 };
    this.#groups.set(key, group);
    return group;
  }
}

function rowKey(row: Pick<FlowGroup, 'from' | 'to' | 'protocol' | 'port' | 'outcomes'>): string {
  const outcomes = row.outcomes.map((outcome) => outcome.id).join();
  return `${row.from} ${row.to} ${row.protocol} ${row.port} ${outcomes}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The name of whoever holds the address; of the service where the address and port are a frontend; else the
 * address itself. A node's hostNetwork pods go by the node's name.
 */
export function endName(address: IpAddress, inventory: Inventory, protocol = 0, port = 0): string {
  const service = port > 0 ? inventory.serviceAt(address, protocol, port)?.service : undefined;
  if (service !== undefined) return `svc:${service.namespace}/${service.name}`;
  const holders = inventory.holders(address);
  const holder = holders.find((entity) => entity.kind === 'node') ?? holders[0];
  return holder === undefined ? formatAddress(address) : entityName(holder, inventory.cluster);
}
