// The set-up of a replay, phase by phase: `node setup-child.js CLUSTER POLICIES`. bench/setup.ts reads what it prints.
import { createJudge } from '../src/engine/create.ts';
import { loadInventory } from '../src/engine/world.ts';
import { loadManifests } from '../src/manifest/load.ts';
import { Lane } from '../src/replay/lane.ts';
import { createReplay } from '../src/replay/replay.ts';
import type { SetupPhase } from './setup.ts';

const [cluster, policies] = process.argv.slice(2);
const seconds: Partial<Record<SetupPhase, number>> = {};

/** Read and made known, who holds which address. */
const { inventory, resources } = await timed('inventory', () => loadInventory({ cluster: [cluster] }));
const { manifests } = await timed('policies', () => loadManifests([policies]));
/** Validation, lowering, warnings. */
const { judge } = await timed('lower', () =>
  createJudge({ engine: 'kubernetes', manifests, resources, inventory, core: 'compiled' }),
);
/** The tables, their image, and the shared memory of the kernels. */
await timed('compile', () => {
  const lane = new Lane({ judge, inventory, changes: [], liveConnections: 'keep' });
  return createReplay({ inventory, lanes: [lane] }, 'compiled');
});
process.stdout.write(JSON.stringify(seconds));

async function timed<T>(phase: SetupPhase, make: () => T | Promise<T>): Promise<T> {
  const started = performance.now();
  const made = await make();
  seconds[phase] = (performance.now() - started) / 1000;
  return made;
}
