import { endFlow } from './flow-end.ts';
import { flowAt } from './flow-find.ts';
import {
  flowLast,
  flowState,
  stateLive,
  statePhase,
  sweepRows,
  tableSweepAt,
  tableTimeouts,
  tableUsed,
} from './flow-layout.ts';
import { ld32, ldf64, st32 } from './mem.ts';

/** A flow that was in this phase has been silent for too long. */
export function isExpired(flow: u32, phase: u32, table: u32, now: f64): boolean {
  return now - ldf64(flow + flowLast) > ldf64(table + tableTimeouts + (phase << 3));
}

/** The sweep that is due would end a flow, whatever the packet before it opens. */
export function isSomeoneExpired(table: u32, now: f64): boolean {
  const used: u32 = ld32(table + tableUsed);
  let slot: u32 = ld32(table + tableSweepAt);
  for (let left: u32 = sweepLength(used); left > 0; left--) {
    slot = slot + 1 < used ? slot + 1 : 0;
    const flow: u32 = flowAt(table, slot);
    const state: u32 = ld32(flow + flowState);
    if ((state & stateLive) === 0) continue;
    if (isExpired(flow, state & statePhase, table, now)) return true;
  }
  return false;
}

/** As Conntrack sweeps: ends the flows among the next rows that have expired. */
export function sweep(table: u32, now: f64): void {
  const used: u32 = ld32(table + tableUsed);
  let slot: u32 = ld32(table + tableSweepAt);
  for (let left: u32 = sweepLength(used); left > 0; left--) {
    slot = slot + 1 < used ? slot + 1 : 0;
    const flow: u32 = flowAt(table, slot);
    const state: u32 = ld32(flow + flowState);
    if ((state & stateLive) === 0) continue;
    if (isExpired(flow, state & statePhase, table, now)) endFlow(slot, table);
  }
  st32(table + tableSweepAt, slot);
}

function sweepLength(used: u32): u32 {
  return used < sweepRows ? used : sweepRows;
}
