import { expect, it } from 'vitest';
import { Budget } from '../../../src/compile/bounds.ts';
import { PolicyTrees } from '../../../src/compile/trees/policy-trees.ts';
import { adversarial, inventoryFor, podsFor } from '../adversarial.ts';

it('of addresses is not spent again by every rule of one subject that restricts the own end', () => {
  const [one] = adversarial.filter(({ name }) => name === 'half by source alone, half by destination alone');
  const inventory = inventoryFor(podsFor(one, 500));
  const spentBy = (rules: number) => {
    const budget = new Budget();
    new PolicyTrees(one.set(rules), inventory, {}, budget);
    return budget.used('treeMembers') ?? 0;
  };
  // A few for the range of each rule, and not the 500 pods of its subject.
  expect(spentBy(1200) - spentBy(200)).toBeLessThan(1000 * 50);
});
