import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { benchPods, clusterJson } from '../../../bench/cluster.ts';
import { policiesJson } from '../../../bench/policies.ts';
import { Random } from '../../../bench/random.ts';
import { LiveTables } from '../../../src/compile/live/live-tables.ts';
import { createJudge } from '../../../src/engine/create.ts';
import { inventoryFromManifests } from '../../../src/inventory/build.ts';
import type { Entity } from '../../../src/ir/entity.ts';
import { loadKernels } from '../../../src/kernels/load.ts';
import { parseManifests } from '../../../src/manifest/parse.ts';
import { bundleProgram } from '../../cli/program.ts';
import { inRepository, Scratch } from '../../cli/scratch.ts';
import { BatchPlan, batchHash, writeRows } from './batch.ts';
import { regionOf } from './memory.ts';

const edits = 1500;
const pods = benchPods(120);
const { manifests } = parseManifests(policiesJson(60, pods), 'policies.json');
const { inventory } = inventoryFromManifests(parseManifests(clusterJson(pods), 'cluster.json').manifests);
const setWithout = (at: number) =>
  createJudge({ engine: 'kubernetes', manifests: manifests.filter((_, i) => i !== at), inventory }).judge.set;
const sets = [-1, 0, 7, 23].map(setWithout);

const scratch = new Scratch();

/** The thread: batch after batch, and what each of them made of a generation. Two answers for one would be a mixture. */
const reading = `
  import { parentPort, workerData } from 'node:worker_threads';
  import { GenerationReader } from '${inRepository('src/compile/live/generations.ts')}';
  import { loadKernels } from '${inRepository('src/kernels/load.ts')}';
  import { batchHash } from '${inRepository('test/compile/live/batch.ts')}';
  const { memory, control, batch, stop } = workerData;
  const words = new Uint32Array(memory.buffer);
  const kernels = loadKernels(memory, { portable: false });
  const reader = new GenerationReader(memory.buffer, control, 1);
  const seen = new Map();
  const mixed = [];
  let batches = 0;
  parentPort.postMessage('ready');
  while (Atomics.load(words, stop / 4) === 0) {
    const generation = reader.enter();
    const hash = batchHash(words, kernels, batch, reader.imageOf(generation));
    reader.leave();
    if (seen.has(generation) && seen.get(generation) !== hash) mixed.push(generation);
    seen.set(generation, hash);
    batches++;
  }
  parentPort.postMessage({ seen: [...seen], mixed, batches });
`;

it('shows a reader in another thread each generation whole', { timeout: 120_000 }, async () => {
  const plan = new BatchPlan(2);
  const region: { current?: ReturnType<typeof regionOf> } = {};
  const tables = new LiveTables(sets[0], inventory, (bytes) => {
    region.current = regionOf(bytes, plan.bytes);
    return region.current;
  });
  const { memory } = region.current as ReturnType<typeof regionOf>;
  const words = new Uint32Array(memory.buffer);
  const own = plan.prepare(words, 0);
  const theirs = plan.prepare(words, 1);
  const random = new Random(5);
  const live = inventory.entities.filter(({ kind }) => kind === 'pod');
  writeRows(words, own, live, random);
  const kernels = loadKernels(memory, { portable: false });
  const hashNow = () => batchHash(words, kernels, own, tables.active);
  const expected = new Map([[tables.generation, hashNow()]]);

  const workerData = { memory, control: tables.control, batch: theirs, stop: plan.stop };
  const worker = new Worker(await bundleProgram(scratch, 'reading', reading), { workerData });
  const failed = new Promise<never>((_, reject) => worker.once('error', reject));
  await Promise.race([new Promise((resolve) => worker.once('message', resolve)), failed]);
  const told = new Promise<{ seen: [number, number][]; mixed: number[]; batches: number }>((resolve) =>
    worker.once('message', resolve),
  );
  for (let i = 0; i < edits; i++) {
    const report =
      i % 10 === 9 ? tables.edit({ set: sets[random.below(sets.length)] }) : swap(tables, live, random);
    expect(report.rebuilt).toBeUndefined();
    expected.set(report.generation, hashNow());
  }
  Atomics.store(words, plan.stop / 4, 1);
  const { seen, mixed, batches } = await Promise.race([told, failed]);
  await worker.terminate();
  expect(mixed).toEqual([]);
  expect(seen.filter(([generation, hash]) => expected.get(generation) !== hash)).toEqual([]);
  expect(new Set(expected.values()).size).toBeGreaterThan(edits / 3);
  expect(seen.length).toBeGreaterThan(20);
  expect(batches).toBeGreaterThan(seen.length);
});

/** Two pods exchange their addresses: whoever saw one of the changes alone would see a cluster that never was. */
function swap(tables: LiveTables, live: Entity[], random: Random) {
  const [a, b] = [random.below(live.length), random.below(live.length)];
  if (a === b) return tables.edit({});
  const removed = [live[a], live[b]];
  live[a] = { ...removed[0], addresses: removed[1].addresses };
  live[b] = { ...removed[1], addresses: removed[0].addresses };
  return tables.edit({ removed, added: [live[a], live[b]] });
}
