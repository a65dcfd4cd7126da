import { describe, expect, it } from 'vitest';
import { BeyondTables, Budget, bounds } from '../../src/compile/bounds.ts';
import { compileTrees } from '../../src/compile/compile-lookup.ts';
import { CompiledJudge } from '../../src/engine/compiled.ts';
import { type Judgement, ReferenceJudge } from '../../src/engine/judge.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import type { Connection } from '../../src/ir/connection.ts';
import type { PolicySet } from '../../src/ir/policy.ts';
import { capsOf, lookedUpIn } from '../../src/passes/caps.ts';
import { compile } from '../../src/passes/compilation.ts';
import { buildReport } from '../../src/passes/report.ts';
import { type Adversarial, adversarial, inventoryFor, podsFor, questions } from './adversarial.ts';

const exhaustive = process.env.TIERWALL_EXHAUSTIVE === '1';
const size = exhaustive ? { rules: 10_000, pods: 1000, asked: 2000 } : { rules: 700, pods: 40, asked: 300 };

const texts = ({ verdict, reason, decider }: Judgement) =>
  [verdict, reason, decider.by === 'rule' ? decider.rule.index : decider.by].join(' ');

function expectSame(set: PolicySet, inventory: Inventory, asked: readonly Connection[]): void {
  const judge = new CompiledJudge(set, inventory);
  const reference = new ReferenceJudge(set);
  const trees = new CompiledJudge(set, inventory, compileTrees);
  for (const one of asked) {
    expect(texts(judge.judge(one))).toBe(texts(reference.judge(one)));
    expect(texts(trees.judge(one))).toBe(texts(reference.judge(one)));
  }
}

describe.each(adversarial)('$name', (one: Adversarial) => {
  const pods = podsFor(one, size.pods);
  const inventory = inventoryFor(pods);
  const set = one.set(size.rules);

  it('compiles within the bounds, or names the one that it is beyond', { timeout: 120_000 }, () => {
    const compilation = compile(set, inventory);
    const { beyond, beyondTables, beyondTrees, caps } = buildReport(compilation);
    const over = caps.filter(({ used, limit }) => used !== null && used > limit);
    expect(over.length).toBe(beyondTables === null ? 0 : 1);
    expect(lookedUpIn(compilation)).toBe(beyondTrees === null ? 'image' : 'reference');
    expect(beyond).toBe(beyondTrees === null ? null : beyondTables);
    if (beyondTables !== null)
      expect(beyondTables).toContain(bounds[over[0].cap as keyof typeof bounds].what);
  });

  it('is judged as the reference judges it', { timeout: 600_000 }, () => {
    expectSame(set, inventory, questions(pods, size.rules, size.asked));
  });
});

describe('at a size that no table holds', () => {
  it.each([
    ['source and destination ports', 3000, 4, 'trafficCells'],
    ['distinct ranges of ports', 6000, 4, 'trafficMatches'],
    ['everywhere but one network', 3000, 4, 'networkMembers'],
    ['a label of its own for every rule and pod', 20_000, 500, 'identityValues'],
    ['rules that all select all', 10_000, 1000, 'selections'],
    ['half by source alone, half by destination alone', 3000, 400, 'walkSteps'],
    ['half by source alone, half by destination alone', 10_000, 1000, 'programSteps'],
  ])(
    '%s, %d rules: %s, and trees where these are not too large too',
    {
      timeout: 120_000,
    },
    (name, rules, count, cap) => {
      const one = adversarial.find((each) => each.name === name) as Adversarial;
      const pods = podsFor(one, count);
      const [set, inventory] = [one.set(rules), inventoryFor(pods)];
      const compilation = compile(set, inventory);
      const passed = capsOf(compilation).filter(({ used, limit }) => used !== null && used > limit);
      expect(passed.map((each) => each.cap)).toEqual([cap]);
      expect(passed[0].fallback).toBe(cap === 'identityValues' ? 'reference' : 'trees');
      expect(compilation.trees === undefined).toBe(cap === 'identityValues');
      expectSame(set, inventory, questions(pods, rules, 60));
    },
  );
});

describe('a budget', () => {
  it('adds up, and throws as soon as more is wanted than there is', () => {
    const budget = new Budget();
    const { limit } = bounds.trafficClasses;
    expect(budget.used('trafficClasses')).toBe(undefined);
    budget.spend('trafficClasses', limit - 1);
    budget.spend('trafficClasses', 1);
    expect(() => budget.spend('trafficClasses', 1)).toThrow(BeyondTables);
    expect(budget.used('trafficClasses')).toBe(limit + 1);
  });
});
