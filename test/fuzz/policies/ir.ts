import type { Inventory } from '../../../src/inventory/inventory.ts';
import type { Entity } from '../../../src/ir/entity.ts';
import type { Attribute, Expression } from '../../../src/ir/expression.ts';
import type { Peer, PolicySet, PortMatch, Stage, TrafficMatch } from '../../../src/ir/policy.ts';
import { asSet, networks, type PolicyDraft, patterns, type RuleDraft, source } from '../../ir/drafts.ts';
import type { Random } from '../../kernels/generator.ts';

/** Policy sets that no language writes: any part of the IR beside any other. */
export interface StagedDraft {
  /** 0 to 2. */
  readonly stage: number;
  readonly draft: PolicyDraft;
}

export interface StageSettings {
  readonly endings: readonly Stage['ending'][];
  readonly passTo: readonly string[];
  readonly otherwise: PolicySet['otherwise'];
  /** Names of the nodes that ask the same stages, last first, about what they forward. */
  readonly forwarders: readonly string[];
}

const stageNumbers = [0, 1, 2] as const;

export function randomDraft(random: Random): StagedDraft {
  const rules = Array.from({ length: random.below(4) }, () => rule(random));
  const governs = (['ingress', 'egress'] as const).filter(() => random.chance(0.5));
  return { stage: random.below(3), draft: { subject: expression(random, 2), governs, rules } };
}

export function randomSettings(random: Random): StageSettings {
  return {
    endings: stageNumbers.map(() => random.of<Stage['ending']>(['deny', 'pass', 'none', 'none'])),
    passTo: stageNumbers.map((at) =>
      random.of(at === 0 ? ['s1', 's2', 'end'] : at === 1 ? ['s2', 'end'] : ['end']),
    ),
    otherwise: random.chance(0.75) ? 'accept' : 'deny',
    forwarders: random.of([[], [], ['n1'], ['n1', 'n2']]),
  };
}

export function setOf(
  drafts: readonly StagedDraft[],
  settings: StageSettings,
  inventory: Inventory,
): PolicySet {
  const stages = stageNumbers.map((at) => ({
    policies: drafts.filter(({ stage }) => stage === at).map(({ draft }) => draft),
    ending: settings.endings[at],
    passTo: settings.passTo[at],
  }));
  const set = asSet(stages, settings.otherwise);
  const nodes = new Map<string, Entity>();
  for (const name of settings.forwarders) {
    const node = inventory.node(name, '');
    if (node !== undefined) nodes.set(name, node);
  }
  if (nodes.size === 0) return set;
  const reversed = [...stages].reverse().map((stage) => ({ ...stage, passTo: 'end' }));
  return { ...set, forwarding: { ...asSet(reversed, 'accept'), nodes } };
}

const attributes: readonly Attribute[] = [
  { of: 'label', key: 'app' },
  { of: 'label', key: 'app' },
  { of: 'namespace' },
  { of: 'node' },
  { of: 'name' },
  { of: 'namespaceLabel', key: 'team' },
  { of: 'serviceAccount' },
  { of: 'serviceAccountLabel', key: 'role' },
  { of: 'nodeLabel', key: 'zone' },
];

function expression(random: Random, depth: number): Expression {
  switch (random.below(depth > 0 ? 10 : 7)) {
    case 0:
      return { op: 'all' };
    case 1:
      return random.chance(0.5) ? { op: 'isSubject' } : { op: 'none' };
    case 2:
      return { op: 'kind', kinds: random.of([['pod'], ['node', 'host-network-pod']] as const) };
    case 3:
      return { op: 'sameAsSubject', attribute: random.of(attributes) };
    case 4:
      return { op: 'exists', attribute: random.of(attributes) };
    case 5: {
      const op = random.of(['contains', 'startsWith', 'endsWith'] as const);
      return { op, attribute: random.of(attributes), value: random.of(['x', 'a', 'n']) };
    }
    case 6: {
      const values = ['x', 'y', 'a', 'b', 'n1', 'e0', 'sa1', 'm'].filter(() => random.chance(0.4));
      return { op: 'in', attribute: random.of(attributes), values };
    }
    case 7:
      return { op: 'not', term: expression(random, depth - 1) };
    default:
      return {
        op: random.of(['and', 'or'] as const),
        terms: some(random, 2, () => expression(random, depth - 1)),
      };
  }
}

function some<T>(random: Random, most: number, make: () => T): T[] {
  return Array.from({ length: random.below(most + 1) }, make);
}

function peer(random: Random): Peer {
  const full = random.chance(0.2);
  const kind = random.below(7);
  const has = (usual: boolean) => (full ? random.chance(0.4) : usual);
  return {
    source,
    ...(has(kind < 3) && { entity: expression(random, 2) }),
    ...(has(kind === 6) && { notEntity: expression(random, 1) }),
    ...(has(kind === 3 || kind === 4) && { networks: [random.of(networks)] }),
    ...(full && random.chance(0.3) && { notNetworks: [random.of(networks).cidr] }),
    ...(has(kind === 5) && random.chance(0.4) && { domainNames: [random.of(patterns)] }),
  };
}

const ranges = [
  { from: 80, to: 80 },
  { from: 53, to: 80 },
  { from: 1024, to: 9000 },
  { from: 1, to: 65535 },
] as const;

function port(random: Random): PortMatch {
  if (random.chance(0.6)) return random.of(ranges);
  const name = random.of(['http', 'dns', 'none']);
  return random.chance(0.5) ? { name } : { name, of: expression(random, 1) };
}

const icmps = [
  { type: 8 },
  { type: 3, code: 4 },
  { type: 128 },
  { type: 133 },
  { type: 136, code: 0 },
  { type: 22 },
] as const;

function traffic(random: Random): TrafficMatch {
  if (random.chance(0.6)) return { protocols: [random.of([6, 17])], destinationPorts: [port(random)] };
  if (random.chance(0.4)) return { protocols: [1, 58], icmp: random.of(icmps) };
  const has = () => random.chance(0.3);
  return {
    ...(has() && { protocols: [6, 17, 1, 58, 47, 136, 2].filter(() => random.chance(0.4)) }),
    ...(has() && { notProtocols: [6, 17, 1, 89].filter(() => random.chance(0.4)) }),
    ...(has() && { destinationPorts: some(random, 2, () => port(random)) }),
    ...(has() && { notDestinationPorts: [port(random)] }),
    ...(has() && { sourcePorts: [{ from: 1024, to: 32767 }] }),
    ...(has() && { notSourcePorts: [{ from: 53, to: 53 }] }),
    ...(has() && { icmp: random.of(icmps) }),
    ...(has() && { notIcmp: random.of(icmps) }),
  };
}

function rule(random: Random): RuleDraft {
  const peers = () => some(random, 2, () => peer(random));
  return {
    direction: random.of(['ingress', 'egress'] as const),
    action: random.of(['accept', 'accept', 'deny', 'reject', 'pass', 'log'] as const),
    ...(random.chance(0.2) && { subject: expression(random, 1) }),
    ...(random.chance(0.15) && { family: random.of([4, 6] as const) }),
    ...(random.chance(0.7) && { remote: peers() }),
    ...(random.chance(0.12) && { local: peers() }),
    ...(random.chance(0.06) && {
      service: random.chance(0.5) ? ('none' as const) : [{ namespace: 'a', name: 's' }],
    }),
    ...(random.chance(0.6) && { traffic: some(random, 2, () => traffic(random)) }),
    ...(random.chance(0.06) && { request: { of: 'http' as const, anyOf: [] } }),
  };
}
