/** The same packets through Conntrack alone, and through the kernel with Conntrack for what it leaves. */
import { Conntrack, type ConntrackOptions } from '../../src/conntrack/conntrack.ts';
import { tableBytes, tableLayout } from '../../src/conntrack/table-memory.ts';
import { createTracked, type Tracked } from '../../src/conntrack/track.ts';
import {
  endingsBytes,
  endingsCount,
  endingsFlows,
  endingsHeads,
  endingsRests,
} from '../../src/kernels/endings.ts';
import {
  flowRowBytes,
  restBytes,
  tableAhead,
  tableControlBytes,
  tableEndings,
  tableMayEnd,
  tableMemo,
  tableRows,
} from '../../src/kernels/flow-layout.ts';
import { openersBytes, rowBytes } from '../../src/kernels/layout.ts';
import { memoBytes } from '../../src/kernels/memo.ts';
import { wordFull } from '../../src/kernels/track-word.ts';
import type { HashSeed } from '../../src/net/hash-seed.ts';
import type { TrackKernel } from './kernels.ts';
import { ParsedRows } from './parsed-rows.ts';
import { type RowSource, RowWriter, type Step } from './rows.ts';

/** Rows at a time at the most. */
export const batchRows = 128;
const rowsAt = 128;
const outAt = rowsAt + batchRows * rowBytes;
const tableAt = Math.ceil((outAt + 4 * batchRows) / 128) * 128;

/** Tables are compared byte for byte, so they must hash alike. */
export const fixedSeed: HashSeed = [0x7469_6572, 0x7761_6c6c];

export interface Run {
  /** `state slot direction midstream simultaneous reason` of each packet; `none` for those that are not tracked. */
  readonly outcomes: readonly string[];
  /** `slot why`, in order, of those that Conntrack ended. */
  readonly ends: readonly string[];
  /** `packet slot row rest`, in order: with which packet which flow ended, and all that was known of it. Empty if the kernel tells nobody. */
  readonly told: readonly string[];
  /** The whole table, byte for byte. */
  readonly table: Uint8Array;
  /** Packets that the kernel left to Conntrack, by index. */
  readonly left: readonly number[];
}

export function runAlone(steps: readonly Step[], options: ConntrackOptions): Run {
  const ends: string[] = [];
  const told: string[] = [];
  const outcomes: string[] = [];
  const onEnd = (slot: number, why: string) => {
    ends.push(`${slot} ${why}`);
    told.push(`${outcomes.length} ${slot} ${rowOf(conntrack, slot)}`);
  };
  const conntrack = new Conntrack({ seed: fixedSeed, ...options, onEnd });
  const out = createTracked();
  for (const step of steps) outcomes.push(trackPlainly(conntrack, step, out));
  return { outcomes, ends, told, table: tableOf(conntrack), left: [] };
}

interface MixedOptions {
  /** Rows of each batch, in turn. If there are several, every second batch is not touched: its hints are old. */
  readonly sizes?: readonly number[];
  /** Lets the parse kernel fill the rows from the frames' bytes. */
  readonly parse?: boolean;
  /** Nobody is told of ends, so the kernel may end flows. */
  readonly kernelsEnd?: boolean;
  /** The kernel ends flows, and somebody is told of them. */
  readonly endings?: boolean;
}

export function runMixed(
  steps: readonly Step[],
  options: ConntrackOptions,
  kernel: TrackKernel,
  { sizes = [batchRows], parse = false, kernelsEnd = false, endings = false }: MixedOptions = {},
): Run {
  const ends: string[] = [];
  const onEnd = (slot: number, why: string) => {
    ends.push(`${slot} ${why}`);
    tracker.tell(slot);
  };
  const tracker = new MixedTracker(
    kernel,
    { ...options, kernelsEnd: kernelsEnd || endings, ...(!kernelsEnd && { onEnd }) },
    { parse, endings },
  );
  const outcomes: string[] = [];
  for (let n = 0; outcomes.length < steps.length; n++) {
    const size = sizes[n % sizes.length];
    const batch = steps.slice(outcomes.length, outcomes.length + size);
    outcomes.push(...tracker.show(batch, n % 2 === 0 || sizes.length === 1));
  }
  const { told, left } = tracker;
  return { outcomes, ends, told, table: tableOf(tracker.conntrack), left };
}

/** Conntrack and the kernel on one table. */
export class MixedTracker {
  readonly conntrack: Conntrack;
  /** Packets that the kernel left to Conntrack, by index. */
  readonly left: number[] = [];
  readonly told: string[] = [];
  readonly #endings: DataView | undefined;
  readonly #kernel: TrackKernel;
  readonly #rows: RowSource;
  readonly #words: Uint32Array;
  readonly #out = createTracked();
  readonly #memoAt: number;
  #shown = 0;
  /** The packet at hand. */
  #at = 0;

  constructor(
    kernel: TrackKernel,
    options: ConntrackOptions,
    { parse = false, endings = false }: Pick<MixedOptions, 'parse' | 'endings'> = {},
  ) {
    this.#memoAt = tableAt + tableBytes(options.maxFlows ?? 2 ** 20);
    const listAt = this.#memoAt + memoBytes + openersBytes;
    const end = listAt + endingsBytes;
    const buffer = kernel.memory(end + (parse ? ParsedRows.bytes : 0));
    const { seed = fixedSeed } = options;
    const memory = { buffer, byteOffset: tableAt };
    this.conntrack = new Conntrack({ ...options, seed, memory, ...(endings && { endings: listAt }) });
    if (endings) this.#endings = new DataView(buffer, listAt, endingsBytes);
    new DataView(buffer, tableAt).setUint32(tableMemo, this.#memoAt, true);
    this.#kernel = kernel;
    this.#rows = parse ? new ParsedRows(kernel, buffer, end) : new RowWriter(buffer);
    this.#words = new Uint32Array(buffer, outAt, batchRows);
  }

  /** Outcomes of at most batchRows packets. */
  show(batch: readonly Step[], touch = true): string[] {
    this.#rows.fill(rowsAt, batch);
    if (touch) this.#kernel.hintRows(rowsAt, batch.length, tableAt, this.#memoAt, this.#memoAt + memoBytes);
    if (touch) this.#kernel.touchRows(rowsAt, 0, batch.length, tableAt);
    const outcomes: string[] = [];
    while (outcomes.length < batch.length) {
      const done = outcomes.length;
      const next = this.#kernel.track(rowsAt, done, batch.length, outAt, tableAt);
      for (const word of this.#words.subarray(done, next)) outcomes.push(textOfWord(word));
      if (this.#endings !== undefined) this.#hear(this.#endings);
      if (next < batch.length) {
        this.left.push(this.#shown + next);
        this.#at = this.#shown + next;
        outcomes.push(trackPlainly(this.conntrack, batch[next], this.#out));
      }
    }
    this.#shown += batch.length;
    return outcomes;
  }

  /** Conntrack ends the flow in a slot. */
  tell(slot: number): void {
    this.told.push(`${this.#at} ${slot} ${rowOf(this.conntrack, slot)}`);
  }

  /** Empties the kernel's list. */
  #hear(endings: DataView): void {
    const count = endings.getUint32(endingsCount, true);
    for (let entry = 0; entry < count; entry++) {
      const head = endingsHeads + 8 * entry;
      const packet = this.#shown + endings.getUint32(head, true);
      const flow = hex(
        endings.buffer,
        endings.byteOffset + endingsFlows + flowRowBytes * entry,
        flowRowBytes,
      );
      const rest = hex(endings.buffer, endings.byteOffset + endingsRests + restBytes * entry, restBytes);
      this.told.push(`${packet} ${endings.getUint32(head + 4, true)} ${flow} ${rest}`);
    }
    endings.setUint32(endingsCount, 0, true);
  }
}

/** As pipeline.ts does: faults and what is no IP packet are not tracked. */
function trackPlainly(conntrack: Conntrack, { frame, now }: Step, out: Tracked): string {
  if (frame.fault !== '' || frame.family === 0) return 'none';
  conntrack.track(frame, now, out);
  return [out.state, out.slot, out.direction, out.midstream, out.simultaneous, out.reason].join(' ').trim();
}

function textOfWord(word: number): string {
  if (word === 0xffffffff) return 'none';
  if (word === wordFull) return '4 -1 0 0 0 table-full';
  const state = word & 7;
  const reason = state === 4 ? 'invalid-state' : '';
  return [state, word >> 5, (word >>> 3) & 1, (word >>> 4) & 1, 0, reason].join(' ').trim();
}

function rowOf({ capacity, memory: { buffer, byteOffset } }: Conntrack, slot: number): string {
  const rests = tableLayout(capacity).rest;
  const flow = hex(buffer, byteOffset + tableRows + slot * flowRowBytes, flowRowBytes);
  return `${flow} ${hex(buffer, byteOffset + rests + slot * restBytes, restBytes)}`;
}

function hex(buffer: ArrayBufferLike, at: number, bytes: number): string {
  return Buffer.from(buffer as ArrayBuffer, at, bytes).toString('hex');
}

function tableOf(conntrack: Conntrack): Uint8Array {
  const { buffer, byteOffset } = conntrack.memory;
  const bytes = new Uint8Array(buffer, byteOffset, tableBytes(conntrack.capacity)).slice();
  // The settings in which tables that are compared may differ, and what kernels alone write.
  bytes.fill(0, tableMayEnd, tableMayEnd + 4);
  bytes.fill(0, tableEndings, tableEndings + 4);
  bytes.fill(0, tableMemo, tableMemo + 4);
  bytes.fill(0, tableAhead, tableControlBytes);
  return bytes;
}
