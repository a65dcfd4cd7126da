import { describe, expect, it } from 'vitest';
import { type Bound, Budget, bounds } from '../../../src/compile/bounds.ts';
import { PolicyTrees } from '../../../src/compile/trees/policy-trees.ts';
import type { Expression } from '../../../src/ir/expression.ts';
import type { PolicySet } from '../../../src/ir/policy.ts';
import { policy, policySet, rule, stage } from '../../ir/build.ts';
import { adversarial, inventoryFor, podsFor } from '../adversarial.ts';

const pods = 500;

/** A budget with so much of a bound left. */
function budgetWith(bound: Bound, left: number): Budget {
  const budget = new Budget();
  budget.spend(bound, bounds[bound].limit - left);
  return budget;
}

it('of addresses is not spent again by every rule of one subject that restricts the own end', () => {
  const [one] = adversarial.filter(({ name }) => name === 'half by source alone, half by destination alone');
  const inventory = inventoryFor(podsFor(one, pods));
  const spentBy = (rules: number) => {
    const budget = new Budget();
    new PolicyTrees(one.set(rules), inventory, {}, budget);
    return budget.used('treeMembers') ?? 0;
  };
  // A few for the range of each rule, and not the 500 pods of its subject.
  expect(spentBy(1200) - spentBy(200)).toBeLessThan(1000 * 50);
});

describe('bounds of trees', () => {
  const [exceptions] = adversarial.filter(({ name }) => name === 'everywhere but one network');
  const ownLabels = { ...exceptions, labels: (n: number) => [`app=a${n % 10}`] };
  /** Ten groups of pods, each governed by so many policies; and by one that all have in common. */
  function governed(policies: number): PolicySet {
    const governs = ['ingress'] as const;
    const all = policy('all', { governs: [...governs] });
    const of = (n: number): Expression => ({
      op: 'in',
      attribute: { of: 'label', key: 'app' },
      values: [`a${n % 10}`],
    });
    const own = Array.from({ length: policies * 10 }, (_, n) =>
      policy(`p${n}`, { governs: [...governs], subject: of(n) }),
    );
    const rules = [all, ...own].map((each) => rule('accept', { policy: each, subject: each.subject }));
    return policySet(stage('only', rules, { ending: 'deny' }));
  }

  it.each([
    // A network and its exception in each of 20 lists, and the ranges below and above the latter.
    ['peerRanges', exceptions.set(20), 20 * (2 + 2)],
    // Seven policies for each of ten groups, and four for its list.
    ['treeGovernors', governed(6), 10 * (7 + 4)],
  ] as const)('%s are counted, and none is passed', (bound, set, used) => {
    const inventory = inventoryFor(podsFor(ownLabels, pods));
    const build = (budget: Budget) => new PolicyTrees(set, inventory, {}, budget);
    const budget = new Budget();
    build(budget);
    expect(budget.used(bound)).toBe(used);
    expect(() => build(budgetWith(bound, used))).not.toThrow();
    expect(() => build(budgetWith(bound, used - 1))).toThrow(bounds[bound].what);
  });
});
