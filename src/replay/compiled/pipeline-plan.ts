import { tableBytes, tableLayout } from '../../conntrack/table-memory.ts';
import { endingsBytes } from '../../kernels/endings.ts';
import { firstBytes } from '../../kernels/first-layout.ts';
import { tableRows } from '../../kernels/flow-layout.ts';
import { mostRows } from '../../kernels/layout.ts';
import { defaultMaxFlows, type PipelineOptions } from '../pipeline.ts';
import type { ArenaPlan } from './arena.ts';
import { LanePlan, usesNames } from './lane-memory.ts';

/**
 * Whether another thread may track connections ahead of the judgement: nobody may ask for the flow table as it was
 * when a packet came, as those do who learn DNS names or judge open connections anew.
 */
export function canTrackAhead({ lanes, onFlow }: PipelineOptions): boolean {
  return onFlow === undefined && !lanes.some((lane) => lane.willRecheck || usesNames(lane));
}

/** Who is told of flows is told their names too. */
export function flowsHaveNames({ onFlow, flowsHaveNames = false }: PipelineOptions): boolean {
  return onFlow !== undefined && flowsHaveNames;
}

/** What a batch pipeline needs of the shared memory. */
export class PipelinePlan {
  /** Slots of the flow table. */
  readonly capacity: number;
  readonly addresses: Readonly<Record<'table' | 'first' | 'tracked', number>>;
  /** Where kernels note the flows that they end, if somebody is told of flows. */
  readonly endings: number | undefined;
  readonly outcomes: readonly number[];
  readonly lanes: readonly LanePlan[];
  readonly options: PipelineOptions;

  /** `table`: address of a flow table that is planned already. */
  constructor(options: PipelineOptions, plan: ArenaPlan, table?: number) {
    const { maxFlows = defaultMaxFlows, inventory } = options;
    const { capacity } = tableLayout(maxFlows);
    this.options = options;
    this.capacity = capacity;
    this.addresses = {
      table: table ?? plan.add(tableBytes(capacity)),
      first: plan.add(capacity * firstBytes),
      tracked: plan.add(mostRows * 4),
    };
    this.endings = options.onFlow && plan.add(endingsBytes);
    this.outcomes = options.lanes.map(() => plan.add(mostRows * 4));
    const rows = this.addresses.table + tableRows;
    this.lanes = options.lanes.map(
      (lane, index) => new LanePlan(lane, inventory, capacity, plan, index === 0 ? rows : undefined),
    );
  }
}
