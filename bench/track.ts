// npm run bench:track [-- --packets 4900000 --rounds 5]
//
// The track kernel alone: nanoseconds a packet of touchRows and track, as WebAssembly and as TypeScript, in turn. Making
// the rows is not timed; that they were just written is as it is behind the parse kernel. Writes
// bench/results/track.json with the machine's description.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Conntrack } from '../src/conntrack/conntrack.ts';
import { tableBytes } from '../src/conntrack/table-memory.ts';
import { openersBytes, rowBytes } from '../src/kernels/layout.ts';
import { createKernelMemory, loadKernels } from '../src/kernels/load.ts';
import { memoBytes } from '../src/kernels/memo.ts';
import { processSeed } from '../src/net/hash-seed.ts';
import { median } from './contender.ts';
import { FlowRows } from './flow-rows.ts';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '4900000' },
    alive: { type: 'string', default: '20000' },
    'packets-per-flow': { type: 'string', default: '27' },
    batch: { type: 'string', default: '256' },
    rounds: { type: 'string', default: '5' },
  },
});
const packets = Number(values.packets);
const batch = Number(values.batch);
const maxFlows = 2 ** 18;
const seed = processSeed();
const rowsAt = 128;
const outAt = rowsAt + batch * rowBytes;
const tableAt = Math.ceil((outAt + 4 * batch) / 128) * 128;

interface Round {
  /** Nanoseconds a packet. */
  readonly touch: number;
  readonly track: number;
  readonly flows: number;
}

const rounds = new Map<string, Round[]>([
  ['WebAssembly', []],
  ['TypeScript', []],
]);
for (let n = 0; n < Number(values.rounds); n++) {
  for (const [name, of] of rounds) of.push(run(name === 'TypeScript'));
}
report();

function run(portable: boolean): Round {
  const memoAt = tableAt + tableBytes(maxFlows);
  const memory = createKernelMemory(memoAt + memoBytes + openersBytes);
  const kernels = loadKernels(memory, { portable });
  const conntrack = new Conntrack({ maxFlows, seed, memory: { buffer: memory.buffer, byteOffset: tableAt } });
  const rows = new FlowRows(Number(values.alive), Number(values['packets-per-flow']), seed);
  const view = new DataView(memory.buffer);
  let [touch, track, left] = [0, 0, 0];
  for (let done = 0; done < packets; done += batch) {
    rows.fill(view, rowsAt, batch);
    const start = performance.now();
    kernels.hintRows(rowsAt, batch, tableAt, memoAt, memoAt + memoBytes);
    kernels.touchRows(rowsAt, 0, batch, tableAt);
    const touched = performance.now();
    if (kernels.track(rowsAt, 0, batch, outAt, tableAt) < batch) left++;
    track += performance.now() - touched;
    touch += touched - start;
  }
  if (left > 0) throw new Error(`${left} batches of orderly traffic were not done, ${conntrack.live} flows`);
  const each = 1e6 / packets;
  return { touch: touch * each, track: track * each, flows: rows.opened };
}

function report(): void {
  const rows = [...rounds].map(([name, of]) => ({
    name,
    touch: round(median(of.map((one) => one.touch))),
    track: round(median(of.map((one) => one.track))),
    sum: round(median(of.map((one) => one.touch + one.track))),
    least: round(Math.min(...of.map((one) => one.touch + one.track))),
  }));
  for (const row of rows) process.stderr.write(`${Object.values(row).join('\t')}\n`);
  const [cpu] = cpus();
  const machine = { cpu: cpu.model, cores: cpus().length, memoryBytes: totalmem(), node: process.version };
  const date = new Date().toISOString().slice(0, 10);
  const flows = rounds.get('WebAssembly')?.[0]?.flows;
  mkdirSync(join(process.cwd(), 'bench', 'results'), { recursive: true });
  const result = { date, command: 'npm run bench:track', options: values, machine, flows, nanoseconds: rows };
  writeFileSync(
    join(process.cwd(), 'bench', 'results', 'track.json'),
    `${JSON.stringify(result, null, 2)}\n`,
  );
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
