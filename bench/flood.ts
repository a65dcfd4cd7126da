// npm run bench:flood [-- --packets 2000000 --rounds 9 --policies 1000]
//
// A flood of random headers against the ordinary capture, by the same engine in one process and in turn: what share of
// its packets a second (of processor time) is left. Writes bench/results/flood.json with the machine's description.
//
// --core compiled|portable   the core (compiled)
// --pods N, --alive N        the cluster and the ordinary capture (10,000, 20,000)
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
import { type CaptureFile, Fixture } from './fixture.ts';
import { describeMachine, today } from './machine.ts';
import { say } from './print.ts';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '2000000' },
    pods: { type: 'string', default: '10000' },
    alive: { type: 'string', default: '20000' },
    policies: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '9' },
    core: { type: 'string', default: 'compiled' },
  },
});
const [packets, pods, rounds] = [Number(values.packets), Number(values.pods), Number(values.rounds)];
if (!(rounds >= 1)) throw new RangeError('--rounds must be at least 1');
const core = values.core as EngineCore;
const machine = describeMachine();
const big = { maxBytes: 2 ** 30 };

say('making captures, cluster and policies, or finding them');
const fixture = new Fixture({ packets, alive: Number(values.alive), pods, seed: 1, fresh: false });
const captures = { ordinary: fixture.capture(), flood: fixture.flood() };
const cluster = parseManifests(readFileSync(fixture.cluster(), 'utf8'), 'cluster.json', big).manifests;
const { inventory } = buildInventory([{ manifests: cluster }]);
const text = readFileSync(fixture.policies(Number(values.policies)), 'utf8');
const { manifests } = parseManifests(text, 'policies.json', big);
const { judge } = createJudge({ engine: 'kubernetes', manifests, inventory, core });

const nanoseconds = { ordinary: [] as number[], flood: [] as number[] };
// The first round warms the page cache.
for (let round = 0; round <= rounds; round++) {
  for (const name of round % 2 === 0 ? (['ordinary', 'flood'] as const) : (['flood', 'ordinary'] as const)) {
    const took = await play(captures[name]);
    if (round > 0) nanoseconds[name].push(took);
  }
}
report();

/** Nanoseconds of the processor for each packet: what else runs on the machine counts less than by the clock. */
async function play({ path }: CaptureFile): Promise<number> {
  const replay = createReplay({ inventory, lanes: [new Lane({ judge, inventory })] }, core);
  const start = process.cpuUsage();
  await replay.play([path]);
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1000) / packets;
}

function report(): void {
  const ratios = nanoseconds.ordinary.map((ordinary, round) => ordinary / nanoseconds.flood[round]);
  for (const [name, of] of Object.entries(nanoseconds)) {
    say(`${name}: ${median(of).toFixed(0)} ns a packet (median), ${Math.min(...of).toFixed(0)} (best)`);
  }
  const share = { median: percent(median(ratios)), least: percent(Math.min(...ratios)) };
  say(`the flood keeps ${share.median} % of the packets a second (median), ${share.least} % (least)`);
  mkdirSync(join(process.cwd(), 'bench', 'results'), { recursive: true });
  const result = {
    date: today(),
    command: 'npm run bench:flood',
    options: values,
    machine,
    nanoseconds,
    share,
  };
  writeFileSync(
    join(process.cwd(), 'bench', 'results', 'flood.json'),
    `${JSON.stringify(result, null, 2)}\n`,
  );
}

function percent(share: number): number {
  return Number((100 * share).toPrecision(3));
}
