// npm run bench:replay [-- --packets 5000000 --rounds 5]
//
// Replay against programs that decide nothing, on one large capture and in one run: P, a loop over libpcap that
// counts, and F, a loop of read(). Prints every contender and every figure with its bounds, and writes
// bench/results/replay.json with the machine's description.
//
// --packets N, --pods N, --alive N   the capture and the cluster (5,000,000, 10,000, 20,000)
// --policies N                       policies of the main contenders (1,000)
// --fresh                            make capture, cluster and policies anew
// --rounds N                         rounds that count; one more warms the page cache
// --without-core                     leave --engine-core out: whatever replay takes by itself
// --reference                        the reference core too, on a cut of 500,000 packets
// --heap-packets N                   packets of the heap figure (10,000,000); 0 leaves it out
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { interleave } from './contender.ts';
import { type Core, type Measured, replay, yardsticks } from './contenders.ts';
import { type Figure, type Row, Samples } from './figures.ts';
import { Fixture } from './fixture.ts';
import { measureHeapGrowth } from './heap-growth.ts';
import { describeMachine, today } from './machine.ts';
import { printFigures, printRows, progress, say } from './print.ts';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '5000000' },
    pods: { type: 'string', default: '10000' },
    alive: { type: 'string', default: '20000' },
    policies: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    'heap-packets': { type: 'string', default: '10000000' },
    fresh: { type: 'boolean', default: false },
    reference: { type: 'boolean', default: false },
    'without-core': { type: 'boolean', default: false },
  },
});
const packets = Number(values.packets);
const pods = Number(values.pods);
const policies = Number(values.policies);
const rounds = Number(values.rounds);
if (!(rounds >= 1)) throw new RangeError('--rounds must be at least 1');
const machine = describeMachine();

const fixture = new Fixture({ packets, alive: Number(values.alive), pods, seed: 1, fresh: values.fresh });
say('making capture, cluster and policies, or finding them');
const capture = fixture.capture();
const tiny = fixture.capture(1000);
const cut = values.reference ? fixture.capture(Math.min(packets, 500_000)) : undefined;
say(`${packets} packets, ${capture.flows} flows, ${pods} pods: ${capture.path}`);

const contenders = listContenders();
const all = Object.values(contenders).filter((one) => one !== undefined);
const runs = await interleave(all, rounds, (round, { name }) =>
  progress(`${round === 0 ? 'warm-up' : `round ${round}/${rounds}`}: ${name}`),
);
const heapPackets = Number(values['heap-packets']);
progress(heapPackets > 0 ? `heap: ${heapPackets} packets` : '');
const heap = heapPackets > 0 ? await measureHeapGrowth(heapPackets) : undefined;
progress('');

const samples = new Samples(runs);
const rows = all.map((one) => samples.row(one, contenders.libpcap, contenders.floor));
const figures = listFigures();
printRows(rows);
printFigures(figures);
checkVerdicts(rows);
write();

function listContenders() {
  const cluster = fixture.cluster();
  const request = (name: string, core: Core, workers = 1, count = policies, file = capture): Measured =>
    replay({
      name,
      capture: file.path,
      packets: file.packets,
      cluster,
      policies: fixture.policies(count),
      core: values['without-core'] ? undefined : core,
      workers,
    });
  return {
    ...yardsticks(capture.path, packets, say),
    compiled: request('replay, 1 worker', 'compiled'),
    compiled2: request('replay, 2 workers', 'compiled', 2),
    portable: request('replay, portable core', 'portable'),
    few: request('replay, 10 policies', 'compiled', 1, 10),
    many: request('replay, 10,000 policies', 'compiled', 1, 10_000),
    setUp: request('replay of 1,000 packets', 'compiled', 1, policies, tiny),
    reference: cut && request('replay, reference core, cut', 'reference', 1, policies, cut),
  };
}

function listFigures(): Figure[] {
  const { libpcap, floor, compiled, compiled2, portable, few, many, setUp } = contenders;
  const policyRatio = samples.ratio(many, few);
  const setUpPeak = samples.peakBytes(setUp);
  return [
    { name: 'replay, 1 worker', unit: 'P', value: samples.ratio(compiled, libpcap), must: 1.6, goal: 1 },
    { name: 'replay, 1 worker', unit: 'F', value: samples.ratio(compiled, floor), goal: 2.5 },
    { name: 'replay, 2 workers', unit: 'P', value: samples.ratio(compiled2, libpcap), must: 1, goal: 0.55 },
    {
      name: 'portable core, 1 worker',
      unit: 'P',
      value: samples.ratio(portable, libpcap),
      must: 2.5,
      goal: 1.5,
    },
    {
      name: '10,000 policies against 10',
      unit: '% apart',
      value: policyRatio && Math.abs(policyRatio - 1) * 100,
      must: 15,
      goal: 5,
    },
    {
      name: `set-up, ${policies} policies, ${pods} pods`,
      unit: 's',
      value: samples.median(setUp, 'setupSeconds'),
      must: 2,
      goal: 0.5,
    },
    { name: 'peak of that', unit: 'MiB', value: setUpPeak && setUpPeak / 2 ** 20, must: 256 },
    {
      name: 'memory beyond set-up and 64 B a flow',
      unit: 'MiB',
      value: memoryBeyond(compiled, setUp),
      must: 64,
    },
    { name: 'heap growth', unit: 'B/packet', value: heap?.bytesPerPacket, must: 1 },
  ];
}

/** Peak of the replay above that of the set-up alone, which has the image of the same policies and pods in it. */
function memoryBeyond(compiled: Measured, setUp: Measured): number | undefined {
  const [{ flows = 0 }] = samples.of(compiled);
  const [whole, before] = [samples.peakBytes(compiled), samples.peakBytes(setUp)];
  if (whole === undefined || before === undefined) return undefined;
  return (whole - before - 64 * flows) / 2 ** 20;
}

/** Figures of engines that judge differently mean nothing. */
function checkVerdicts(of: readonly Row[]): void {
  const same = [contenders.compiled, contenders.compiled2, contenders.portable].map(({ name }) => name);
  const sums = new Set(of.filter(({ name }) => same.includes(name)).map(({ checksum }) => checksum));
  say(sums.size === 1 ? 'checksums agree' : `CHECKSUMS DIFFER: ${[...sums].join(', ')}`);
  if (sums.size !== 1) process.exitCode = 1;
}

function write(): void {
  const flags = `--packets ${packets} --policies ${policies} --rounds ${rounds}`;
  const core = values['without-core'] ? ' --without-core' : '';
  const command = `npm run bench:replay -- ${flags}${core}`;
  const result = { date: today(), command, machine, capture, pods, rows, figures, heap };
  const folder = join(process.cwd(), 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'replay.json'), `${JSON.stringify(result, rounded, 2)}\n`);
}

/** Three digits are more than such figures are worth. */
function rounded(key: string, value: unknown): unknown {
  if (key === 'path') return undefined;
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(3)) : value;
}
