import { describe, expect, it } from 'vitest';
import { compileTrees } from '../../src/compile/compile-lookup.ts';
import { Identities } from '../../src/compile/identities.ts';
import { LiveTables } from '../../src/compile/live/live-tables.ts';
import { Mentions } from '../../src/compile/mentions.ts';
import { CompiledJudge } from '../../src/engine/compiled.ts';
import { ReferenceJudge } from '../../src/engine/judge.ts';
import { LiveJudge } from '../../src/engine/live.ts';
import type { Entity } from '../../src/ir/entity.ts';
import type { Expression } from '../../src/ir/expression.ts';
import type { PolicySet } from '../../src/ir/policy.ts';
import { inventoryOf } from '../compare/random-cluster.ts';
import { connection, pod, policy, policySet, rule, stage } from '../ir/build.ts';
import { regionOf } from './live/memory.ts';

/** Labels that become the same text where values are joined by some character, or absent ones have a word for it. */
const labels: readonly (readonly (readonly [string, string])[])[] = [
  [],
  [['a', '\u0001']],
  [['a', '']],
  [['a', 'null']],
  [
    ['a', 'x\u0000y'],
    ['b', 'z'],
  ],
  [
    ['a', 'x'],
    ['b', 'y\u0000z'],
  ],
  [
    ['a', 'x","y'],
    ['b', 'z'],
  ],
  [
    ['a', 'x'],
    ['b', 'y","z'],
  ],
  [
    ['a', '1,2'],
    ['b', '3'],
  ],
  [
    ['a', '1'],
    ['b', '2,3'],
  ],
];
/** Two of each. */
const pods = [...labels, ...labels].map((own, n) =>
  pod(`ns/p${n}`, `10.0.0.${n + 1}`, [], { labels: new Map(own) }),
);
const values = [...new Set(labels.flatMap((own) => own.map(([, value]) => value)))];
const { source } = policy('s');
const holding = (key: string, value: string): Expression => ({
  op: 'in',
  attribute: { of: 'label', key },
  values: [value],
});

/** Rules that a pod meets by one of its values, at one end or the other, or by having the value of the other end. */
const same = ['a', 'b'].map((key): Expression => ({ op: 'sameAsSubject', attribute: { of: 'label', key } }));
const rules = ['a', 'b'].flatMap((key) => [
  ...values.flatMap((value, n) => [
    rule('deny', {
      policy: policy(`${key}-${n}`, { subject: holding(key, value) }),
      remote: [{ source, entity: holding('a', values[(n * 5 + 2) % values.length]) }],
    }),
  ]),
  rule('deny', {
    policy: policy(`same-${key}`, { subject: { op: 'exists', attribute: { of: 'label', key } } }),
    remote: [{ source, entity: { op: 'sameAsSubject', attribute: { of: 'label', key } } }],
  }),
  rule('accept', {
    policy: policy(`having-${key}`, { subject: { op: 'exists', attribute: { of: 'label', key } } }),
  }),
]);
const set = policySet(
  stage('only', [
    rule('accept', { remote: [{ source, entity: { op: 'and', terms: same } }] }),
    ...rules,
    rule('deny', {}),
  ]),
);

/** By tables made once, by trees, and by tables that are edited. */
function expectSame(set: PolicySet, entities: readonly Entity[], ports: readonly number[]): void {
  const inventory = inventoryOf(entities);
  const reference = new ReferenceJudge(set);
  const judges = [
    new CompiledJudge(set, inventory),
    new CompiledJudge(set, inventory, compileTrees),
    new LiveJudge(new LiveTables(set, inventory, (bytes) => regionOf(bytes))),
  ];
  for (const from of entities) {
    for (const to of entities) {
      for (const destinationPort of ports) {
        const asked = connection(from, to, { destinationPort });
        const { verdict } = reference.judge(asked);
        expect(judges.map((judge) => judge.judge(asked).verdict)).toEqual([verdict, verdict, verdict]);
      }
    }
  }
}

describe('entities whose values hold odd characters', () => {
  it('have identities of their own', () => {
    expect(new Identities(pods, new Mentions(set)).size).toBe(labels.length);
  });

  it('are judged as the reference judges them', () => {
    expectSame(set, pods, [80]);
  });
});

describe('entities whose ports have odd names', () => {
  const port = (name: string, number: number) => ({ name, port: number, protocol: 6 });
  const lists = [
    [port('h/6/80,h', 81)],
    [port('h/6/80 h', 81)],
    [port('h', 80), port('h', 81)],
    [port('["h",6,80],["h', 81)],
    [],
  ];
  const owners = lists.map((ports, n) => pod(`ns/p${n}`, `10.0.0.${n + 1}`, [], { ports }));
  const names = [...new Set(lists.flat().map(({ name }) => name))];
  const to = (name: string) => ({ traffic: [{ protocols: [6], destinationPorts: [{ name }] }] });
  const named = policySet(
    stage(
      'only',
      names.map((name, index) => rule(index % 2 === 0 ? 'deny' : 'accept', { index, ...to(name) })),
      { ending: 'deny' },
    ),
  );

  it('have identities of their own', () => {
    expect(new Identities(owners, new Mentions(named)).size).toBe(lists.length);
  });

  it('are judged as the reference judges them', () => {
    expectSame(named, owners, [80, 81]);
  });
});

it('rules that compare different labels do not take the values of one for those of the other', () => {
  const compared = ['a', 'b'].map((key, index) =>
    rule('deny', {
      policy: policy(`same-${key}`, { governs: ['ingress'] }),
      index,
      remote: [{ source, entity: { op: 'sameAsSubject', attribute: { of: 'label', key } } }],
    }),
  );
  // Grouped one way by label a, and another way by label b.
  const grouped = [
    ['1', '1'],
    ['1', '2'],
    ['2', '1'],
    ['3', '2'],
  ].map(([a, b], n) => pod(`ns/p${n}`, `10.0.0.${n + 1}`, [`a=${a}`, `b=${b}`]));
  for (const rules of [compared, [...compared].reverse()])
    expectSame(policySet(stage('only', rules)), grouped, [80]);
});
