/**
 * Flows that kernels end, in order, where somebody is told of them: a list that TypeScript empties behind each call of the
 * track kernel. Offsets in bytes from its start, which is a multiple of 128.
 */
import { flowAt } from './flow-find.ts';
import { flowRowBytes, flowRowShift, restBytes, restShift, tableRest } from './flow-layout.ts';
import { ld32, st32 } from './mem.ts';

/** Entries. */
export const endingsCount: u32 = 0;
/** Row of the batch at hand: with its packet end the flows that come next. */
export const endingsRow: u32 = 4;
/** Two words an entry: the row of the batch, and the slot that the flow had. */
export const endingsHeads: u32 = 128;
/** By entry: a copy of the flow, and one of its rest. */
export const endingsFlows: u32 = 3200;
export const endingsRests: u32 = 52352;
/** A row ends two flows at the most, and one in sweepInterval rows sweepRows more: enough for 128 rows. */
export const mostEndings: u32 = 384;
export const endingsBytes: u32 = 58496;

/** Notes that the flow in a slot ends. */
export function noteEnding(endings: u32, slot: u32, table: u32): void {
  const entry: u32 = ld32(endings + endingsCount);
  st32(endings + endingsCount, entry + 1);
  const head: u32 = endings + endingsHeads + (entry << 3);
  st32(head, ld32(endings + endingsRow));
  st32(head + 4, slot);
  copy(endings + endingsFlows + (entry << flowRowShift), flowAt(table, slot), flowRowBytes);
  const rest: u32 = table + ld32(table + tableRest) + (slot << restShift);
  copy(endings + endingsRests + (entry << restShift), rest, restBytes);
}

function copy(to: u32, from: u32, bytes: u32): void {
  for (let at: u32 = 0; at < bytes; at += 4) st32(to + at, ld32(from + at));
}
