import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stagesOf } from '../../src/compile/mentions.ts';
import { AddressFinder } from '../../src/compile/shortlist/addresses.ts';
import { Dimension } from '../../src/compile/shortlist/dimension.ts';
import { IndexRoom } from '../../src/compile/shortlist/index-room.ts';
import { RuleIndex } from '../../src/compile/shortlist/rule-index.ts';
import { Shapes } from '../../src/compile/shortlist/shapes.ts';
import { Shortlists } from '../../src/compile/shortlist/shortlists.ts';
import { blockRules, common, RuleVector, VectorMemory } from '../../src/compile/shortlist/vectors.ts';
import { builtinSource } from '../../src/diagnostics/source.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { Connection } from '../../src/ir/connection.ts';
import type { Entity } from '../../src/ir/entity.ts';
import type { Expression } from '../../src/ir/expression.ts';
import { directions, type PolicySet, type Rule } from '../../src/ir/policy.ts';
import { Reference } from '../../src/reference/evaluate.ts';
import { mismatch, type Question, question } from '../../src/reference/match.ts';
import { worlds } from '../compare/random.ts';
import { inventoryOf } from '../compare/random-cluster.ts';
import { address, connection, network, pod, policy, policySet, rule, stage } from '../ir/build.ts';
import { createRandom } from '../kernels/random.ts';

const runs = process.env.TIERWALL_EXHAUSTIVE === '1' ? 5000 : 25;
const outside = ['10.0.0.200', '192.0.2.7', '198.51.100.1', '2001:db8::1'].map(address);

const traffic = [
  ...[53, 80, 8080, 9001, undefined].map((destinationPort) => ({ protocol: 6, destinationPort })),
  { protocol: 1, icmp: { type: 8, code: 0 } },
];

/** From everybody and from outside to everybody. */
function connections(inventory: Inventory): readonly Connection[] {
  const held = inventory.entities.flatMap(({ addresses }) => addresses);
  const ends = [...held, ...outside].map((one) => ({ address: one, entities: inventory.holders(one) }));
  return ends.flatMap((source) =>
    ends
      .filter((destination) => destination.address.family === source.address.family)
      .flatMap((destination) => traffic.map((one) => ({ source, destination, ...one, namesOf: () => [] }))),
  );
}

/** Returns how many rules were left out. */
function compare(rules: readonly Rule[], questions: readonly Question[], bytes?: number): number {
  const index = new RuleIndex(rules, new VectorMemory(bytes));
  let leftOut = 0;
  for (const asked of questions) {
    const found = [...index.find(asked)];
    const kept = new Set(found);
    const left = rules.filter((one) => !kept.has(one));
    // In order and once; and what is left out does not match.
    const right = rules.filter((one) => kept.has(one)).every((one, place) => one === found[place]);
    if (!right || kept.size !== found.length || left.some((one) => mismatch(one, asked) === undefined))
      expect(found).toEqual(rules.filter((one) => mismatch(one, asked) === undefined));
    leftOut += rules.length - found.length;
  }
  return leftOut;
}

function compareAll(set: PolicySet, inventory: Inventory, bytes?: number): number {
  const asked = connections(inventory);
  let leftOut = 0;
  for (const { rules } of stagesOf(set)) {
    for (const direction of directions) {
      const questions = asked.flatMap((one) =>
        (direction === 'egress' ? one.source : one.destination).entities.map((subject) =>
          question(direction, subject, one),
        ),
      );
      leftOut += compare(rules[direction], questions, bytes);
    }
  }
  return leftOut;
}

describe('an index of rules', () => {
  it.each([
    undefined,
    // Less than the vectors of one question.
    600,
  ])(
    'finds all that match, once, in order, in every world, with %s bytes',
    { timeout: 3_600_000 },
    (bytes) => {
      let leftOut = 0;
      fc.assert(
        fc.property(worlds, ({ entities, sets }) => {
          for (const set of sets) leftOut += compareAll(set, inventoryOf(entities), bytes);
        }),
        { numRuns: runs, endOnFailure: true },
      );
      expect(leftOut).toBeGreaterThan(runs * 100);
    },
  );
});

describe('vectors', () => {
  const random = createRandom(20_261_129);
  const blocks = 5;
  const rules = blocks * blockRules;

  /** Rules are chosen in runs, so that some words are full and many empty. */
  function randomPlaces(): readonly number[] {
    const places = new Set<number>();
    for (let run = random(12); run > 0; run--) {
      const from = random(rules);
      const to = Math.min(rules, from + 1 + random(run % 2 === 0 ? 4 : 700));
      for (let place = from; place < to; place++) places.add(place);
    }
    return [...places].sort((a, b) => a - b);
  }

  it('have in common what the sets have', () => {
    let total = 0;
    for (let round = 0; round < 300; round++) {
      const groups = Array.from({ length: 1 + random(4) }, () =>
        Array.from({ length: 1 + random(4) }, randomPlaces),
      );
      const unions = groups.map((group) => new Set(group.flat()));
      const expected = [...unions[0]].filter((place) => unions.every((one) => one.has(place)));
      const vectors = groups.map((group) => group.map((places) => new RuleVector(blocks, places)));
      const [from, to] = [random(blocks), blocks - random(2)];
      const isInside = (place: number) => place >= from * blockRules && place < to * blockRules;
      expect([...common(vectors, from, to)]).toEqual(expected.filter(isInside).sort((a, b) => a - b));
      total += expected.length;
    }
    expect(total).toBeGreaterThan(10_000);
  });

  it('leave out rules for all but one port at that port alone', () => {
    const asked = Array.from({ length: 700 }, (_, n) => n * 93 + 400);
    const ranges = asked.map((port, index) => {
      const destinationPorts = [
        { from: 0, to: port - 1 },
        { from: port + 1, to: 65_535 },
      ];
      return rule('accept', { index, traffic: [{ protocols: [6], destinationPorts }] });
    });
    const target = pod('ns/p', '10.0.0.1');
    const questions = [0, 399, 400, 401, 65_407, 65_535].map((destinationPort) =>
      question('ingress', target, connection('192.0.2.1', target, { destinationPort })),
    );
    expect(compare(ranges, questions)).toBe(2);
  });
});

describe('the memory for vectors', () => {
  it('is given back by all who use it when more is wanted than there is', () => {
    const memory = new VectorMemory(100);
    const forgotten: string[] = [];
    const [a, b] = ['a', 'b'].map((name) => ({ forget: () => forgotten.push(name) }));
    memory.spend(a, 50);
    memory.spend(b, 40);
    memory.spend(a, 10);
    expect([memory.used, forgotten]).toEqual([100, []]);
    memory.spend(b, 30);
    expect([memory.used, forgotten]).toEqual([30, ['a', 'b']]);
    memory.spend(b, 80);
    expect([memory.used, forgotten]).toEqual([80, ['a', 'b', 'b']]);
    memory.spend(a, 20);
    memory.drop(b);
    memory.spend(a, 70);
    expect([memory.used, forgotten]).toEqual([90, ['a', 'b', 'b']]);
    memory.spend(a, 20);
    expect([memory.used, forgotten]).toEqual([20, ['a', 'b', 'b', 'a']]);
  });

  it('is used by a dimension for what it makes, once', () => {
    const memory = new VectorMemory();
    const keys = [[1], [2], undefined];
    const dimension = new Dimension(keys, new Shapes(3, [keys]), memory);
    const made = dimension.of('name', () => [1]);
    const { used } = memory;
    expect(used).toBeGreaterThan(0);
    expect(dimension.of('name', () => [1])).toBe(made);
    expect(memory.used).toBe(used);
    dimension.forget();
    expect(dimension.of('name', () => [1])).not.toBe(made);
    expect(memory.used).toBe(2 * used);
  });
});

describe('rules of one shape', () => {
  it('stand together, in blocks of their own', () => {
    const rules = 3000;
    const all = Array.from({ length: rules }, (_, place) => place);
    const remote = all.map((place) => (place % 2 === 0 ? [place] : undefined));
    const local = all.map((place) => (place % 2 === 1 ? [place] : undefined));
    const { all: shapes, blocks, places } = new Shapes(rules, [remote, local]);
    expect(blocks).toBe(4);
    const held = shapes.map(({ from, to }) =>
      [...places.subarray(from * blockRules, to * blockRules)].filter((place) => place >= 0),
    );
    expect(held).toEqual([all.filter((place) => place % 2 === 0), all.filter((place) => place % 2 === 1)]);
  });

  it('are found in any of them', () => {
    const rules = Array.from({ length: 5000 }, (_, index) =>
      rule('accept', { index, traffic: [{ destinationPorts: [{ from: index, to: index }] }] }),
    );
    const target = pod('ns/p', '10.0.0.1');
    const questions = [0, 1023, 1024, 4999, 5000].map((destinationPort) =>
      question('ingress', target, connection('192.0.2.1', target, { destinationPort })),
    );
    expect(compare(rules, questions)).toBe(questions.length * rules.length - 4);
  });
});

describe('long lists of many rules', () => {
  it('that have an address in common are one vector', () => {
    const rules = Array.from({ length: 200 }, (_, index) => {
      const networks = Array.from({ length: 20 }, (_, n) => network(`10.${index}.0.${n}/32`));
      if (index % 2 === 0) networks.push(network('192.0.2.1/32'));
      return rule('accept', { index, remote: [{ source: builtinSource('test'), networks }] });
    });
    const target = pod('ns/p', '10.0.0.1');
    const asked = (from: string) => question('ingress', target, connection(from, target));
    expect(compare(rules, [asked('192.0.2.1')])).toBe(100);
    expect(compare(rules, [asked('10.7.0.3'), asked('192.0.2.2')])).toBe(199 + 200);
    const [finder, memory] = [new AddressFinder('remote'), new VectorMemory()];
    const keys = finder.keysOf(rules);
    const dimension = new Dimension(keys, new Shapes(rules.length, [keys]), memory);
    expect(finder.find(dimension, asked('192.0.2.1')).length).toBe(2);
  });
});

describe('keys that many rules share', () => {
  it('are counted once', () => {
    const networks = Array.from({ length: 100 }, (_, n) => network(`192.0.2.${n}/32`));
    const rules = Array.from({ length: 200 }, (_, index) =>
      rule('accept', { index, remote: [{ source: builtinSource('test'), networks }] }),
    );
    expect(new RuleIndex(rules).size).toBe(200 + 200 + 100 + blockRules / 32);
  });
});

describe('shortlists', () => {
  /** Each pod has policies of its own and of all; one of five is governed by none. */
  const pods = Array.from({ length: 20 }, (_, n) => pod(`ns/p${n}`, `10.0.0.${n}`, [`own=${n % 5}`]));
  const ofGroup = (n: number): Expression => ({
    op: 'in',
    attribute: { of: 'label', key: 'own' },
    values: [`${n}`],
  });
  const rules = Array.from({ length: 800 }, (_, n) =>
    rule(n % 3 === 0 ? 'deny' : 'accept', {
      index: n,
      policy: policy(`p${n % 4}`, { subject: ofGroup(n % 4), governs: ['ingress'] }),
      remote: [{ source: builtinSource('test'), networks: [network(`192.0.${n >> 3}.0/${24 + (n % 5)}`)] }],
    }),
  );
  const set = policySet(stage('only', rules, { ending: 'deny' }));
  const asked = Array.from({ length: 400 }, (_, n) =>
    connection(`192.0.${(n * 7) % 110}.9`, pods[n % pods.length]),
  );

  it.each([2 ** 22, 300])('say what the reference says, with %d references', (most) => {
    const shortlists = new Shortlists(set, most);
    const ours = new Reference(set, undefined, (...question) => shortlists.of(...question));
    const theirs = new Reference(set);
    const decided = new Set<string>();
    for (const one of asked) {
      const [subject] = one.destination.entities;
      const answers = [ours, theirs].map((each) => each.evaluate('ingress', subject, one));
      expect(answers[0]).toEqual(answers[1]);
      decided.add(answers[0].decider.by);
      expect(shortlists.governs(subject)).toBe(theirs.governs('ingress', subject));
    }
    expect([...decided].sort()).toEqual(['default', 'ending', 'rule']);
  });

  it('walk lists for whose index there is no room', () => {
    const shortlists = new Shortlists(set, undefined, new IndexRoom(1));
    const sizeFor = (subject: Entity) =>
      [...shortlists.of('ingress', subject, connection('192.0.0.9', subject))[0].rules].length;
    for (let n = 0; n < 10; n++) for (const subject of pods.slice(0, 2)) sizeFor(subject);
    expect(sizeFor(pods[0])).toBeLessThan(40);
    expect(sizeFor(pods[1])).toBe(200);
  });

  it('give the room of indexes back with their lists', () => {
    // Each list is more than all may be, so it is forgotten for the next.
    const shortlists = new Shortlists(set, 100, new IndexRoom(1000));
    for (let round = 0; round < 5; round++) {
      for (const subject of pods.slice(0, 4)) {
        const asked = connection('192.0.0.9', subject);
        const sizes = Array.from(
          { length: 12 },
          () => [...shortlists.of('ingress', subject, asked)[0].rules].length,
        );
        expect([sizes[0], (sizes.at(-1) as number) < 40]).toEqual([200, true]);
      }
    }
  });

  it('leave out none that sees the frontend of a service', () => {
    const frontends = Array.from({ length: 200 }, (_, n) =>
      rule('deny', {
        index: n,
        direction: 'egress',
        remote: [{ source: builtinSource('test'), networks: [network(`10.96.0.${n}/32`)] }],
      }),
    );
    const before = policySet(stage('before', frontends, { beforeTranslation: true }));
    const shortlists = new Shortlists(before);
    const ours = new Reference(before, undefined, (...question) => shortlists.of(...question));
    const [client, backend] = pods;
    for (let n = 0; n < 20; n++) {
      const destination = { address: address(`10.96.0.${n}`), entities: [] };
      const asked = connection(client, backend, { frontend: { destination, port: 80 } });
      const { decider } = ours.evaluate('egress', client, asked);
      expect(decider.by === 'rule' && decider.rule.index).toBe(n);
    }
  });

  it('leave out most rules once a list was asked often', () => {
    const shortlists = new Shortlists(set);
    const sizes = asked.map((one) => [...shortlists.of('ingress', pods[0], one)[0].rules].length);
    expect(sizes[0]).toBe(200);
    expect(Math.max(...sizes.slice(10))).toBeLessThan(40);
  });
});
