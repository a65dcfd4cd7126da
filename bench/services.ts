// npm run bench:services [-- --packets 500000 --rounds 5 --services 1000]
//
// Connections to the addresses of services, as a capture from before the translation has them, against connections to
// their backends: by the same engine in one process and in turn. Every packet opens a connection, so the figures are the
// cost of an opening. Writes bench/results/services.json with the machine's description.
//
// --core compiled|portable   the core (compiled)
// --pods N, --policies N     the cluster and its policies (10,000, 1,000)
// --backends N               of each service (5)
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EngineCore } from '../src/engine/core.ts';
import { createJudge } from '../src/engine/create.ts';
import { buildInventory } from '../src/inventory/build.ts';
import { parseManifests } from '../src/manifest/parse.ts';
import { Lane } from '../src/replay/lane.ts';
import { createReplay } from '../src/replay/replay.ts';
import { median } from './contender.ts';
import { Fixture } from './fixture.ts';
import { describeMachine, today } from './machine.ts';
import { say } from './print.ts';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '500000' },
    pods: { type: 'string', default: '10000' },
    policies: { type: 'string', default: '1000' },
    services: { type: 'string', default: '1000' },
    backends: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    core: { type: 'string', default: 'compiled' },
  },
});
const [packets, pods, rounds] = [Number(values.packets), Number(values.pods), Number(values.rounds)];
if (!(rounds >= 1)) throw new RangeError('--rounds must be at least 1');
const core = values.core as EngineCore;
const machine = describeMachine();
const big = { maxBytes: 2 ** 30 };

say('making captures, cluster and policies, or finding them');
const fixture = new Fixture({ packets, alive: 20_000, pods, seed: 1, fresh: false });
const made = fixture.services({ services: Number(values.services), backends: Number(values.backends) });
const cluster = parseManifests(readFileSync(made.cluster, 'utf8'), 'cluster.json', big).manifests;
const { inventory } = buildInventory([{ manifests: cluster }]);
const { manifests } = parseManifests(
  readFileSync(fixture.policies(Number(values.policies)), 'utf8'),
  'policies.json',
  big,
);
const { judge } = createJudge({ engine: 'kubernetes', manifests, inventory, core });

const kinds = ['backends', 'services'] as const;
const nanoseconds = { backends: [] as number[], services: [] as number[] };
// The first round warms the page cache.
for (let round = 0; round <= rounds; round++) {
  for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
    const took = await play(made[kind]);
    if (round > 0) nanoseconds[kind].push(took);
  }
}
report();

/** Nanoseconds of the processor for each packet. */
async function play(path: string): Promise<number> {
  const replay = createReplay({ inventory, lanes: [new Lane({ judge, inventory })] }, core);
  const start = process.cpuUsage();
  await replay.play([path]);
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1000) / packets;
}

function report(): void {
  const ratios = nanoseconds.services.map((took, round) => took / nanoseconds.backends[round]);
  for (const kind of kinds) {
    const of = nanoseconds[kind];
    say(
      `connections to ${kind}: ${median(of).toFixed(0)} ns each (median), ${Math.min(...of).toFixed(0)} (best)`,
    );
  }
  say(`one to a service takes ${median(ratios).toFixed(2)} times as long as one to a backend (median)`);
  mkdirSync(join(process.cwd(), 'bench', 'results'), { recursive: true });
  const result = {
    date: today(),
    command: 'npm run bench:services',
    options: values,
    machine,
    nanoseconds,
    ratio: median(ratios),
  };
  writeFileSync(
    join(process.cwd(), 'bench', 'results', 'services.json'),
    `${JSON.stringify(result, null, 2)}\n`,
  );
}
