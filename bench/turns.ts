import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineCore } from '../src/engine/core.ts';
import { createJudge } from '../src/engine/create.ts';
import type { Judge } from '../src/engine/judge.ts';
import { buildInventory } from '../src/inventory/build.ts';
import type { Inventory } from '../src/inventory/inventory.ts';
import { parseManifests } from '../src/manifest/parse.ts';
import { Lane } from '../src/replay/lane.ts';
import { createReplay } from '../src/replay/replay.ts';
import { describeMachine, today } from './machine.ts';

export interface Engine {
  readonly inventory: Inventory;
  readonly judge: Judge;
  readonly core: EngineCore;
}

/** From paths of a cluster and of policies; the engine is that of Kubernetes. */
export function loadEngine(cluster: string, policies: string, core: EngineCore): Engine {
  const [pods, rules] = [cluster, policies].map(
    (path) => parseManifests(readFileSync(path, 'utf8'), path, { maxBytes: 2 ** 30 }).manifests,
  );
  const { inventory } = buildInventory([{ manifests: pods }]);
  const { judge } = createJudge({ engine: 'kubernetes', manifests: rules, inventory, core });
  return { inventory, judge, core };
}

/**
 * Replays two captures of as many packets in turn, by the same engine in one process. Nanoseconds of the processor for each
 * packet, by capture and round: what else runs on the machine counts less than by the clock.
 */
export async function replayInTurn<Name extends string>(
  captures: Readonly<Record<Name, string>>,
  { packets, rounds, engine }: { packets: number; rounds: number; engine: Engine },
): Promise<Record<Name, number[]>> {
  const names = Object.keys(captures) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  // The first round warms the page cache.
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const took = await play(captures[name], engine);
      if (round > 0) taken[name].push(took / packets);
    }
  }
  return taken;
}

async function play(path: string, { inventory, judge, core }: Engine): Promise<number> {
  const replay = createReplay({ inventory, lanes: [new Lane({ judge, inventory })] }, core);
  const start = process.cpuUsage();
  await replay.play([path]);
  const { user, system } = process.cpuUsage(start);
  return (user + system) * 1000;
}

/** Writes bench/results/NAME.json, with the machine's description. */
export function writeResult(name: string, result: object): void {
  const folder = join(process.cwd(), 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  const about = { date: today(), command: `npm run bench:${name}`, machine: describeMachine() };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ ...about, ...result }, null, 2)}\n`);
}
