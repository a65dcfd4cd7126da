import type { Rule } from '../ir/policy.ts';
import { type Bits, countOf, hasBit } from './bits.ts';
import type { Budget } from './bounds.ts';
import type { Groups } from './groups.ts';
import { Partition } from './partition.ts';

/**
 * Rules that restrict the subject's own end, and the groups of addresses that each of them means. Groups that none of
 * the rules tells apart are of one local class: a subject has as many programs as its addresses have local classes.
 */
export class Locals {
  readonly #sets = new Map<Rule, Bits>();
  readonly #partition: Partition;

  /** Throws BeyondTables. */
  constructor(rules: Iterable<Rule>, groups: Groups, budget: Budget) {
    this.#partition = new Partition(groups.size);
    const distinct = new Set<Bits>();
    for (const rule of rules) {
      if (rule.local === undefined) continue;
      const set = groups.ofPeers(rule.local, 'self');
      this.#sets.set(rule, set);
      if (distinct.has(set)) continue;
      distinct.add(set);
      budget.spend('entryBits', groups.size);
      budget.spend('classMembers', countOf(set));
      this.#partition.splitBy(set);
    }
  }

  /** Number of local classes. */
  get size(): number {
    return this.#partition.size;
  }

  classOf(group: number): number {
    return this.#partition.of[group];
  }

  /** Undefined for a rule that does not restrict the own end. */
  of(rule: Rule): Bits | undefined {
    return this.#sets.get(rule);
  }
}

/** Whether a subject in this group is meant by a rule with this set of Locals. */
export function isLocal(set: Bits | undefined, group: number): boolean {
  return set === undefined || hasBit(set, group);
}
