import {
  type Direction,
  directions,
  type Policy,
  type PolicySet,
  type Rule,
  type Stage,
} from '../../ir/policy.ts';
import type { Decider } from '../../reference/evaluate.ts';
import { sameContent } from './content.ts';
import { type Kept, misplaced } from './misplaced.ts';

/** A policy in a stage, through all edits that leave its name. */
export interface PolicySlot {
  readonly id: number;
  readonly stage: number;
  /** As it came first: what decides is known by it. */
  readonly policy: Policy;
  /** As the set has it now. */
  current: Policy;
  /** Place among the policies of the stage; -1: only its rules are there. */
  order: number;
  readonly rules: Readonly<Record<Direction, RuleSlot[]>>;
}

export interface RuleSlot {
  readonly id: number;
  readonly owner: PolicySlot;
  readonly direction: Direction;
  /** As it came first. */
  readonly rule: Rule;
  current: Rule;
  /** Place among the rules of the stage and direction. */
  order: number;
}

/** What differs between two sets. A policy whose subject or directions changed is changed, its rules are not. */
export interface RuleChanges {
  readonly added: readonly RuleSlot[];
  readonly removed: readonly RuleSlot[];
  /** Unchanged themselves, but before or behind others than they were. */
  readonly moved: readonly RuleSlot[];
  readonly policies: readonly PolicyChangeOf[];
}

export interface PolicyChangeOf {
  readonly slot: PolicySlot;
  /** Undefined: it was not there. */
  readonly before: Policy | undefined;
  /** Undefined: it is not there any more. */
  readonly after: Policy | undefined;
}

interface Draft {
  readonly policy: Policy;
  order: number;
  readonly rules: Record<Direction, { readonly rule: Rule; readonly order: number }[]>;
}

/** The rules of a policy set, each under one identity through all edits. */
export class LiveRules {
  /** By stage and name. */
  #slots = new Map<string, PolicySlot>();
  #nextId = 0;
  readonly #ofRule = new WeakMap<Rule, RuleSlot>();
  readonly #ofPolicy = new WeakMap<Policy, PolicySlot>();

  /** A decider of what came first, as this set, the latest, has it. */
  current(decider: Decider, set: Pick<PolicySet, 'stages'>): Decider {
    if (decider.by === 'default') return decider;
    if (decider.by === 'rule')
      return { by: 'rule', rule: this.#ofRule.get(decider.rule)?.current ?? decider.rule };
    const slots = decider.isolatedBy.map((policy) => this.#ofPolicy.get(policy) as PolicySlot);
    const isolatedBy = slots.map(({ current }) => current);
    return { by: 'ending', stage: set.stages[slots[0].stage], isolatedBy };
  }

  /** Takes the set in place of the one before. */
  replace(set: Pick<PolicySet, 'stages'>): RuleChanges {
    const changes = {
      added: [] as RuleSlot[],
      removed: [] as RuleSlot[],
      moved: [] as RuleSlot[],
      policies: [] as PolicyChangeOf[],
    };
    const before = this.#slots;
    this.#slots = new Map();
    const kept: Kept<RuleSlot>[] = [];
    const keptPolicies: Kept<PolicySlot>[] = [];
    for (const [index, stage] of set.stages.entries()) {
      for (const [key, draft] of draftsOf(stage, index)) {
        const known = before.get(key);
        before.delete(key);
        const slot = known ?? this.#add(draft, index);
        this.#slots.set(key, slot);
        if (known !== undefined && known.order >= 0 && draft.order >= 0) {
          keptPolicies.push({ slot: known, list: index, before: known.order, after: draft.order });
        }
        this.#policy(slot, known, draft, changes.policies);
        for (const direction of directions) this.#rules(slot, direction, draft, changes, kept);
      }
    }
    for (const slot of before.values()) drop(slot, changes);
    for (const slot of misplaced(kept)) changes.moved.push(slot);
    for (const slot of misplaced(keptPolicies)) {
      changes.policies.push({ slot, before: slot.current, after: slot.current });
    }
    for (const { slot, order } of this.#orders) slot.order = order;
    this.#orders = [];
    return changes;
  }

  /** Places that slots take when all are compared. */
  #orders: { readonly slot: { order: number }; readonly order: number }[] = [];

  #add({ policy }: Draft, stage: number): PolicySlot {
    const rules = { egress: [], ingress: [] };
    const slot: PolicySlot = { id: this.#nextId++, stage, policy, current: policy, order: -1, rules };
    this.#ofPolicy.set(policy, slot);
    return slot;
  }

  #policy(slot: PolicySlot, known: PolicySlot | undefined, draft: Draft, changes: PolicyChangeOf[]): void {
    const before = known === undefined || known.order < 0 ? undefined : known.current;
    const after = draft.order < 0 ? undefined : draft.policy;
    if (known?.current !== draft.policy || before !== after) {
      const isSame =
        before !== undefined &&
        after !== undefined &&
        sameContent(before.subject, after.subject) &&
        sameContent(before.governs, after.governs);
      if (!isSame) changes.push({ slot, before, after });
    }
    slot.current = draft.policy;
    this.#orders.push({ slot, order: draft.order });
  }

  #rules(
    slot: PolicySlot,
    direction: Direction,
    draft: Draft,
    changes: { readonly added: RuleSlot[]; readonly removed: RuleSlot[] },
    kept: Kept<RuleSlot>[],
  ): void {
    const list = slot.rules[direction];
    const drafts = draft.rules[direction];
    for (const [at, { rule, order }] of drafts.entries()) {
      const known: RuleSlot | undefined = list[at];
      if (known !== undefined && sameContent(known.current, rule)) {
        known.current = rule;
        kept.push({
          slot: known,
          list: slot.stage * 2 + directions.indexOf(direction),
          before: known.order,
          after: order,
        });
        this.#orders.push({ slot: known, order });
        continue;
      }
      if (known !== undefined) changes.removed.push(known);
      list[at] = { id: this.#nextId++, owner: slot, direction, rule, current: rule, order };
      this.#ofRule.set(rule, list[at]);
      changes.added.push(list[at]);
    }
    for (const gone of list.splice(drafts.length)) changes.removed.push(gone);
  }
}

function drop(
  slot: PolicySlot,
  changes: { readonly removed: RuleSlot[]; readonly policies: PolicyChangeOf[] },
): void {
  for (const direction of directions) changes.removed.push(...slot.rules[direction].splice(0));
  changes.policies.push({ slot, before: slot.order < 0 ? undefined : slot.current, after: undefined });
}

const policyNames = new WeakMap<Policy, string>();

function nameOf(policy: Policy): string {
  let found = policyNames.get(policy);
  if (found === undefined) {
    const { tier, kind, namespace, name } = policy.ref;
    found = `${tier} ${kind} ${namespace}/${name}`;
    policyNames.set(policy, found);
  }
  return found;
}

/** The policies of a stage with their rules, by a name that stays. */
function draftsOf(stage: Stage, index: number): ReadonlyMap<string, Draft> {
  const byPolicy = new Map<Policy, Draft>();
  const counts = new Map<string, number>();
  const drafts = new Map<string, Draft>();
  const draftOf = (policy: Policy): Draft => {
    let draft = byPolicy.get(policy);
    if (draft === undefined) {
      const key = `${index} ${nameOf(policy)}`;
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      draft = { policy, order: -1, rules: { egress: [], ingress: [] } };
      byPolicy.set(policy, draft);
      drafts.set(`${key} ${count}`, draft);
    }
    return draft;
  };
  for (const [order, policy] of stage.policies.entries()) draftOf(policy).order = order;
  for (const direction of directions) {
    for (const [order, rule] of stage.rules[direction].entries()) {
      draftOf(rule.policy).rules[direction].push({ rule, order });
    }
  }
  return drafts;
}
