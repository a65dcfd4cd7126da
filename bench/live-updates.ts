// npm run bench:updates [-- --pods 10000] [--policies 1000] [--edits 2000] [--policy-edits 300]
//
// How long it takes until the next batch sees a pod that came, went, or changed its address or labels, a DNS answer, and
// one policy that was edited, from its text on; and how many times as long a compilation of everything takes.
import { parseArgs } from 'node:util';
import { buildImage, imageFacts } from '../src/compile/image.ts';
import { GenerationReader } from '../src/compile/live/generations.ts';
import type { ImageRegion } from '../src/compile/live/image-copies.ts';
import { type LiveEdit, LiveTables } from '../src/compile/live/live-tables.ts';
import { PolicyTables } from '../src/compile/tables.ts';
import { createJudge } from '../src/engine/create.ts';
import { LivePolicies } from '../src/engine/live-policies.ts';
import { buildInventory } from '../src/inventory/build.ts';
import { createKernelMemory } from '../src/kernels/load.ts';
import type { Manifest } from '../src/manifest/manifest.ts';
import { parseManifests } from '../src/manifest/parse.ts';
import { benchPods, clusterJson } from './cluster.ts';
import { median } from './contender.ts';
import { PodEdits, PolicyEdits } from './live-edits.ts';
import { policiesJson } from './policies.ts';
import { Random } from './random.ts';

const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '10000' },
    policies: { type: 'string', default: '1000' },
    edits: { type: 'string', default: '2000' },
    'policy-edits': { type: 'string', default: '300' },
  },
});
const big = { maxBytes: 2 ** 30 };
const random = new Random(11);
const pods = benchPods(Number(values.pods));
const { inventory } = buildInventory([
  { manifests: parseManifests(clusterJson(pods), 'cluster.json', big).manifests },
]);
const items: readonly object[] = JSON.parse(policiesJson(Number(values.policies), pods)).items;
const inForce: (Manifest | undefined)[] = items.map(manifestOf);
const policies = new LivePolicies({ engine: 'kubernetes', manifests: present(), inventory });
const { set } = policies.lower(present());
const regions: ImageRegion[] = [];
const building = startClock();
const live = new LiveTables(set, inventory, (bytes) => {
  const { buffer } = createKernelMemory(bytes + 128);
  regions.push({ buffer, byteOffset: 128, byteLength: bytes });
  return regions[0];
});
const built = building();
const reader = new GenerationReader(regions[0].buffer, live.control, 0);
const rebuilds: string[] = [];

const podEdits = new PodEdits(
  inventory.entities.filter(({ kind }) => kind === 'pod'),
  random,
);
const policyEdits = new PolicyEdits(items, random);
const edits = Number(values.edits);
// The machine's compiler of JavaScript has its say first.
for (let i = 0; i < 300; i++) edit(podEdits.next());
const podCosts = Array.from({ length: edits }, () => edit(podEdits.next()));
const nameCosts = Array.from({ length: edits / 4 }, () => edit(podEdits.name()));
for (let i = 0; i < 20; i++) editPolicy();
const policyCosts = Array.from({ length: Number(values['policy-edits']) }, editPolicy);
// Last, so that what it leaves is not collected while edits are measured.
const full = [0, 1, 2].map(compileAll);
const fromTexts = medianOf(full.map(({ all }) => all));
const fromSet = medianOf(full.map(({ tables }) => tables));
say(`compilation of everything: ${costText(fromSet)}`);
say(`compilation of everything, from the texts: ${costText(fromTexts)}`);
say(`live tables, made once: ${costText(built)}`);
report('a pod', podCosts, fromSet);
report('a DNS answer', nameCosts, fromSet);
report(
  'a policy, lowered',
  policyCosts.map(({ tables }) => tables),
  fromSet,
);
report(
  'a policy, from its text',
  policyCosts.map(({ all }) => all),
  fromTexts,
);
say(`full rebuilds: ${rebuilds.length === 0 ? 'none' : rebuilds.join(', ')}`);

function manifestOf(item: object, i: number): Manifest {
  return parseManifests(JSON.stringify(item), `policy-${i}.json`).manifests[0];
}

function present(): readonly Manifest[] {
  return inForce.filter((manifest) => manifest !== undefined);
}

/** Until a reader that enters anew has it. */
function edit(what: LiveEdit): Cost {
  const clock = startClock();
  const { rebuilt, generation } = live.edit(what);
  const seen = reader.enter();
  const cost = clock();
  reader.leave();
  if (seen !== generation) throw new Error('the edit is not in force');
  if (rebuilt !== undefined) rebuilds.push(rebuilt);
  return cost;
}

function editPolicy(): { readonly tables: Cost; readonly all: Cost } {
  const { at, item } = policyEdits.next();
  const clock = startClock();
  inForce[at] = item && manifestOf(item, at);
  const lowered = policies.lower(present());
  const tables = edit({ set: lowered.set });
  return { tables, all: clock() };
}

function compileAll(): { readonly tables: Cost; readonly all: Cost } {
  const whole = startClock();
  const manifests = items.map(manifestOf);
  const judge = createJudge({ engine: 'kubernetes', manifests, inventory }).judge;
  const clock = startClock();
  buildImage(new PolicyTables(judge.set, inventory), imageFacts(inventory));
  return { tables: clock(), all: whole() };
}

/** Milliseconds by the clock, and of processor time of the whole process: a busy machine adds to the former only. */
interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

function startClock(): () => Cost {
  const cpu = process.cpuUsage();
  const start = performance.now();
  return () => {
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    return { wall, cpu: (user + system) / 1000 };
  };
}

function report(what: string, costs: readonly Cost[], whole: Cost): void {
  const wall = costs.map((cost) => cost.wall).sort((a, b) => a - b);
  const cpu = costs.map((cost) => cost.cpu).sort((a, b) => a - b);
  const quantiles = [0.5, 0.99].map((part) => ({ wall: quantile(wall, part), cpu: quantile(cpu, part) }));
  const [p50, p99] = quantiles.map(costText);
  const ratios = quantiles.map((cost) => (whole.cpu / cost.cpu).toFixed(0));
  say(`${what} (${costs.length}): p50 ${p50}; p99 ${p99}; most ${wall[wall.length - 1].toFixed(3)} ms`);
  say(`  everything takes ${ratios[0]} times the processor time (p50), ${ratios[1]} (p99)`);
}

function costText({ wall, cpu }: Cost): string {
  const digits = wall < 100 ? 3 : 0;
  return `${wall.toFixed(digits)} ms (processor ${cpu.toFixed(digits)})`;
}

function medianOf(costs: readonly Cost[]): Cost {
  return { wall: median(costs.map(({ wall }) => wall)), cpu: median(costs.map(({ cpu }) => cpu)) };
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
