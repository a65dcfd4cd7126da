import { builtinSource } from '../../src/diagnostics/source.ts';
import { dialects } from '../../src/engine/engines.ts';
import { inventoryFromManifests } from '../../src/inventory/build.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { PolicySet } from '../../src/ir/policy.ts';
import type { JsonObject, Manifest } from '../../src/manifest/manifest.ts';
import { formatAddress } from '../../src/net/address.ts';
import { Random } from '../kernels/generator.ts';
import { outside, randomCluster, serviceAddresses } from './cluster.ts';
import { antreaBasics, antreaObjects } from './policies/antrea.ts';
import { calicoBasics, calicoObjects } from './policies/calico.ts';
import { ciliumBasics, ciliumObjects } from './policies/cilium.ts';
import { randomDraft, randomSettings, type StagedDraft, type StageSettings, setOf } from './policies/ir.ts';
import { kubernetesObjects } from './policies/kubernetes.ts';
import { type Names, type Question, randomQuestions } from './questions.ts';
import { randomTraffic, type Traffic } from './traffic.ts';

/** Everything that is asked of the cores, as data: so it can be made smaller piece by piece. */
export interface FuzzCase {
  /** `SEED.NUMBER`. */
  readonly id: string;
  /** A policy language, or `ir`. */
  readonly engine: string;
  readonly options: Readonly<Record<string, string>>;
  readonly stages: StageSettings;
  readonly cluster: readonly JsonObject[];
  /** Objects of the language; of `ir` drafts. Two sets: those in force, and what replaces them. */
  readonly policies: readonly [readonly PolicyData[], readonly PolicyData[]];
  readonly names: Names;
  readonly questions: readonly Question[];
  readonly traffic: Traffic;
}

export type PolicyData = JsonObject | StagedDraft;

export interface CaseSize {
  /** For each set. */
  readonly questions: number;
  readonly packets: number;
}

const generators = {
  kubernetes: kubernetesObjects,
  cilium: ciliumObjects,
  calico: calicoObjects,
  antrea: antreaObjects,
} as const;
export const engines = ['kubernetes', 'cilium', 'calico', 'antrea', 'ir'] as const;

/** Objects that the others refer to. */
const basics: Readonly<Record<string, (random: Random) => readonly JsonObject[]>> = {
  cilium: ciliumBasics,
  calico: calicoBasics,
  antrea: antreaBasics,
};

/** Settings without which objects of the language are refused or have no effect, and how often they are set. */
const switches: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cilium: {
    nodeSelectorLabels: 'true',
    hostFirewall: 'true',
    k8sClusterNetworkPolicy: 'true',
    // Few enough for answers to push each other out.
    tofqdnsEndpointMaxIPPerHostname: '2',
  },
};

/** The same for the same seed, number and size. Engines take turns. */
export function randomCase(seed: number, number: number, size: CaseSize): FuzzCase {
  const random = new Random(Math.imul(seed, 0x85ebca6b) ^ (number * 2 + 1));
  // The first words of a generator that was just seeded resemble each other.
  for (let i = 0; i < 8; i++) random.word();
  const engine = engines[number % engines.length];
  const cluster = randomCluster(random);
  const before = randomPolicies(random, engine);
  const after = random.chance(0.5) ? edited(random, engine, before) : randomPolicies(random, engine);
  const families = addressPools(cluster);
  const usesNames = random.chance(0.4);
  return {
    id: `${seed}.${number}`,
    engine,
    options: randomOptions(random, engine),
    stages: randomSettings(random),
    cluster,
    policies: [before, after],
    names: usesNames ? { '192.0.2.7': ['www.example.org'], 'fd00::99': ['b.a.example.org'] } : {},
    questions: randomQuestions(random, size.questions, families),
    traffic: randomTraffic(random, size.packets, families),
  };
}

function randomPolicies(random: Random, engine: (typeof engines)[number]): PolicyData[] {
  const count = 1 + random.below(7);
  const made = Array.from({ length: count }, (_, number) => randomPolicy(random, engine, number));
  return [...(basics[engine]?.(random) ?? []), ...made];
}

function randomPolicy(random: Random, engine: (typeof engines)[number], number: number): PolicyData {
  return engine === 'ir' ? randomDraft(random) : random.of(generators[engine])(random, number);
}

/** One is replaced, and one removed: most of the set is as it was. */
function edited(
  random: Random,
  engine: (typeof engines)[number],
  before: readonly PolicyData[],
): PolicyData[] {
  const after = before.filter((_, index) => index === 0 || random.chance(0.85));
  after[random.below(after.length)] = randomPolicy(random, engine, before.length);
  return after;
}

/** Mostly the defaults, or what the objects need. */
function randomOptions(random: Random, engine: string): Record<string, string> {
  const options = dialects.find(({ name }) => name === engine)?.options ?? [];
  const chosen = options.flatMap(({ name, values }) => {
    const useful = switches[engine]?.[name];
    if (useful !== undefined && random.chance(0.7)) return [[name, useful]];
    return random.chance(0.12) ? [[name, random.of(values)]] : [];
  });
  return Object.fromEntries(chosen);
}

/** Texts of the addresses that somebody has or that policies may mean, by family. */
function addressPools(cluster: readonly JsonObject[]): readonly [readonly string[], readonly string[]] {
  const { entities, services } = inventoryOf(cluster);
  const held = [...entities, ...services].flatMap(({ addresses }) => addresses).map(formatAddress);
  const all = [...new Set([...held, ...outside, ...serviceAddresses])];
  return [all.filter((one) => !one.includes(':')), all.filter((one) => one.includes(':'))];
}

const source = builtinSource('fuzz');

/** Without a text in between: reading YAML is tested elsewhere, and takes longer than all that follows. */
function manifestOf(value: JsonObject): Manifest {
  const { apiVersion, kind, metadata } = value as { apiVersion: string; kind: string; metadata: JsonObject };
  const [name = '', namespace = ''] = [metadata.name, metadata.namespace] as (string | undefined)[];
  return { apiVersion, kind, name, namespace, value, source: () => source };
}

export function inventoryOf(cluster: readonly JsonObject[]): Inventory {
  return inventoryFromManifests(cluster.map(manifestOf)).inventory;
}

/** What a case is about, made from its data. */
export interface World {
  readonly inventory: Inventory;
  readonly sets: readonly PolicySet[];
}

export function worldOf(one: FuzzCase): World {
  const inventory = inventoryOf(one.cluster);
  return { inventory, sets: one.policies.map((policies) => lower(one, policies, inventory)) };
}

/** Objects that the language refuses are left out, as with `--allow-invalid`. */
function lower(one: FuzzCase, policies: readonly PolicyData[], inventory: Inventory): PolicySet {
  if (one.engine === 'ir') return setOf(policies as readonly StagedDraft[], one.stages, inventory);
  const dialect = dialects.find(({ name }) => name === one.engine);
  if (dialect === undefined) throw new Error(`no engine ${one.engine}`);
  const options = new Map(
    dialect.options.map((option) => [option.name, one.options[option.name] ?? option.default]),
  );
  const manifests = (policies as readonly JsonObject[]).map(manifestOf);
  return dialect.lower({ manifests, inventory, resources: [], options, version: '' }).set;
}
