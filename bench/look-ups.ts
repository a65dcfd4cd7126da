// How many connections that open the kernels judge in a second.
import type { Judge } from '../src/engine/judge.ts';
import type { Inventory } from '../src/inventory/inventory.ts';
import { controlBytes } from '../src/kernels/control.ts';
import { rowBytes, rowPlaceImage } from '../src/kernels/layout.ts';
import type { Kernels } from '../src/kernels/load.ts';
import { listRows } from '../src/kernels/openers.ts';
import { type Arena, ArenaPlan } from '../src/replay/compiled/arena.ts';
import { LaneMemory, LanePlan } from '../src/replay/compiled/lane-memory.ts';
import { Openers } from '../src/replay/compiled/openers.ts';
import { openersOf, planBuffer, RowWriter } from '../src/replay/compiled/row-writer.ts';
import type { Judged } from '../src/replay/judged.ts';
import { Lane } from '../src/replay/lane.ts';

export const lookUpRows = 4096;

export interface LookUpOptions {
  readonly judge: Judge;
  readonly inventory: Inventory;
  /** Ethernet frames, lookUpRows of them, that open a flow each. */
  readonly frames: readonly Uint8Array[];
  /** Over a memory, anew for each run. */
  readonly kernelsOf: (memory: WebAssembly.Memory) => Kernels;
  /** Looked up ahead in groups, as replay does it. */
  readonly ahead: boolean;
  readonly repeats: number;
}

export interface LookUps {
  /** A second, of each run. */
  readonly millions: number[];
  /** Frames that the kernels leave to TypeScript. */
  readonly left: readonly number[];
  /** What the kernels found for a frame that they did not leave. */
  readonly outcomeOf: (frame: number) => Judged;
  readonly run: () => void;
}

export function lookUps({ judge, inventory, frames, kernelsOf, ahead, repeats }: LookUpOptions): LookUps {
  const plan = new ArenaPlan();
  const lane = new Lane({ judge, inventory });
  const lanePlan = new LanePlan(lane, inventory, lookUpRows, plan);
  const buffer = planBuffer(plan);
  const [control, tracked, outcomes] = [controlBytes, lookUpRows * 4, lookUpRows * 4].map((bytes) =>
    plan.add(bytes),
  );
  const arena = plan.make();
  const kernels = kernelsOf(arena.memory);
  const memory = new LaneMemory(lanePlan, arena, () => lookUpRows);
  fill(arena, buffer, frames);
  kernels.parseRows(buffer.rows, lookUpRows, 1, 2, control, 0);
  // Every row opens a flow of its own.
  for (let row = 0; row < lookUpRows; row++) arena.words[tracked / 4 + row] = row << 5;
  const judgeAll = (kernels: Kernels) => {
    const left: number[] = [];
    for (let row = 0; row < lookUpRows; row++) {
      row = kernels.judge(buffer.rows, row, lookUpRows, tracked, outcomes, memory.control, 0, 0);
      if (row < lookUpRows) left.push(row);
    }
    return left;
  };
  // The first time the kernel meets every outcome.
  const left = judgeAll(kernels);
  const millions: number[] = [];
  const run = () => {
    const again = kernelsOf(arena.memory);
    let taken = 0;
    for (let i = 0; i < repeats; i++) {
      const openers = ahead ? listAll(arena, buffer.rows) : undefined;
      const start = performance.now();
      for (let from = openers?.next(lookUpRows) ?? -1; from >= 0; from = openers?.next(lookUpRows) ?? -1) {
        again.touchAnswers(openersOf(buffer.rows), from, memory.control);
      }
      judgeAll(again);
      taken += performance.now() - start;
    }
    millions.push((lookUpRows * repeats) / taken / 1000);
  };
  const outcomeOf = (frame: number) => memory.outcomeOf(arena.words[outcomes / 4 + frame]);
  return { millions, left, outcomeOf, run };
}

/** A list of all rows, none of which was looked up. */
function listAll(arena: Arena, first: number): Openers {
  const [list, ahead] = [openersOf(first) / 4, listRows / 4];
  arena.words.fill(0, list, list + ahead);
  arena.words[list] = lookUpRows;
  for (let row = 0; row < lookUpRows; row++) {
    const at = first + row * rowBytes;
    arena.words[(at + rowPlaceImage) / 4] = 0;
    arena.words[list + ahead + row] = at;
  }
  return new Openers(arena, first);
}

function fill(arena: Arena, buffer: { rows: number; data: number }, frames: readonly Uint8Array[]): void {
  const writer = new RowWriter(arena, buffer);
  for (const data of frames) {
    const record = {
      data,
      originalLength: data.length,
      seconds: 0,
      nanoseconds: 0,
      linkType: 1,
      interfaceId: 0,
    };
    if (!writer.add(record)) throw new Error('the batch is full');
  }
}
