import type { Inventory } from '../../inventory/inventory.ts';
import type { FlowGroup } from '../../replay/groups.ts';
import type { Judged } from '../../replay/judged.ts';
import type { PairRow } from '../pairs/collect.ts';
import { exampleOf } from '../pairs/example.ts';
import { connectionOf } from '../traffic.ts';
import type { EngineReading } from './reading.ts';
import { type Verdict, whyDiffer } from './why.ts';

/** Why two engines differ about a row of pairs. */
export function whyPairsDiffer(first: EngineReading, other: EngineReading, row: PairRow): string {
  const { old, new: fresh } = row.change;
  return whyDiffer({ reading: first, ...old }, { reading: other, ...fresh }, exampleOf(row));
}

/** Why two engines differ about flows of one kind: lane 0 is the first engine, lane 1 the other. */
export function whyFlowsDiffer(
  first: EngineReading,
  other: EngineReading,
  { outcomes: [old, fresh], first: flow }: FlowGroup,
  inventory: Inventory,
): string {
  return whyDiffer(verdictOf(first, old), verdictOf(other, fresh), connectionOf(flow, inventory));
}

function verdictOf(reading: EngineReading, { judgement }: Judged): Verdict {
  const decider = judgement?.decider ?? { by: 'default' };
  return { reading, decider, decidedAt: judgement?.decidedAt };
}
