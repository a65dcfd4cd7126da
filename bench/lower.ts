// npm run bench:lower
//
// Time and memory to read two published shapes of policy sets and lower them to the IR:
// - Calico's "anonymised from a large deployment" (app-policy/checker/bench_test.go): 294 policies of 68 rules on every
//   endpoint, nearly all Pass, a quarter of the rules with a selector or net set out of 3,708 network sets.
// - 10,000 pods in 1,000 namespaces with 3,000 policies in all four languages.
// Writes bench/results/lower.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createJudge } from '../src/engine/create.ts';
import { buildInventory } from '../src/inventory/build.ts';
import type { Manifest } from '../src/manifest/manifest.ts';
import { parseManifests } from '../src/manifest/parse.ts';
import { benchPods, clusterJson } from './cluster.ts';
import { median } from './contender.ts';
import { describeMachine, today } from './machine.ts';
import { policiesJson } from './policies.ts';
import { Random } from './random.ts';

const rounds = 3;
const machine = describeMachine();
const big = { maxBytes: 2 ** 30 };

interface Shape {
  readonly name: string;
  readonly cluster: string;
  readonly policies: string;
  readonly engines: readonly string[];
}

const shapes: readonly Shape[] = [
  {
    name: 'calico 294 x 68',
    cluster: clusterJson(benchPods(1000)),
    policies: calicoShape(),
    engines: ['calico'],
  },
  {
    name: '10,000 pods, 3,000 policies',
    cluster: clusterJson(benchPods(10_000, 10)),
    policies: mixedShape(),
    engines: ['kubernetes', 'cilium', 'calico', 'antrea'],
  },
];

const results = shapes.flatMap((shape) => shape.engines.map((engine) => measure(shape, engine)));
for (const result of results) process.stderr.write(`${Object.values(result).join('\t')}\n`);
const folder = join(process.cwd(), 'bench', 'results');
mkdirSync(folder, { recursive: true });
const text = JSON.stringify(
  { date: today(), command: 'npm run bench:lower', machine, rows: results },
  null,
  2,
);
writeFileSync(join(folder, 'lower.json'), `${text}\n`);

function measure({ name, cluster, policies }: Shape, engine: string) {
  const { inventory } = buildInventory([{ manifests: read(cluster, 'cluster.json') }]);
  const seconds: { read: number; lower: number }[] = [];
  let rules = 0;
  let objects = 0;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    const manifests = read(policies, 'policies.json');
    const parsed = performance.now();
    const { judge } = createJudge({ engine, manifests, inventory });
    seconds.push({ read: (parsed - start) / 1000, lower: (performance.now() - parsed) / 1000 });
    objects = manifests.length;
    rules = judge.set.stages.reduce(
      (n, stage) => n + stage.rules.egress.length + stage.rules.ingress.length,
      0,
    );
  }
  return {
    shape: name,
    engine,
    objects,
    rules,
    readSeconds: round3(median(seconds.map((one) => one.read))),
    lowerSeconds: round3(median(seconds.map((one) => one.lower))),
    residentMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
  };
}

function read(json: string, file: string): readonly Manifest[] {
  return parseManifests(json, file, big).manifests;
}

function round3(value: number): number {
  return Number(value.toPrecision(3));
}

/** Sizes of the network sets as published: most hold fewer than ten addresses, one holds 54,566. */
function calicoShape(): string {
  const random = new Random(11);
  const sizes: readonly (readonly [number, number, number])[] = [
    [4, 0, 0],
    [3035, 1, 9],
    [446, 10, 99],
    [64, 100, 999],
    [158, 1000, 1600],
    [1, 54_566, 54_566],
  ];
  const net = () =>
    `${1 + random.below(223)}.${random.below(256)}.${random.below(256)}.${random.below(256)}/32`;
  const sets = sizes.flatMap(([count, from, to]) =>
    Array.from({ length: count }, () => Array.from({ length: from + random.below(to - from + 1) }, net)),
  );
  const items = [
    ...sets.map((nets, i) => ({
      apiVersion: 'projectcalico.org/v3',
      kind: 'GlobalNetworkSet',
      metadata: { name: `set-${i}`, labels: { set: `s${i}` } },
      spec: { nets: [...new Set(nets)] },
    })),
    ...Array.from({ length: 294 }, (_, i) => calicoPolicy(i, sets.length, random)),
  ];
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

function calicoPolicy(i: number, sets: number, random: Random): object {
  const rule = () => ({
    action: random.below(2000) < 1 ? 'Deny' : 'Pass',
    protocol: 'TCP',
    source: random.chance(0.242)
      ? { selector: `set == 's${random.below(sets)}'` }
      : { nets: ['192.0.2.0/24'] },
    destination: { ports: [1 + random.below(65_535)] },
  });
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: { name: `policy-${i}` },
    spec: { order: i, selector: 'all()', types: ['Ingress'], ingress: Array.from({ length: 68 }, rule) },
  };
}

/** As many policies in each language: 750 of Kubernetes, Cilium, Calico and Antrea. */
function mixedShape(): string {
  const pods = benchPods(10_000, 10);
  const standard = JSON.parse(policiesJson(750, pods)).items;
  const items = [...standard, ...own(750, cilium), ...own(750, calico), ...own(750, antrea)];
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

function own(count: number, make: (i: number) => object): object[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function app(i: number): string {
  return ['web', 'api', 'db', 'queue'][i % 4];
}

function cilium(i: number): object {
  const rule = {
    fromEndpoints: [{ matchLabels: { app: app(i + 1) } }],
    toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }] }],
  };
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: `cnp-${i}`, namespace: `ns-${i % 1000}` },
    spec: { endpointSelector: { matchLabels: { app: app(i) } }, ingress: [rule] },
  };
}

function calico(i: number): object {
  const rule = {
    action: 'Allow',
    protocol: 'TCP',
    source: { selector: `app == '${app(i + 1)}'` },
    destination: { ports: [8080] },
  };
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: { name: `calico-${i}`, namespace: `ns-${i % 1000}` },
    spec: { order: i, selector: `app == '${app(i)}'`, types: ['Ingress'], ingress: [rule] },
  };
}

function antrea(i: number): object {
  const rule = {
    action: 'Allow',
    from: [{ podSelector: { matchLabels: { app: app(i + 1) } } }],
    ports: [{ port: 8080 }],
  };
  return {
    apiVersion: 'crd.antrea.io/v1beta1',
    kind: 'NetworkPolicy',
    metadata: { name: `antrea-${i}`, namespace: `ns-${i % 1000}` },
    spec: {
      priority: 1 + (i % 100),
      appliedTo: [{ podSelector: { matchLabels: { app: app(i) } } }],
      ingress: [rule],
    },
  };
}
