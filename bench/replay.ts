// npm run bench:replay [-- --packets 1000000 --rounds 5]
//
// Replay against tcpdump, which only counts, on the same large capture in the same run: the baseline that a faster
// engine has to beat. Writes bench/results/replay.json with the machine's description.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchPods, clusterJson, policiesJson } from './cluster.ts';
import { type Contender, interleave, median, type Run } from './contender.ts';
import { writeTraffic } from './traffic.ts';

/** npm runs scripts in the root of the package. */
const root = process.cwd();
const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '1000000' },
    pods: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    policies: { type: 'string', default: '10,100,1000' },
  },
});
const packets = Number(values.packets);
const counts = values.policies.split(',').map(Number);
const folder = mkdtempSync(join(tmpdir(), 'tierwall-bench-'));

try {
  const pods = benchPods(Number(values.pods));
  const capture = join(folder, 'large.pcap');
  const flows = writeTraffic(capture, { packets, packetsPerFlow: 27, alive: 20_000, pods, seed: 1 });
  const cluster = join(folder, 'cluster.json');
  writeFileSync(cluster, clusterJson(pods));
  for (const count of counts) writeFileSync(policyFile(count), policiesJson(count, pods));
  say(`${packets} packets, ${flows} flows, ${pods.length} pods`);

  const tcpdump: Contender = { name: 'tcpdump --count', command: ['tcpdump', '--count', '-nr', capture] };
  const contenders = [tcpdump, ...counts.map((count) => replay(count, capture, cluster))];
  const runs = await interleave(contenders, Number(values.rounds));
  report(runs, flows);
} finally {
  rmSync(folder, { recursive: true });
}

function policyFile(count: number): string {
  return join(folder, `policies-${count}.json`);
}

function replay(count: number, capture: string, cluster: string): Contender {
  const bin = join(root, 'bin', 'tierwall.js');
  const inputs = ['-r', capture, '-c', cluster, '-p', policyFile(count)];
  const command = [process.execPath, bin, 'replay', ...inputs, '-o', 'json', '--no-progress'];
  return { name: `replay, ${count} policies`, command };
}

function report(runs: ReadonlyMap<string, readonly Run[]>, flows: number): void {
  const baseline = runs.get('tcpdump --count') ?? [];
  const rows = [...runs].map(([name, of]) => ({
    name,
    seconds: round(median(of.map((one) => one.seconds))),
    packetsPerSecond: Math.round(packets / median(of.map((one) => one.seconds))),
    // Of the two runs of the same round, so that a slow moment of the machine cancels out.
    ratioToTcpdump: round(median(of.map((one, i) => one.seconds / baseline[i].seconds))),
    peakMiB: round(Math.max(...of.map((one) => one.peakBytes)) / 2 ** 20),
  }));
  for (const row of rows) say(Object.values(row).join('\t'));
  const [cpu] = cpus();
  const machine = { cpu: cpu.model, cores: cpus().length, memoryBytes: totalmem(), node: process.version };
  const date = new Date().toISOString().slice(0, 10);
  const command = `npm run bench:replay -- --packets ${packets} --rounds ${values.rounds}`;
  mkdirSync(join(root, 'bench', 'results'), { recursive: true });
  const result = { date, command, machine, packets, flows, pods: Number(values.pods), rows };
  writeFileSync(join(root, 'bench', 'results', 'replay.json'), `${JSON.stringify(result, null, 2)}\n`);
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
