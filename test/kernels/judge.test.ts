import { describe, expect, it } from 'vitest';
import {
  laneOutcomes,
  laneSlotShift,
  laneSlots,
  outcomeBytes,
  outcomeCaptured,
  outcomeFlows,
  outcomePackets,
  slotBytes,
  slotCaptured,
  slotMost,
  slotPackets,
  slotShift,
} from '../../src/kernels/lane-layout.ts';
import { rowBytes, rowCaptured } from '../../src/kernels/layout.ts';
import { createKernelMemory, loadKernels } from '../../src/kernels/load.ts';

const lane = 1024;
const slots = 2048;
const records = 4096;
const rows = 8192;
const tracked = 12_288;
const outcomes = 16_384;
const slot = 2;
const record = 5;
/** Of a packet that the opener of the flow sends. */
const known = 1 | (slot << 5);

describe.each([false, true])('the judge kernel, portable: %s', (portable) => {
  it('adds what a slot has counted to its record before its bytes are too many for a word', () => {
    const memory = createKernelMemory(65_536);
    const view = new DataView(memory.buffer);
    const set = (at: number, word: number) => view.setUint32(at, word, true);
    set(lane + laneSlots, slots);
    set(lane + laneSlotShift, slotShift);
    set(lane + laneOutcomes, records);
    const own = slots + slot * slotBytes;
    set(own, record);
    set(own + slotPackets, 7);
    set(own + slotCaptured, slotMost - 10);
    for (let row = 0; row < 3; row++) {
      set(rows + row * rowBytes + rowCaptured, 6);
      set(tracked + 4 * row, known);
    }
    expect(loadKernels(memory, { portable }).judge(rows, 0, 3, tracked, outcomes, lane, 0, 0)).toBe(3);
    const sum = (field: number) => view.getFloat64(records + record * outcomeBytes + field, true);
    expect([sum(outcomeFlows), sum(outcomePackets), sum(outcomeCaptured)]).toEqual([0, 9, slotMost + 2]);
    expect([slotPackets, slotCaptured].map((field) => view.getUint32(own + field, true))).toEqual([1, 6]);
  });
});
