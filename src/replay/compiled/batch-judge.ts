import type { Kernels } from '../../kernels/load.ts';
import { wordFull } from '../../kernels/track-word.ts';
import type { ConnectionReader, NamelessConnection } from '../connection.ts';
import type { Judged } from '../judged.ts';
import type { Arena } from './arena.ts';
import type { LaneMemory } from './lane-memory.ts';
import { flowsHaveNames, type PipelinePlan } from './pipeline-plan.ts';
import type { Span } from './span.ts';

/** What the track kernel writes of a packet: see kernels/track.ts. */
const untracked = 0xffffffff;
export const stateBits = 7;
export const stateNew = 0;
export const stateOriginal = 1;
const stateInvalid = 4;
const slotShift = 5;

export interface BatchJudgeParts {
  readonly arena: Arena;
  readonly kernels: Kernels;
  readonly plan: PipelinePlan;
  readonly memories: readonly LaneMemory[];
  readonly connections: ConnectionReader;
  /** The connection in a slot of the flow table, as its opener began it. */
  readonly connectionAt: (slot: number) => NamelessConnection;
}

/** Judges rows that are tracked: the kernel as far as it goes, and TypeScript where it must be asked. */
export class BatchJudge {
  readonly #parts: BatchJudgeParts;

  constructor(parts: BatchJudgeParts) {
    this.#parts = parts;
  }

  /** Gives the rows of the span before `end` their outcomes in one lane, in order, and counts them. */
  judge(span: Span, end: number, index: number): void {
    const { rows, tracked, view, base, at } = span;
    const memory = this.#parts.memories[index];
    const outcomes = this.#parts.plan.outcomes[index];
    const high = Math.floor(base / 2 ** 32);
    const keepsTime = flowsHaveNames(this.#parts.plan.options) || memory.usesNames;
    let noted = keepsTime ? at : end;
    for (let row = at; row < end; row++) {
      row = this.#parts.kernels.judge(rows, row, end, tracked, outcomes, memory.control, base >>> 0, high);
      for (; noted < end && noted <= row; noted++) memory.lane.names.advance(view.time(noted));
      if (row === end) break;
      this.#ask(memory, span, row, outcomes);
    }
  }

  /** The outcome of a packet for which the kernel stopped. */
  #ask(memory: LaneMemory, span: Span, row: number, outcomes: number): void {
    const outcome = this.#outcomeOf(memory, span, row);
    this.#parts.arena.words[outcomes / 4 + row] = memory.wordOf(outcome);
    memory.lane.count(span.base + row, outcome, span.view.captured(row));
  }

  #outcomeOf(memory: LaneMemory, { tracked, view }: Span, row: number): Judged {
    const { lane } = memory;
    const word = this.#parts.arena.words[tracked / 4 + row];
    if (word === untracked) return memory.rememberNonIp(lane.pass('non-ip'));
    const slot = word >>> slotShift;
    if ((word & stateBits) === stateNew) {
      // The kernel may have given the slot to another flow since.
      const connection = this.#parts.connections.ofTraffic(view.traffic(row));
      return memory.remember(connection, lane.open(slot, connection));
    }
    if ((word & stateBits) === stateInvalid) {
      const connection = this.#parts.connections.ofTraffic(view.traffic(row));
      if (word === wordFull) return memory.rememberFull(lane.refuse(connection, 'table-full'));
      return memory.rememberInvalid(lane.refuse(connection, 'invalid-state'));
    }
    if (!lane.isStale(slot)) return lane.outcomeOf(slot);
    const connection = this.#parts.connectionAt(slot);
    return memory.remember(connection, lane.reopen(slot, connection));
  }

  /** Tells of the packets of rows that are judged. */
  tell({ view, at }: Span, end: number): void {
    const { onVerdict } = this.#parts.plan.options;
    for (let row = at; row < end; row++) {
      const outcomes = this.#parts.memories.map((memory, index) =>
        memory.outcomeOf(this.#parts.arena.words[this.#parts.plan.outcomes[index] / 4 + row]),
      );
      onVerdict?.(view.packet(row), outcomes);
    }
  }
}
