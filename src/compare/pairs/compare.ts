import type { Judge } from '../../engine/judge.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { Answers } from './answer.ts';
import { Catalogue } from './catalogue.ts';
import { Changes } from './changes.ts';
import { Collector, type PairRow } from './collect.ts';
import { type Endpoint, families } from './endpoint.ts';
import { EntityIndex } from './entity-index.ts';
import { type Kind, kindsOf } from './kinds.ts';
import { Outcomes } from './outcome.ts';
import { candidatePairs, Pairs } from './pairs.ts';
import { Selections } from './selection.ts';
import { endpointsOf } from './universe.ts';

/** What a new policy set changes for every pair of endpoints and all traffic. */
export interface PairChanges {
  readonly endpoints: readonly Endpoint[];
  /** Pairs that can have a verdict: of a common family, with at least one end in the inventory. */
  readonly pairs: number;
  readonly changedPairs: number;
  /** No pair with the same traffic is in two of them. */
  readonly rows: readonly PairRow[];
}

/**
 * Exact, not sampled: endpoints and traffic are grouped by what the rules of both sets can tell apart, and one of
 * each group is judged. Throws usageError where there is too much to compare.
 */
export function comparePairs(before: Judge, after: Judge, inventory: Inventory): PairChanges {
  const catalogue = new Catalogue([before.set, after.set]);
  const endpoints = endpointsOf(catalogue.sets, inventory);
  const index = new EntityIndex(inventory.entities);
  const outcomes = new Outcomes(catalogue);
  const answers = new Answers([before, after], catalogue, outcomes);
  const kinds = kindsOf(endpoints, new Selections(catalogue, index), index, answers);
  const found = collect(kinds, new Pairs(answers, new Changes(answers.legends, outcomes)));
  return { endpoints, pairs: pairCount(endpoints), changedPairs: found.changedPairs, rows: found.rows() };
}

function collect(kinds: readonly Kind[], pairs: Pairs): Collector {
  const collector = new Collector(kinds);
  for (const [from, to] of candidatePairs(kinds)) {
    const changes = pairs.between(from, to);
    if (changes.length > 0) collector.add(from, to, changes);
  }
  for (const kind of kinds) {
    const changes = pairs.withItself(kind);
    if (changes.length > 0) collector.addSelf(kind, changes);
  }
  return collector;
}

function pairCount(endpoints: readonly Endpoint[]): number {
  const count = (list: readonly Endpoint[]) => {
    const having = (...wanted: readonly (4 | 6)[]) =>
      list.filter(({ places }) => wanted.every((family) => places[family] !== undefined)).length;
    // Both ends have IPv4, or both IPv6; those with both were counted twice.
    return families.reduce((sum, family) => sum + having(family) ** 2, -(having(4, 6) ** 2));
  };
  return count(endpoints) - count(endpoints.filter(({ outside }) => outside !== undefined));
}
