import type { Entity } from '../../ir/entity.ts';
import { type Direction, directions } from '../../ir/policy.ts';
import type { IdentityIndex } from './identity-index.ts';
import type { IdentitySplit } from './live-identities.ts';
import type { PolicyChangeOf, PolicySlot, RuleChanges, RuleSlot } from './live-rules.ts';
import { type Requirement, RequirementIndex, requirementOf } from './requirement.ts';
import { satisfies } from './satisfies.ts';

/** What concerns an identity in one direction, in order of evaluation: rules that select it, policies that govern it. */
export interface Steps {
  readonly rules: RuleSlot[];
  readonly policies: PolicySlot[];
}

/** By direction: identities. */
export type Touched = Readonly<Record<Direction, Set<number>>>;

/** Which rules and policies concern which identities. */
export class LiveSteps {
  readonly #samples: readonly Entity[];
  readonly #index: IdentityIndex;
  readonly #steps: Record<Direction, Steps>[] = [];
  readonly #selected = new Map<PolicySlot | RuleSlot, Set<number>>();
  readonly #policies = new RequirementIndex<PolicySlot>();
  readonly #requirements = new Map<PolicySlot, Requirement | undefined>();

  /** `samples`: by identity, an entity that has it; it grows. */
  constructor(samples: readonly Entity[], index: IdentityIndex) {
    this.#samples = samples;
    this.#index = index;
  }

  of(direction: Direction, identity: number): Steps {
    return this.#steps[identity][direction];
  }

  /** Does some policy govern the identity, in any direction? */
  governs(identity: number): boolean {
    return directions.some((direction) => this.of(direction, identity).policies.length > 0);
  }

  /** The identity is the next number. */
  add(identity: number): void {
    const sample = this.#samples[identity];
    this.#steps[identity] = { egress: { rules: [], policies: [] }, ingress: { rules: [], policies: [] } };
    for (const slot of [...this.#policies.for(sample)]) {
      if (satisfies(slot.current.subject, sample)) this.#addTo(slot, identity);
    }
    this.#sort(identity);
  }

  /** An identity for which all is as for its parent. */
  split({ identity, parent }: IdentitySplit): void {
    const copy = ({ rules, policies }: Steps): Steps => ({ rules: [...rules], policies: [...policies] });
    const { egress, ingress } = this.#steps[parent];
    this.#steps[identity] = { egress: copy(egress), ingress: copy(ingress) };
    for (const set of this.#selected.values()) if (set.has(parent)) set.add(identity);
  }

  /** Follows what has changed; says whom it concerns. */
  change({ added, removed, moved, policies }: RuleChanges): Touched {
    const touched: Touched = { egress: new Set(), ingress: new Set() };
    for (const rule of removed) this.#reselect(rule, noIdentities, touched);
    for (const change of policies) this.#policy(change, touched);
    for (const rule of added) this.#reselect(rule, this.#selectedBy(rule), touched);
    for (const rule of moved) touch(touched[rule.direction], this.#members(rule));
    for (const identity of new Set([...touched.egress, ...touched.ingress])) this.#sort(identity);
    return touched;
  }

  #addTo(slot: PolicySlot, identity: number): void {
    this.#members(slot).add(identity);
    for (const direction of directions) {
      const steps = this.of(direction, identity);
      if (slot.order >= 0 && slot.current.governs.includes(direction)) steps.policies.push(slot);
      for (const rule of slot.rules[direction]) {
        const { subject } = rule.current;
        if (subject !== undefined && !satisfies(subject, this.#samples[identity])) continue;
        this.#members(rule).add(identity);
        steps.rules.push(rule);
      }
    }
  }

  #policy({ slot, before, after }: PolicyChangeOf, touched: Touched): void {
    const old = this.#selected.get(slot) ?? noIdentities;
    const isGone = after === undefined && this.#isEmpty(slot);
    const now = isGone ? noIdentities : this.#index.satisfying(slot.current.subject);
    const isSame = before !== undefined && after !== undefined && before !== after;
    for (const direction of directions) {
      const was = before?.governs.includes(direction) ? old : noIdentities;
      const is = after?.governs.includes(direction) ? now : noIdentities;
      const concerned = this.#govern(slot, direction, was, is, isSame);
      touch(touched[direction], concerned);
    }
    this.#remember(slot, now, isGone);
    for (const rule of directions.flatMap((direction) => slot.rules[direction])) {
      if (this.#selected.has(rule)) this.#reselect(rule, this.#selectedBy(rule), touched);
    }
  }

  /** `isSame`: for whom it governs before and after nothing changes. */
  #govern(
    slot: PolicySlot,
    direction: Direction,
    was: ReadonlySet<number>,
    is: ReadonlySet<number>,
    isSame: boolean,
  ): ReadonlySet<number> {
    const lost = [...was].filter((identity) => !isSame || !is.has(identity));
    for (const identity of lost) {
      const { policies } = this.of(direction, identity);
      policies.splice(policies.indexOf(slot), 1);
    }
    const got = [...is].filter((identity) => !isSame || !was.has(identity));
    for (const identity of got) this.of(direction, identity).policies.push(slot);
    return new Set([...lost, ...got]);
  }

  #isEmpty({ rules }: PolicySlot): boolean {
    return directions.every((direction) => rules[direction].length === 0);
  }

  #remember(slot: PolicySlot, now: Set<number>, isGone: boolean): void {
    this.#policies.delete(slot, this.#requirements.get(slot));
    if (isGone) {
      this.#requirements.delete(slot);
      this.#selected.delete(slot);
      return;
    }
    const requirement = requirementOf(slot.current.subject);
    this.#requirements.set(slot, requirement);
    this.#policies.add(slot, requirement);
    this.#selected.set(slot, new Set(now));
  }

  #reselect(rule: RuleSlot, now: ReadonlySet<number>, touched: Touched): void {
    const old = this.#selected.get(rule) ?? noIdentities;
    for (const identity of old) {
      if (now.has(identity)) continue;
      const { rules } = this.of(rule.direction, identity);
      rules.splice(rules.indexOf(rule), 1);
      touched[rule.direction].add(identity);
    }
    for (const identity of now) {
      if (old.has(identity)) continue;
      this.of(rule.direction, identity).rules.push(rule);
      touched[rule.direction].add(identity);
    }
    if (now === noIdentities) this.#selected.delete(rule);
    else this.#selected.set(rule, new Set(now));
  }

  #selectedBy({ owner, current: { subject } }: RuleSlot): Set<number> {
    const members = this.#selected.get(owner) ?? this.#index.satisfying(owner.current.subject);
    if (subject === undefined) return members;
    return new Set([...members].filter((identity) => satisfies(subject, this.#samples[identity])));
  }

  #members(slot: PolicySlot | RuleSlot): Set<number> {
    let members = this.#selected.get(slot);
    if (members === undefined) {
      members = new Set();
      this.#selected.set(slot, members);
    }
    return members;
  }

  #sort(identity: number): void {
    for (const direction of directions) {
      const { rules, policies } = this.of(direction, identity);
      rules.sort((a, b) => a.owner.stage - b.owner.stage || a.order - b.order);
      policies.sort((a, b) => a.stage - b.stage || a.order - b.order);
    }
  }
}

const noIdentities: Set<number> = new Set();

function touch(all: Set<number>, more: ReadonlySet<number>): void {
  for (const identity of more) all.add(identity);
}
