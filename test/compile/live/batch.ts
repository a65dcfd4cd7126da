import type { Random } from '../../../bench/random.ts';
import type { Entity } from '../../../src/ir/entity.ts';
import {
  fewestAnswers,
  keyedBytes,
  laneAnswers,
  laneAnswersMask,
  laneBytes,
  laneFrom,
  laneMemory,
  laneMemoryMask,
  laneOrigins,
  laneOutcomes,
  laneRecords,
  laneSayings,
  laneSlotShift,
  laneSlots,
  mostAnswers,
  originBytes,
  outcomeBytes,
  slotBytes,
  slotShift,
} from '../../../src/kernels/lane-layout.ts';
import { rowBytes, rowDestination, rowKind, rowPorts, rowSource } from '../../../src/kernels/layout.ts';
import type { Kernels } from '../../../src/kernels/load.ts';

const rowCount = 128;
const cells = 1 << 14;
const records = 1 << 16;

/** Addresses of what a reader needs to judge a batch of rows; plain numbers, so that it can be sent to a thread. */
export interface BatchAddresses {
  readonly rows: number;
  readonly count: number;
  readonly tracked: number;
  readonly outcomes: number;
  readonly lane: number;
  readonly origins: number;
}

/** Room for the batches of some readers, all of the same rows. */
export class BatchPlan {
  readonly bytes: number;
  /** Address of a word that ends the threads. */
  readonly stop: number;
  readonly #lanes: (BatchAddresses & { readonly parts: readonly number[] })[];

  constructor(readers: number) {
    let end = 1024;
    const add = (bytes: number) => {
      const at = end;
      end = Math.ceil((end + bytes) / 128) * 128;
      return at;
    };
    this.stop = add(4);
    const rows = add(rowCount * rowBytes);
    const tracked = add(rowCount * 4);
    this.#lanes = Array.from({ length: readers }, () => {
      const [lane, outcomes] = [laneBytes, rowCount * 4].map(add);
      const sizes = [
        rowCount * slotBytes,
        records * outcomeBytes,
        mostAnswers * 4,
        cells * keyedBytes,
        1 << 18,
      ];
      const origins = add(records * originBytes);
      return { rows, count: rowCount, tracked, outcomes, lane, origins, parts: sizes.map(add) };
    });
    this.bytes = end;
  }

  prepare(words: Uint32Array, reader: number): BatchAddresses {
    const { parts, ...batch } = this.#lanes[reader];
    const [slots, outcomes, answers, memory, sayings] = parts;
    const set = (field: number, value: number) => {
      words[(batch.lane + field) / 4] = value;
    };
    set(laneSlots, slots);
    set(laneSlotShift, slotShift);
    set(laneOutcomes, outcomes);
    set(laneAnswers, answers);
    set(laneAnswersMask, fewestAnswers - 1);
    set(laneFrom, 1);
    set(laneMemory, memory);
    set(laneMemoryMask, cells - 1);
    set(laneRecords, 1);
    set(laneOrigins, batch.origins);
    set(laneSayings, sayings);
    return batch;
  }
}

/** TCP and UDP connections between pods, at ports that policies name and others. */
export function writeRows(
  words: Uint32Array,
  batch: BatchAddresses,
  pods: readonly Entity[],
  random: Random,
): void {
  const ports = [8080, 8081, 5432, 53, 23, 9090, 1];
  for (let row = 0; row < batch.count; row++) {
    const at = batch.rows + row * rowBytes;
    const v6 = random.chance(0.3);
    for (const field of [rowSource, rowDestination]) {
      const { w0, w1, w2, w3 } = pods[random.below(pods.length)].addresses[v6 ? 1 : 0];
      words.set([w0, w1, w2, w3], (at + field) / 4);
    }
    words[(at + rowPorts) / 4] = (40_000 << 16) | ports[random.below(ports.length)];
    words[(at + rowKind) / 4] = (random.chance(0.8) ? 6 : 17) | ((v6 ? 6 : 4) << 8);
    // Every row opens a flow of its own.
    words[batch.tracked / 4 + row] = row << 5;
  }
}

/** Judges the batch with an image; a number that says what came out. It uses nothing from outside: threads get its text. */
export function batchHash(
  words: Uint32Array,
  kernels: Pick<Kernels, 'judge'>,
  { rows, count, tracked, outcomes, lane, origins }: BatchAddresses,
  image: number,
): number {
  words[lane / 4] = image;
  let hash = 0x811c9dc5;
  for (let row = 0; row < count; row++) {
    words[outcomes / 4 + row] = 0;
    row = kernels.judge(rows, row, count, tracked, outcomes, lane, 0, 0);
  }
  for (let row = 0; row < count; row++) {
    const origin = (origins + words[outcomes / 4 + row] * 32) / 4;
    for (let i = 0; i < 4; i++) hash = Math.imul(hash ^ words[origin + i], 0x01000193);
  }
  return hash >>> 0;
}
