// npm run bench:classify [-- --pods 10000] [--policies 1000] [--rounds 9]
//
// Look-ups a second of the judge kernel alone, for connections that open between random pods: addresses to places,
// ports to a traffic class, both tables, the outcome; WebAssembly beside TypeScript, in turn.
import { parseArgs } from 'node:util';
import { createJudge } from '../src/engine/create.ts';
import { buildInventory } from '../src/inventory/build.ts';
import { controlBytes } from '../src/kernels/control.ts';
import { rowBytes } from '../src/kernels/layout.ts';
import { loadKernels } from '../src/kernels/load.ts';
import { parseManifests } from '../src/manifest/parse.ts';
import { type Arena, ArenaPlan } from '../src/replay/compiled/arena.ts';
import { LaneMemory, LanePlan } from '../src/replay/compiled/lane-memory.ts';
import { RowWriter } from '../src/replay/compiled/row-writer.ts';
import { Lane } from '../src/replay/lane.ts';
import { ethernet, ipv4, udp, zeros } from '../test/frame/build.ts';
import { benchPods, clusterJson } from './cluster.ts';
import { median } from './contender.ts';
import { policiesJson } from './policies.ts';
import { Random } from './random.ts';

const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '10000' },
    policies: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '9' },
  },
});
const rows = 4096;
const ports = [8080, 5432, 9090, 53, 443];
const repeats = 100;
const big = { maxBytes: 2 ** 30 };
const pods = benchPods(Number(values.pods));
const { inventory } = buildInventory([
  { manifests: parseManifests(clusterJson(pods), 'cluster.json', big).manifests },
]);
const { manifests } = parseManifests(policiesJson(Number(values.policies), pods), 'policies.json', big);
const { judge } = createJudge({ engine: 'kubernetes', manifests, inventory, core: 'compiled' });

const benches = [bench('WebAssembly', false), bench('TypeScript', true)];
for (let round = 0; round < Number(values.rounds); round++) for (const one of benches) one.run();
for (const { name, millions } of benches) {
  const best = Math.max(...millions);
  process.stderr.write(
    `${name}: ${median(millions).toFixed(1)} million look-ups a second (median), ${best.toFixed(1)} (best)\n`,
  );
}

function bench(name: string, portable: boolean) {
  const plan = new ArenaPlan();
  const lane = new Lane({ judge, inventory });
  const lanePlan = new LanePlan(lane, inventory, rows, plan);
  const buffer = { rows: plan.add(rows * rowBytes), data: plan.add(2 ** 19) };
  const [control, tracked, outcomes] = [controlBytes, rows * 4, rows * 4].map((bytes) => plan.add(bytes));
  const arena = plan.make();
  const kernels = loadKernels(arena.memory, { portable });
  const memory = new LaneMemory(lanePlan, arena, () => rows);
  const millions: number[] = [];
  let isKnown = false;
  const run = () => {
    const again = loadKernels(arena.memory, { portable });
    if (!isKnown) {
      fill(arena, buffer);
      kernels.parseRows(buffer.rows, rows, 1, 2, control, 0);
      // Every row opens a flow of its own.
      for (let row = 0; row < rows; row++) arena.words[tracked / 4 + row] = row << 5;
      // The first time the kernel meets every outcome.
      const reached = again.judge(buffer.rows, 0, rows, tracked, outcomes, memory.control, 0, 0);
      if (reached < rows) throw new Error('a pair that is not in the tables');
      isKnown = true;
    }
    const start = performance.now();
    for (let i = 0; i < repeats; i++) {
      again.judge(buffer.rows, 0, rows, tracked, outcomes, memory.control, 0, 0);
    }
    millions.push((rows * repeats) / (performance.now() - start) / 1000);
  };
  return { name, millions, run };
}

/** UDP packets between random pods, half of them to a port that policies name. */
function fill(arena: Arena, buffer: { rows: number; data: number }): void {
  const random = new Random(3);
  const writer = new RowWriter(arena, buffer);
  for (let row = 0; row < rows; row++) {
    const [source, destination] = [0, 1].map(() => pods[random.below(pods.length)].ipv4);
    const fields = {
      sourcePort: 1024 + random.below(60_000),
      destinationPort: ports[random.below(ports.length)],
    };
    const data = ethernet(0x0800, ipv4({ source, destination, protocol: 17 }, udp(fields, zeros(8))));
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
