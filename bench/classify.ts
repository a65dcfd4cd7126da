// npm run bench:classify [-- --pods 10000] [--policies 1000] [--rounds 9]
//
// Look-ups a second for connections that open between random pods: addresses to places, ports to a traffic class, both
// tables, the outcome, and all that is counted; WebAssembly beside TypeScript, in turn. As replay does it, with rows looked
// up ahead in groups, and by the judge kernel alone, one by one. And for random headers: each end a pod or anywhere, any ports.
import { parseArgs } from 'node:util';
import { createJudge } from '../src/engine/create.ts';
import { buildInventory } from '../src/inventory/build.ts';
import { controlBytes } from '../src/kernels/control.ts';
import { rowBytes, rowPlaceImage } from '../src/kernels/layout.ts';
import { loadKernels } from '../src/kernels/load.ts';
import { listRows } from '../src/kernels/openers.ts';
import { parseManifests } from '../src/manifest/parse.ts';
import { type Arena, ArenaPlan } from '../src/replay/compiled/arena.ts';
import { LaneMemory, LanePlan } from '../src/replay/compiled/lane-memory.ts';
import { Openers } from '../src/replay/compiled/openers.ts';
import { openersOf, planBuffer, RowWriter } from '../src/replay/compiled/row-writer.ts';
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

const benches = (['WebAssembly', 'TypeScript'] as const).flatMap((name) =>
  [true, false].map((ahead) => {
    const of = (endsOf: (random: Random) => Ends) =>
      bench({ portable: name === 'TypeScript', ahead, endsOf });
    return {
      name: `${name}, ${ahead ? 'in groups' : 'one by one'}`,
      pods: of(betweenPods),
      random: of(anywhere),
    };
  }),
);
for (let round = 0; round < Number(values.rounds); round++) {
  for (const { pods, random } of benches) for (const one of [pods, random]) one.run();
}
for (const { name, pods, random } of benches) {
  const best = Math.max(...pods.millions).toFixed(1);
  const kept = median(random.millions.map((millions, round) => millions / pods.millions[round]));
  process.stderr.write(
    `${name}: ${median(pods.millions).toFixed(1)} million look-ups a second (median), ${best} (best); ` +
      `random headers ${median(random.millions).toFixed(1)}, which is ${(100 * kept).toFixed(0)} %\n`,
  );
}

interface BenchOptions {
  readonly portable: boolean;
  readonly ahead: boolean;
  readonly endsOf: (random: Random) => Ends;
}

function bench({ portable, ahead, endsOf }: BenchOptions) {
  const plan = new ArenaPlan();
  const lane = new Lane({ judge, inventory });
  const lanePlan = new LanePlan(lane, inventory, rows, plan);
  const buffer = planBuffer(plan);
  const [control, tracked, outcomes] = [controlBytes, rows * 4, rows * 4].map((bytes) => plan.add(bytes));
  const arena = plan.make();
  const kernels = loadKernels(arena.memory, { portable });
  const memory = new LaneMemory(lanePlan, arena, () => rows);
  const millions: number[] = [];
  let isKnown = false;
  const run = () => {
    const again = loadKernels(arena.memory, { portable });
    if (!isKnown) {
      fill(arena, buffer, endsOf);
      kernels.parseRows(buffer.rows, rows, 1, 2, control, 0);
      // Every row opens a flow of its own.
      for (let row = 0; row < rows; row++) arena.words[tracked / 4 + row] = row << 5;
      // The first time the kernel meets every outcome.
      const reached = again.judge(buffer.rows, 0, rows, tracked, outcomes, memory.control, 0, 0);
      if (reached < rows) throw new Error('a pair that is not in the tables');
      isKnown = true;
    }
    let taken = 0;
    for (let i = 0; i < repeats; i++) {
      const openers = ahead ? listAll(arena, buffer.rows) : undefined;
      const start = performance.now();
      for (let from = openers?.next(rows) ?? -1; from >= 0; from = openers?.next(rows) ?? -1) {
        again.touchAnswers(openersOf(buffer.rows), from, memory.control);
      }
      again.judge(buffer.rows, 0, rows, tracked, outcomes, memory.control, 0, 0);
      taken += performance.now() - start;
    }
    millions.push((rows * repeats) / taken / 1000);
  };
  return { millions, run };
}

/** A list of all rows, none of which was looked up. */
function listAll(arena: Arena, first: number): Openers {
  const [list, ahead] = [openersOf(first) / 4, listRows / 4];
  arena.words.fill(0, list, list + ahead);
  arena.words[list] = rows;
  for (let row = 0; row < rows; row++) {
    const at = first + row * rowBytes;
    arena.words[(at + rowPlaceImage) / 4] = 0;
    arena.words[list + ahead + row] = at;
  }
  return new Openers(arena, first);
}

interface Ends {
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** To a port that policies name. */
function betweenPods(random: Random): Ends {
  const [source, destination] = [0, 1].map(() => pods[random.below(pods.length)].ipv4);
  const [sourcePort, destinationPort] = [1024 + random.below(60_000), ports[random.below(ports.length)]];
  return { source, destination, sourcePort, destinationPort };
}

/** As in bench/flood-traffic.ts. */
function anywhere(random: Random): Ends {
  const [source, destination] = [0, 1].map(() =>
    random.chance(0.5)
      ? pods[random.below(pods.length)].ipv4
      : [11 + random.below(100), random.below(256), random.below(256), random.below(256)].join('.'),
  );
  const [sourcePort, destinationPort] = [random.below(65_536), random.below(65_536)];
  return { source, destination, sourcePort, destinationPort };
}

/** UDP packets. */
function fill(arena: Arena, buffer: { rows: number; data: number }, endsOf: (random: Random) => Ends): void {
  const random = new Random(3);
  const writer = new RowWriter(arena, buffer);
  for (let row = 0; row < rows; row++) {
    const { source, destination, ...fields } = endsOf(random);
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
