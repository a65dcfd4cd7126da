/** What a replay does before its first batch, and between batches. */
import { afterEach, expect, it, vi } from 'vitest';
import { createJudge } from '../../src/engine/create.ts';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import { tableMemo, tableRows } from '../../src/kernels/flow-layout.ts';
import { mostRows } from '../../src/kernels/layout.ts';
import { ArenaPlan } from '../../src/replay/compiled/arena.ts';
import { BatchReplay } from '../../src/replay/compiled/batch-replay.ts';
import { EarlyMemory } from '../../src/replay/compiled/early-memory.ts';
import { planEarly } from '../../src/replay/compiled/early-plan.ts';
import { readBytesAlone } from '../../src/replay/compiled/row-writer.ts';
import { Lane } from '../../src/replay/lane.ts';
import { pcap } from '../capture/build.ts';
import { Scratch } from '../cli/scratch.ts';

const scratch = new Scratch();
const maxFlows = 1024;
const batches = 20;
/** Frames of no IP, so short that each batch has all its rows. */
const packets = batches * mostRows;
const file = pcap(
  {},
  Array.from({ length: packets }, () => ({ data: new Uint8Array(14) })),
);
const path = scratch.file('short.pcap', file);

const { inventory } = inventoryFromManifests([]);

function replayWith(early?: EarlyMemory): BatchReplay {
  const lanes = [new Lane({ judge: createJudge({ manifests: [], inventory }).judge, inventory })];
  return new BatchReplay({ inventory, lanes, maxFlows }, { portable: true, early });
}

afterEach(() => vi.restoreAllMocks());

it('tells of its progress after the first batch, every eighth behind it, and the last', async () => {
  const told: number[] = [];
  await replayWith().play([path], { onProgress: (bytes) => told.push(bytes) });
  expect(told[0]).toBeLessThanOrEqual(readBytesAlone);
  expect(told).toHaveLength(1 + Math.floor((batches - 1) / 8) + 1);
  // All but the header of the file.
  expect(told.at(-1)).toBe(file.length - 24);
  expect(told).toEqual([...told].sort((one, other) => one - other));
});

it('asks whoever writes whether it may go on, behind every batch', async () => {
  const ready = vi.fn();
  const replay = replayWith();
  await replay.play([path], { ready });
  expect(replay.pipeline.tally.packets).toBe(packets);
  expect(ready.mock.calls.length).toBeGreaterThanOrEqual(batches);
});

it('waits with all packets until no zeros are read into its memory any more', async () => {
  const early = EarlyMemory.make(maxFlows, 0, 0) as EarlyMemory;
  const { promise, resolve } = withResolvers<number>();
  Object.defineProperty(early, 'touched', { value: promise });
  const replay = replayWith(early);
  const playing = replay.play([path]);
  await new Promise((later) => setTimeout(later, 50));
  expect(replay.pipeline.tally.packets).toBe(0);
  resolve(0);
  await playing;
  expect(replay.pipeline.tally.packets).toBe(packets);
});

it('has written nothing where zeros may be read, before it plays, and has told the flow table of the memo', () => {
  const early = EarlyMemory.make(maxFlows, 0, 0) as EarlyMemory;
  const take = vi.spyOn(early, 'take');
  const replay = replayWith(early);
  const { memory } = take.mock.results[0].value as { memory: WebAssembly.Memory };
  const { table, memo, end } = planEarly(new ArenaPlan(), maxFlows, 0);
  expect(replay.pipeline.tableAddress).toBe(table);
  expect(new Uint32Array(memory.buffer, table + tableMemo, 1)[0]).toBe(memo);
  expect(new Uint8Array(memory.buffer, table + tableRows, end - table - tableRows).some(Boolean)).toBe(false);
});

function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
