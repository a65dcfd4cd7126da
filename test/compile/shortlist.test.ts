import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stagesOf } from '../../src/compile/mentions.ts';
import { RuleIndex } from '../../src/compile/shortlist/rule-index.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { Connection } from '../../src/ir/connection.ts';
import { directions, type PolicySet, type Rule } from '../../src/ir/policy.ts';
import { mismatch, type Question, question } from '../../src/reference/match.ts';
import { worlds } from '../compare/random.ts';
import { inventoryOf } from '../compare/random-cluster.ts';
import { address } from '../ir/build.ts';

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
function compare(rules: readonly Rule[], questions: readonly Question[]): number {
  const index = new RuleIndex(rules);
  let leftOut = 0;
  for (const asked of questions) {
    const found = index.find(asked);
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

function compareAll(set: PolicySet, inventory: Inventory): number {
  const asked = connections(inventory);
  let leftOut = 0;
  for (const { rules } of stagesOf(set)) {
    for (const direction of directions) {
      const questions = asked.flatMap((one) =>
        (direction === 'egress' ? one.source : one.destination).entities.map((subject) =>
          question(direction, subject, one),
        ),
      );
      leftOut += compare(rules[direction], questions);
    }
  }
  return leftOut;
}

describe('an index of rules', () => {
  it('finds all that match, once, in order, in every world', { timeout: 3_600_000 }, () => {
    let leftOut = 0;
    fc.assert(
      fc.property(worlds, ({ entities, sets }) => {
        for (const set of sets) leftOut += compareAll(set, inventoryOf(entities));
      }),
      { numRuns: runs, endOnFailure: true },
    );
    expect(leftOut).toBeGreaterThan(runs * 100);
  });
});
