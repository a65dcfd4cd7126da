/** Names of ports, and what rules compare of both ends, by tables and by trees. */
import { describe, expect, it } from 'vitest';
import { BeyondTables, Budget } from '../../src/compile/bounds.ts';
import { compileTrees } from '../../src/compile/compile-lookup.ts';
import { Identities } from '../../src/compile/identities.ts';
import { Mentions } from '../../src/compile/mentions.ts';
import { NamedPorts } from '../../src/compile/named-ports.ts';
import { Selections } from '../../src/compile/selections.ts';
import { CompiledJudge } from '../../src/engine/compiled.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import type { Expression } from '../../src/ir/expression.ts';
import type { NamedPort, PolicySet } from '../../src/ir/policy.ts';
import { inventoryOf } from '../compare/random-cluster.ts';
import { connection, pod, policy, policySet, rule, stage } from '../ir/build.ts';

const { source } = policy('s');
const app = (value: string): Expression => ({
  op: 'in',
  attribute: { of: 'label', key: 'app' },
  values: [value],
});
const port = (name: string, number: number) => ({ name, port: number, protocol: 6 });

/** Some on one node, ports of one name that are not the same, and a pod without any. */
const pods = [
  pod('ns/p0', '10.0.0.1', ['app=a', 'team=x'], { ports: [port('http', 80), port('more', 90)], node: 'n1' }),
  pod('ns/p1', '10.0.0.2', ['app=b', 'team=x'], { ports: [port('http', 81)], node: 'n1' }),
  pod('ns/p2', '10.0.0.3', ['app=a', 'team=y'], { ports: [port('http', 82), port('http', 80)], node: 'n2' }),
  // These two are told apart by their nodes alone.
  pod('ns/p3', '10.0.0.4', ['app=c', 'team=x'], { node: 'n1' }),
  pod('ns/p5', '10.0.0.6', ['app=c', 'team=x'], { node: 'n2' }),
  pod('ns/p4', '10.0.0.5', ['team=y'], { ports: [port('http', 80)], node: 'n3' }),
];
const to = (...destinationPorts: NamedPort[]) => ({ traffic: [{ protocols: [6], destinationPorts }] });

function expectSame(set: PolicySet): void {
  const inventory = inventoryOf(pods);
  const reference = new ReferenceJudge(set);
  const judges = [new CompiledJudge(set, inventory), new CompiledJudge(set, inventory, compileTrees)];
  expect(judges.map(({ lookup }) => lookup !== undefined)).toEqual([true, true]);
  for (const from of pods) {
    expect(judges.map((judge) => judge.governs(from))).toEqual([
      reference.governs(from),
      reference.governs(from),
    ]);
    for (const other of pods) {
      for (const destinationPort of [80, 81, 82, 90, 91]) {
        const asked = connection(from, other, { destinationPort });
        const { verdict } = reference.judge(asked);
        expect(judges.map((judge) => judge.judge(asked).verdict)).toEqual([verdict, verdict]);
      }
    }
  }
}

describe('names of ports', () => {
  it.each(['egress', 'ingress'] as const)('are told apart by whose they are: %s', (direction) => {
    const all: Expression = { op: 'all' };
    const lists: readonly NamedPort[][] = [
      [{ name: 'http', of: app('a') }],
      [{ name: 'http', of: app('b') }],
      [{ name: 'http' }],
      [
        { name: 'http', of: all },
        { name: 'more', of: app('b') },
      ],
      [{ name: 'more' }, { name: 'http', of: app('c') }],
    ];
    for (const first of lists) {
      for (const second of lists) {
        expectSame(
          policySet(
            stage('only', [
              rule('deny', { direction, ...to(...first) }),
              rule('accept', { direction, index: 1, ...to(...second) }),
              rule('deny', { direction, index: 2 }),
            ]),
          ),
        );
      }
    }
  });

  it('mean what they mean from where they are seen', () => {
    const mine: Expression = { op: 'sameAsSubject', attribute: { of: 'label', key: 'team' } };
    expectSame(
      policySet(
        stage('only', [
          rule('accept', { direction: 'egress', ...to({ name: 'http', of: mine }) }),
          rule('deny', { direction: 'egress', index: 1 }),
        ]),
      ),
    );
  });

  it('that are looked at too often are refused', () => {
    const names = Array.from({ length: 1000 }, (_, n) => ({ name: `p${n}` }));
    const many = Array.from({ length: 9000 }, (_, n) =>
      pod(`ns/p${n}`, '10.0.0.1', [], { ports: [port(`p${n % 1000}`, n + 1)] }),
    );
    const set = policySet(stage('only', [rule('accept', to(...names))]));
    const budget = new Budget();
    const identities = new Identities(many, new Mentions(set));
    const ports = new NamedPorts({ identities, selections: new Selections(identities, budget), budget });
    const askAll = () => {
      for (const identity of many.keys()) ports.own(names, identity);
    };
    expect(askAll).toThrow(BeyondTables);
    const again = new Budget();
    const few = new NamedPorts({ identities, selections: new Selections(identities, again), budget: again });
    // Where it was found once it costs little.
    for (let n = 0; n < 100_000; n++) few.own(names, n % 10);
    expect(again.used('portLooks')).toBeLessThan(200_000);
  });

  it('cost a look for each selector of whose they are, at each endpoint', () => {
    const mine = (value: string): NamedPort => ({ name: 'http', of: app(value) });
    const identities = new Identities(
      pods,
      new Mentions(policySet(stage('only', [rule('accept', to(mine('a')))]))),
    );
    const budget = new Budget();
    const ports = new NamedPorts({ identities, selections: new Selections(identities, budget), budget });
    const spent = (named: readonly NamedPort[], holders: readonly number[]) => {
      const before = budget.used('portLooks') ?? 0;
      ports.at(named, holders, undefined);
      return (budget.used('portLooks') ?? 0) - before;
    };
    const three = ['a', 'b', 'c'].map(mine);
    // Ports are read once: two of the first endpoint, one of the second. What the names mean costs two for each, of no endpoint and of two.
    expect(spent(three, [0, 1])).toBe(2 * 3 + (2 + 1) + 2 * 3 * (1 + 2));
    expect(spent(three, [0, 1])).toBe(2 * 3);
    expect(spent([{ name: 'http' }], [0])).toBe(1 + 2 * (1 + 1));
    expect(spent([{ name: 'http' }], [])).toBe(1 + 2);
  });
});

describe('what both ends are compared by', () => {
  it.each<[string, Expression]>([
    ['a label', { op: 'sameAsSubject', attribute: { of: 'label', key: 'team' } }],
    ['the node', { op: 'sameAsSubject', attribute: { of: 'node' } }],
    [
      'both',
      {
        op: 'and',
        terms: [
          { op: 'sameAsSubject', attribute: { of: 'node' } },
          { op: 'sameAsSubject', attribute: { of: 'label', key: 'team' } },
        ],
      },
    ],
    [
      'one of them',
      {
        op: 'or',
        terms: [
          { op: 'sameAsSubject', attribute: { of: 'node' } },
          { op: 'sameAsSubject', attribute: { of: 'label', key: 'team' } },
        ],
      },
    ],
  ])('%s', (_, entity) => {
    for (const governs of [[], ['ingress'], ['egress', 'ingress']] as const) {
      const owner = policy('p', { governs: [...governs], subject: app('a') });
      expectSame(
        policySet(
          stage('only', [rule('accept', { policy: owner, remote: [{ source, entity }] })], {
            ending: 'deny',
          }),
        ),
      );
    }
  });
});
