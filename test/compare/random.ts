import fc, { type Arbitrary } from 'fast-check';
import type { Entity } from '../../src/ir/entity.ts';
import type { Attribute, Expression } from '../../src/ir/expression.ts';
import type { Peer, PolicySet, PortMatch, Rule, Stage, TrafficMatch } from '../../src/ir/policy.ts';
import { asSet, networks, type PolicyDraft, patterns, type StageDraft, source } from '../ir/drafts.ts';
import { entities, nodesOf } from './random-cluster.ts';

/** Small clusters and policy sets that use every part of the IR, with few values so that they meet. */
const maybe = <T>(arbitrary: Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });

const attribute: Arbitrary<Attribute> = fc.constantFrom<Attribute[]>(
  { of: 'label', key: 'app' },
  { of: 'namespace' },
  { of: 'node' },
  { of: 'name' },
);

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    fc.constantFrom<Expression[]>(
      { op: 'all' },
      { op: 'isSubject' },
      { op: 'kind', kinds: ['pod'] },
      { op: 'kind', kinds: ['node', 'host-network-pod'] },
    ),
    attribute.map((of): Expression => ({ op: 'sameAsSubject', attribute: of })),
    attribute.map((of): Expression => ({ op: 'exists', attribute: of })),
    fc
      .tuple(attribute, fc.subarray(['x', 'y', 'a', 'b', 'n1', 'e0'], { minLength: 1, maxLength: 3 }))
      .map(([of, values]): Expression => ({ op: 'in', attribute: of, values })),
    tie('expression').map((term): Expression => ({ op: 'not', term })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('expression'), { maxLength: 2 }))
      .map(([op, terms]): Expression => ({ op, terms })),
  ),
}));

const peer: Arbitrary<Peer> = fc.record(
  {
    source: fc.constant(source),
    entity: expression,
    notEntity: expression,
    networks: fc.subarray(networks, { minLength: 1, maxLength: 2 }),
    notNetworks: fc.subarray(
      networks.map(({ cidr }) => cidr),
      { minLength: 1, maxLength: 1 },
    ),
    domainNames: fc.subarray([...patterns], { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ['source'] },
);
/** Most peers have one part, as those of policy languages do. */
const plainPeer: Arbitrary<Peer> = fc.oneof(
  expression.map((one) => ({ entity: one, source })),
  fc.constantFrom(...networks).map((one) => ({ networks: [one], source })),
  fc.constantFrom(...patterns).map((one) => ({ domainNames: [one], source })),
);
const peers = fc.array(fc.oneof({ arbitrary: plainPeer, weight: 4 }, { arbitrary: peer, weight: 1 }), {
  maxLength: 2,
});

/** Where the outcome may change, and their neighbours. */
export const ports = [1, 52, 53, 54, 79, 80, 81, 1024, 8080, 8081, 9000, 9001];
const range = fc.constantFrom(
  { from: 80, to: 80 },
  { from: 53, to: 80 },
  { from: 1024, to: 9000 },
  { from: 1, to: 65535 },
);
const namedPort: Arbitrary<PortMatch> = fc
  .tuple(fc.constantFrom('http', 'dns', 'none'), maybe(expression))
  .map(([name, of]) => (of === undefined ? { name } : { name, of }));
const icmp = fc.constantFrom(
  { type: 8 },
  { type: 3, code: 4 },
  { type: 128 },
  { type: 133 },
  { type: 136, code: 0 },
);

const anyTraffic: Arbitrary<TrafficMatch> = fc.record(
  {
    protocols: fc.subarray([6, 17, 1, 58, 47, 136], { minLength: 1, maxLength: 2 }),
    notProtocols: fc.subarray([6, 17, 1, 89], { minLength: 1, maxLength: 2 }),
    destinationPorts: fc.array(fc.oneof(range, namedPort), { minLength: 1, maxLength: 2 }),
    notDestinationPorts: fc.array(fc.oneof(range, namedPort), { minLength: 1, maxLength: 1 }),
    sourcePorts: fc.constant([{ from: 1024, to: 32767 }]),
    notSourcePorts: fc.constant([{ from: 53, to: 53 }]),
    icmp,
    notIcmp: icmp,
  },
  { requiredKeys: [] },
);
const plainTraffic: Arbitrary<TrafficMatch> = fc.oneof(
  fc
    .tuple(fc.constantFrom(6, 17), range)
    .map(([protocol, port]) => ({ protocols: [protocol], destinationPorts: [port] })),
  fc
    .tuple(fc.constantFrom(6, 17), namedPort)
    .map(([protocol, port]) => ({ protocols: [protocol], destinationPorts: [port] })),
  icmp.map((one) => ({ protocols: [1, 58], icmp: one })),
);
const traffic = fc.array(
  fc.oneof({ arbitrary: plainTraffic, weight: 4 }, { arbitrary: anyTraffic, weight: 1 }),
  { maxLength: 2 },
);

const rule = fc.record(
  {
    direction: fc.constantFrom('ingress' as const, 'egress' as const),
    action: fc.constantFrom<Rule['action'][]>('accept', 'accept', 'deny', 'reject', 'pass', 'log'),
    subject: expression,
    family: fc.constantFrom(4 as const, 6 as const),
    remote: peers,
    local: peers,
    service: fc.constantFrom<NonNullable<Rule['service']>[]>('none', [{ namespace: 'a', name: 's' }]),
    traffic,
    request: fc.constant<Rule['request']>({ of: 'http', anyOf: [] }),
  },
  { requiredKeys: ['direction', 'action'] },
);

export const policy: Arbitrary<PolicyDraft> = fc.record({
  subject: expression,
  governs: fc.subarray(['ingress', 'egress'] as const),
  rules: fc.array(rule, { maxLength: 3 }),
});

const stage = fc.record({
  policies: fc.array(policy, { maxLength: 2 }),
  ending: fc.constantFrom<Stage['ending'][]>('deny', 'pass', 'none'),
  passTo: fc.constantFrom('s2', 'end'),
});

export const stages = fc.array(stage, { minLength: 3, maxLength: 3 });
export const otherwise = fc.constantFrom('accept' as const, 'accept' as const, 'deny' as const);
type StageDrafts = readonly StageDraft[];

/** What nodes ask, at some of them. */
function asForwarding(drafts: StageDrafts, all: readonly Entity[], names: readonly string[]) {
  const nodes = new Map([...nodesOf(all)].filter(([name]) => names.includes(name)));
  return { forwarding: { ...asSet(drafts, 'accept'), nodes } };
}

export interface World {
  readonly entities: readonly Entity[];
  /** They have most stages in common, as an edit leaves them, or none. */
  readonly sets: readonly [PolicySet, PolicySet];
}

const forwarders = fc.constantFrom([], [], ['n1'], ['n1', 'n2']);

export const worlds: Arbitrary<World> = fc
  .tuple(entities, stages, stages, otherwise, fc.subarray([0, 1, 2]), forwarders, forwarders)
  .map(([all, before, after, last, edited, ...nodes]) => {
    const edit = (drafts: StageDrafts) => drafts.map((one, at) => (edited.includes(at) ? after[at] : one));
    // The same rules read as what nodes ask: other subjects, another way.
    const [onTheWay, later] = [[...before].reverse(), [...edit(before)].reverse()];
    return {
      entities: all,
      sets: [
        { ...asSet(before, last), ...(nodes[0].length > 0 && asForwarding(onTheWay, all, nodes[0])) },
        { ...asSet(edit(before), last), ...(nodes[1].length > 0 && asForwarding(later, all, nodes[1])) },
      ],
    };
  });
