// One set of bench/adversarial.ts: `node adversarial-child.js '{"set": …}'` prints what its compilation took.

import { PolicyTrees } from '../src/compile/trees/policy-trees.ts';
import { CompiledJudge } from '../src/engine/compiled.ts';
import type { Inventory } from '../src/inventory/inventory.ts';
import type { Connection } from '../src/ir/connection.ts';
import type { PolicySet } from '../src/ir/policy.ts';
import { loadKernels } from '../src/kernels/load.ts';
import { formatAddress } from '../src/net/address.ts';
import { compile } from '../src/passes/compilation.ts';
import { adversarial, inventoryFor, podsFor, questions } from '../test/compile/adversarial.ts';
import { calicoForm, connectionOf, readClassBench } from '../test/compile/classbench.ts';
import { frameOf } from '../test/compile/frame-of.ts';
import { ethernet, ipv4, udp, zeros } from '../test/frame/build.ts';
import type { AdversarialRequest, AdversarialResult } from './adversarial.ts';
import { lookUpRows, lookUps } from './look-ups.ts';
import { Random } from './random.ts';

interface Case {
  readonly set: PolicySet;
  readonly inventory: Inventory;
  readonly asked: readonly Connection[];
}

const request = JSON.parse(process.argv[2]) as AdversarialRequest;
const { set, inventory, asked } = request.folder === '' ? made(request) : ofClassBench(request);
const before = process.memoryUsage().rss;
const started = performance.now();
const cpu = process.cpuUsage();
const judge = new CompiledJudge(set, inventory);
const { beyond } = judge;
const setupSeconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
const peakBytes = process.resourceUsage().maxRSS * 1024;
/** Among them whatever is made when it is first needed. */
const warmUp = 20;
const mostMilliseconds = 3000;
const firstSeconds = seconds(asked.slice(0, warmUp));
const rest = asked.slice(warmUp);
const microseconds = microsecondsOf(rest);
const { lookup } = judge;
const trees = lookup instanceof PolicyTrees ? lookup : undefined;
const frames = Array.from({ length: lookUpRows }, (_, n) => frameOf(asked[n % asked.length]));
const [inKernels, anywhere] = [frames, randomFrames()].map((each) =>
  lookUps({ judge, inventory, frames: each, kernelsOf: loadKernels, ahead: true, repeats: 20 }),
);
for (let round = 0; round < 3; round++) for (const one of [inKernels, anywhere]) one.run();
const compilation = compile(set, inventory);
const result: AdversarialResult = {
  rules: set.stages.reduce((sum, { rules }) => sum + rules.egress.length + rules.ingress.length, 0),
  endpoints: inventory.entities.length,
  setupSeconds,
  cpuSeconds: (user + system) / 1e6,
  beforeMiB: before / 2 ** 20,
  peakMiB: peakBytes / 2 ** 20,
  askedMiB: process.resourceUsage().maxRSS / 1024,
  firstSeconds,
  microseconds,
  beyond,
  kernelMicroseconds: 1 / Math.max(...inKernels.millions),
  left: inKernels.left.length / lookUpRows,
  randomMicroseconds: 1 / Math.max(...anywhere.millions),
  longestLeaf: trees?.forest.longest ?? 0,
  boxes: trees?.boxes ?? 0,
  leafBoxes: trees?.forest.boxesInLeaves ?? 0,
  nodes: trees?.forest.size ?? 0,
  imageMiB: (compilation.image?.length ?? 0) / 2 ** 20,
  milliseconds: compilation.milliseconds,
};
process.stdout.write(JSON.stringify(result));

/** Of one of them; no more of them are asked about than some seconds allow. */
function microsecondsOf(connections: readonly Connection[]): number {
  const start = performance.now();
  let asked = 0;
  while (asked < connections.length && performance.now() - start < mostMilliseconds)
    judge.judge(connections[asked++]);
  return ((performance.now() - start) * 1000) / asked;
}

function seconds(connections: readonly Connection[]): number {
  const start = performance.now();
  for (const connection of connections) judge.judge(connection);
  return (performance.now() - start) / 1000;
}

function made({ name, rules, pods, connections }: AdversarialRequest): Case {
  const one = adversarial.find((each) => each.name === name);
  if (one === undefined) throw new Error(`no set ${name}`);
  const entities = podsFor(one, pods);
  return {
    set: one.set(rules),
    inventory: inventoryFor(entities),
    asked: questions(entities, rules, connections),
  };
}

/** The endpoints are the first destinations of the trace; other headers are not asked. */
function ofClassBench({ name, folder, pods, connections }: AdversarialRequest): Case {
  const read = readClassBench(folder, name);
  if (read === undefined) throw new Error(`no ${name} in ${folder}`);
  const held = new Set<number>();
  const asked = read.headers.filter(({ destination }) => {
    if (held.size < pods) held.add(destination);
    return held.has(destination);
  });
  const { set, inventory } = calicoForm(read.rules, asked);
  return {
    set,
    inventory,
    // A trace has a few thousand headers for so few endpoints.
    asked: Array.from({ length: connections }, (_, n) => connectionOf(asked[n % asked.length], inventory)),
  };
}

/** Headers at random: to an endpoint from anywhere, any ports. */
function randomFrames(): readonly Uint8Array[] {
  const random = new Random(7);
  const held = inventory.entities.flatMap(({ addresses }) => addresses.map(formatAddress));
  return Array.from({ length: lookUpRows }, () => {
    const source = [1, 2, 3, 4].map(() => random.below(256)).join('.');
    const [sourcePort, destinationPort] = [random.below(65_536), random.below(65_536)];
    const payload = udp({ sourcePort, destinationPort }, zeros(8));
    return ethernet(
      0x0800,
      ipv4({ source, destination: held[random.below(held.length)], protocol: 17 }, payload),
    );
  });
}
