import type { Judge } from '../../engine/judge.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Family } from '../../net/address.ts';
import { Answers } from './answer.ts';
import { Catalogue } from './catalogue.ts';
import { Changes } from './changes.ts';
import { Collector, type PairRow } from './collect.ts';
import { type Endpoint, entitiesOf } from './endpoint.ts';
import { EntityIndex } from './entity-index.ts';
import { type Kind, kindsOf } from './kinds.ts';
import { requestsOf, rulesOf } from './mentions.ts';
import { Outcomes } from './outcome.ts';
import { candidatePairs, isSource, Pairs } from './pairs.ts';
import { Selections } from './selection.ts';
import { Sides } from './sides.ts';
import { endpointsOf } from './universe.ts';

/** What a new policy set changes for every pair of endpoints and all traffic. */
export interface PairChanges {
  readonly endpoints: readonly Endpoint[];
  /** Pairs that can have a verdict: of a common family, with at least one end in the inventory. */
  readonly pairs: number;
  readonly changedPairs: number;
  /** Rules for some requests (HTTP, DNS, TLS names) differ: connections are compared, requests are not. */
  readonly requestRulesDiffer: boolean;
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
  const sides = new Sides(endpoints, catalogue.sets, new Selections(catalogue, index));
  const kinds = kindsOf(endpoints, sides, index, answers);
  const found = collect(kinds, new Pairs(answers, new Changes(answers.legends, outcomes)));
  const [old, fresh] = catalogue.sets.map((set) => requestsOf(rulesOf([set])));
  return {
    endpoints,
    pairs: pairCount(endpoints),
    changedPairs: found.changedPairs,
    requestRulesDiffer: old !== fresh,
    rows: found.rows(),
  };
}

function collect(kinds: readonly Kind[], pairs: Pairs): Collector {
  const collector = new Collector(kinds);
  for (const [from, to] of candidatePairs(kinds)) {
    const changes = pairs.between(from, to);
    if (changes.length > 0) collector.add(from, to, changes);
  }
  for (const kind of kinds.filter(isSource)) {
    const changes = pairs.withItself(kind);
    if (changes.length > 0) collector.addSelf(kind, changes);
  }
  return collector;
}

function pairCount(endpoints: readonly Endpoint[]): number {
  const sources = endpoints.filter(({ through }) => through === undefined);
  const isStranger = (endpoint: Endpoint) => entitiesOf(endpoint).length === 0;
  return meetings(sources, endpoints) - meetings(sources.filter(isStranger), endpoints.filter(isStranger));
}

/** Both ends have IPv4, or both IPv6; those that have both are counted once. */
function meetings(sources: readonly Endpoint[], destinations: readonly Endpoint[]): number {
  const having = (list: readonly Endpoint[], wanted: readonly Family[]) =>
    list.filter(({ places }) => wanted.every((family) => places[family] !== undefined)).length;
  const count = (...wanted: readonly Family[]) => having(sources, wanted) * having(destinations, wanted);
  return count(4) + count(6) - count(4, 6);
}
