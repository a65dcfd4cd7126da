import { describe, expect, it } from 'vitest';
import { Conntrack } from '../../src/conntrack/conntrack.ts';
import { tableBytes } from '../../src/conntrack/table-memory.ts';
import { createTracked } from '../../src/conntrack/track.ts';
import {
  flowLane,
  flowRowShift,
  tableAhead,
  tableControlBytes,
  tableRows,
} from '../../src/kernels/flow-layout.ts';
import {
  laneBytes,
  laneChecksumHigh,
  laneChecksumLow,
  laneNonIp,
  laneOutcomes,
  laneSlotShift,
  laneSlots,
  outcomeBytes,
  outcomeMixed,
  slotMixed,
} from '../../src/kernels/lane-layout.ts';
import { openersBytes, rowBytes, rowCaptured, rowHint } from '../../src/kernels/layout.ts';
import { createKernelMemory, type Kernels } from '../../src/kernels/load.ts';
import { memoBytes } from '../../src/kernels/memo.ts';
import { passedShift } from '../../src/kernels/pass.ts';
import { conversation, longestSilence } from './conversation.ts';
import { type KernelForm, kernelsOf } from './forms.ts';
import { fixedSeed } from './mixed.ts';
import { RowWriter, type Step } from './rows.ts';
import { type TrafficOptions, traffic } from './traffic.ts';

const batchRows = 300;
const maxFlows = 64;
const nonIp = 2;
const rowsAt = 128;
const trackedAt = rowsAt + batchRows * rowBytes;
const outcomesAt = trackedAt + 4 * batchRows;
const laneAt = Math.ceil((outcomesAt + 4 * batchRows) / 128) * 128;
const recordsAt = laneAt + laneBytes;
const openersAt = recordsAt + 8 * outcomeBytes;
const memoAt = openersAt + openersBytes;
const tableAt = Math.ceil((memoAt + memoBytes) / 128) * 128;

interface Taken {
  /** The first row that is not tracked, and the first that is not judged. */
  readonly tracked: number;
  readonly judged: number;
  /** The former is for Conntrack. */
  readonly isLeft: boolean;
}

/** Takes rows as far as kernels go, or less. */
type Taker = (kernels: Kernels, at: number, end: number, low: number, high: number) => Taken;

const pass: Taker = (kernels, at, end, low, high) => {
  const word = kernels.pass(rowsAt, at, end, trackedAt, tableAt, laneAt, openersAt, low, high);
  const [tracked, judged] = [word >>> passedShift, word % 2 ** passedShift];
  return { tracked, judged, isLeft: tracked === judged && tracked < end };
};

const apart: Taker = (kernels, at, end, low, high) => {
  const to = Math.min(end, at + 128);
  kernels.touchRows(rowsAt, at, to, tableAt);
  const tracked = kernels.track(rowsAt, at, to, trackedAt, tableAt);
  const judged = kernels.judge(rowsAt, at, tracked, trackedAt, outcomesAt, laneAt, low, high);
  return { tracked, judged, isLeft: tracked < to };
};

/** Gives rows the hints of others. */
function mislead(view: DataView, count: number): void {
  const at = (row: number) => rowsAt + row * rowBytes + rowHint;
  const hints = Array.from({ length: count }, (_, row) => view.getUint32(at(row), true));
  for (const [row, hint] of hints.entries()) {
    if (hint !== 0) view.setUint32(at(row), hints[(row * 7 + 3) % count], true);
  }
}

interface PlayOptions {
  /** Packets have up to so many captured bytes. */
  readonly longest?: number;
  /** Hints are those of other packets. */
  readonly misleads?: boolean;
}

/** The packets through kernels, with the test in place of TypeScript for what they leave. */
function play(
  form: KernelForm,
  steps: readonly Step[],
  take: Taker,
  first: number,
  options: PlayOptions = {},
) {
  const { longest = 7, misleads = false } = options;
  const memory = createKernelMemory(tableAt + tableBytes(maxFlows));
  const kernels = kernelsOf(form, memory);
  const { buffer } = memory;
  const conntrack = new Conntrack({
    maxFlows,
    seed: fixedSeed,
    memory: { buffer, byteOffset: tableAt },
    kernelsEnd: true,
  });
  const view = new DataView(buffer);
  const set = (at: number, word: number) => view.setUint32(at, word, true);
  const get = (at: number) => view.getUint32(at, true);
  const slots = tableAt + tableRows + flowLane;
  set(laneAt + laneSlots, slots);
  set(laneAt + laneSlotShift, flowRowShift);
  set(laneAt + laneOutcomes, recordsAt);
  set(laneAt + laneNonIp, nonIp);
  for (let record = 1; record < 8; record++)
    set(recordsAt + record * outcomeBytes + outcomeMixed, record * 0x01234567);
  const rows = new RowWriter(buffer);
  const out = createTracked();
  const told: string[] = [];
  for (let shown = 0; shown < steps.length; shown += batchRows) {
    const batch = steps.slice(shown, shown + batchRows);
    rows.fill(rowsAt, batch);
    for (const row of batch.keys())
      set(rowsAt + row * rowBytes + rowCaptured, 60 + (row % longest) * Math.floor(longest / 7));
    kernels.hintRows(rowsAt, batch.length, tableAt, memoAt, openersAt);
    if (misleads) mislead(view, batch.length);
    const index = first + shown;
    const [low, high] = [index % 2 ** 32, Math.floor(index / 2 ** 32)];
    for (let at = 0; at < batch.length; ) {
      const { tracked, judged, isLeft } = take(kernels, at, batch.length, low, high);
      for (let row = judged; row < tracked; ) {
        // There is no image, so each opening is asked for.
        const word = get(trackedAt + 4 * row);
        told.push(`ask ${shown + row} ${word}`);
        if ((word & 7) === 0) {
          set(slots + ((word >>> 5) << flowRowShift), 1 + (row % 7));
          set(slots + ((word >>> 5) << flowRowShift) + slotMixed, row);
        }
        row = kernels.judge(rowsAt, row + 1, tracked, trackedAt, outcomesAt, laneAt, low, high);
      }
      at = tracked;
      if (!isLeft) continue;
      told.push(`left ${shown + at}`);
      const { frame, now } = batch[at++];
      if (frame.fault === '' && frame.family !== 0) conntrack.track(frame, now, out);
    }
  }
  // What was made ready ahead has no meaning, and depends on how far ahead one looked.
  new Uint8Array(buffer, tableAt + tableAhead, tableControlBytes - tableAhead).fill(0);
  return {
    told,
    checksum: [laneChecksumHigh, laneChecksumLow].map((field) => get(laneAt + field)),
    records: Buffer.from(buffer as unknown as ArrayBuffer, recordsAt, 8 * outcomeBytes).toString('hex'),
    table: Buffer.from(buffer as unknown as ArrayBuffer, tableAt, tableBytes(maxFlows)).toString('hex'),
  };
}

const settings: TrafficOptions = {
  seed: 0,
  packets: 1500,
  alive: 30,
  hosts: 9,
  ports: 40,
  mischief: 0.1,
  others: 0.2,
  pauses: 0.005,
};

describe.each<KernelForm>(['wasm', 'portable', 'plain'])('the pass kernel, %s', (form) => {
  it.each([0, 2 ** 32 - 700, 2 ** 32 - 300, 5 * 2 ** 32])(
    'does what track and judge do, from packet %d on',
    (first) => {
      for (let seed = 1; seed <= 8; seed++) {
        const steps = traffic({ ...settings, seed });
        const passed = play(form, steps, pass, first);
        expect(passed, `seed ${seed}`).toEqual(play(form, steps, apart, first));
        for (const what of ['ask', 'left']) {
          expect(passed.told.filter((line) => line.startsWith(what)).length).toBeGreaterThan(5);
        }
      }
    },
  );

  it.each([
    [
      'wherever the low word of the index begins anew',
      [1],
      7,
      Array.from({ length: 130 }, (_, i) => 2 ** 32 - 40 - i),
    ],
    ['as sums of a slot come to the most that it holds', [1], 2 ** 31, [0]],
    [
      'where a connection has been silent just so long, and just too long',
      [longestSilence, longestSilence + 1, 5],
      7,
      [0],
    ],
  ])('does the same with ordinary segments, %s', (_what, pauses, longest, firsts) => {
    const steps = conversation(600, pauses);
    for (const first of firsts) {
      const passed = play(form, steps, pass, first, { longest });
      expect(passed, `from ${first}`).toEqual(play(form, steps, apart, first, { longest }));
    }
  });

  it('finds the flows all the same where hints are wrong', () => {
    const steps = conversation(2000, [1]);
    const misled = play(form, steps, pass, 0, { misleads: true });
    expect(misled).toEqual(play(form, steps, pass, 0));
  });
});
