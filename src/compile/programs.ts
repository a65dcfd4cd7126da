import {
  type Direction,
  directions,
  type Policy,
  type PolicySet,
  type Rule,
  type Stage,
} from '../ir/policy.ts';
import type { Selected } from '../reference/evaluate.ts';
import { type Bits, countOf, forEachBit, hasBit, intersection } from './bits.ts';
import type { Budget } from './bounds.ts';
import type { Entries, Entry } from './entries.ts';
import type { Groups } from './groups.ts';
import type { Identities } from './identities.ts';
import type { Selections } from './selections.ts';

/** What of a stage concerns a subject. */
export interface ProgramStage {
  readonly stage: Stage;
  /** Place among the stages of the set. */
  readonly index: number;
  /** Where a pass goes on: the place of a later stage, or behind all. */
  readonly passTo: number;
  /** In order of evaluation. */
  readonly entries: readonly Entry[];
  /** Policies that govern the subject: one array for equal lists. */
  readonly governing: readonly Policy[];
}

/** What is asked about connections of one subject in one direction. Subjects for whom it is the same share it. */
export interface Program {
  readonly id: number;
  readonly stages: readonly ProgramStage[];
  readonly otherwise: PolicySet['otherwise'];
}

/** By stage; stages that do not concern the identity are not set. */
interface Steps {
  readonly rules: (Rule[] | undefined)[];
  readonly policies: (number[] | undefined)[];
}

/** The programs of a list of stages. */
export class Programs {
  readonly all: Program[] = [];
  readonly #set: Pick<PolicySet, 'stages' | 'otherwise'>;
  readonly #entries: Entries;
  readonly #selections: Selections;
  readonly #groups: Groups;
  readonly #isLocal: Readonly<Record<Direction, boolean>>;
  /** By direction and identity: the rules that select it and the policies that govern it, by stage. */
  readonly #steps: Readonly<Record<Direction, readonly (Steps | undefined)[]>>;
  readonly #byKey = new Map<string, Program>();
  /** By identity, and by group where rules restrict the subject's own end. */
  readonly #known: Readonly<Record<Direction, Map<number, Program>>> = {
    egress: new Map(),
    ingress: new Map(),
  };
  readonly #governing = new Map<string, readonly Policy[]>();
  readonly #locals = new Map<Rule, Bits>();
  readonly #passTo: readonly number[];
  readonly #budget: Budget;

  constructor(
    set: Pick<PolicySet, 'stages' | 'otherwise'>,
    parts: {
      entries: Entries;
      selections: Selections;
      groups: Groups;
      identities: Identities;
      budget: Budget;
    },
  ) {
    this.#budget = parts.budget;
    this.#set = set;
    const names = set.stages.map(({ name }) => name);
    this.#passTo = set.stages.map(({ passTo }, index) => {
      const later = names.indexOf(passTo, index + 1);
      return later < 0 ? names.length : later;
    });
    this.#entries = parts.entries;
    this.#selections = parts.selections;
    this.#groups = parts.groups;
    const hasLocal = (direction: Direction) =>
      set.stages.some((stage) => stage.rules[direction].some((rule) => rule.local !== undefined));
    this.#isLocal = { egress: hasLocal('egress'), ingress: hasLocal('ingress') };
    const { size } = parts.identities;
    this.#steps = { egress: this.#select('egress', size), ingress: this.#select('ingress', size) };
  }

  /** `group` is that of the subject's own place. */
  of(direction: Direction, identity: number, group: number): Program {
    const known = this.#known[direction];
    const short = this.#isLocal[direction] ? identity * this.#groups.size + group : identity;
    let program = known.get(short);
    if (program === undefined) {
      program = this.#create(direction, identity, group);
      known.set(short, program);
    }
    return program;
  }

  /** What of each stage concerns the identity. */
  selected(direction: Direction, identity: number): readonly Selected[] {
    const steps = this.#steps[direction][identity];
    return this.#set.stages.map((stage, index) => ({
      stage,
      rules: steps?.rules[index] ?? [],
      governing: this.#governedBy(stage, index, steps?.policies[index] ?? []),
    }));
  }

  /** Does some policy govern the identity, in any direction? */
  governs(identity: number): boolean {
    return directions.some((direction) =>
      this.#steps[direction][identity]?.policies.some((policies) => policies !== undefined),
    );
  }

  #create(direction: Direction, identity: number, group: number): Program {
    const steps = this.#steps[direction][identity];
    const keys: string[] = [];
    const stages: ProgramStage[] = [];
    for (let index = 0; steps !== undefined && index < this.#set.stages.length; index++) {
      const policies = steps.policies[index] ?? [];
      const entries = this.#entriesOf(steps.rules[index] ?? [], identity, group);
      if (entries.length === 0 && policies.length === 0) continue;
      keys.push(`${index}:${entries.map(({ id }) => id).join()}:${policies.join()}`);
      const stage = this.#set.stages[index];
      const governing = this.#governedBy(stage, index, policies);
      stages.push({ stage, index, passTo: this.#passTo[index], entries, governing });
    }
    const key = `${direction} ${keys.join('|')}`;
    let program = this.#byKey.get(key);
    if (program === undefined) {
      program = { id: this.all.length, stages, otherwise: this.#set.otherwise };
      this.all.push(program);
      this.#byKey.set(key, program);
    }
    return program;
  }

  #entriesOf(rules: readonly Rule[], identity: number, group: number): readonly Entry[] {
    const entries: Entry[] = [];
    for (const rule of rules)
      if (this.#isHere(rule, group))
        for (const entry of this.#entries.of(rule, identity)) entries.push(entry);
    return entries;
  }

  /** The tables are for connections that were sent to no service. */
  #isHere(rule: Rule, group: number): boolean {
    if (rule.service !== undefined && rule.service !== 'none') return false;
    return rule.local === undefined || hasBit(this.#local(rule), group);
  }

  #governedBy(stage: Stage, index: number, policies: readonly number[]): readonly Policy[] {
    const key = `${index}:${policies.join()}`;
    let list = this.#governing.get(key);
    if (list === undefined) {
      list = policies.map((number) => stage.policies[number]);
      this.#governing.set(key, list);
    }
    return list;
  }

  #local(rule: Rule): Bits {
    let bits = this.#locals.get(rule);
    if (bits === undefined) {
      bits = this.#groups.ofPeers(rule.local ?? [], 'self');
      this.#locals.set(rule, bits);
    }
    return bits;
  }

  #select(direction: Direction, size: number): readonly (Steps | undefined)[] {
    const steps = new Array<Steps | undefined>(size);
    const at = (identity: number): Steps => {
      steps[identity] ??= { rules: [], policies: [] };
      return steps[identity];
    };
    for (const [index, stage] of this.#set.stages.entries()) {
      for (const rule of stage.rules[direction]) {
        forEachBit(this.#counted(this.#selectedBy(rule), size), (identity) =>
          append(at(identity).rules, index, rule),
        );
      }
      for (const [number, { governs, subject }] of stage.policies.entries()) {
        if (!governs.includes(direction)) continue;
        forEachBit(this.#counted(this.#selections.of(subject, 'self'), size), (identity) =>
          append(at(identity).policies, index, number),
        );
      }
    }
    return steps;
  }

  #counted(selected: Bits, size: number): Bits {
    this.#budget.spend('selectionBits', size);
    this.#budget.spend('selections', countOf(selected));
    return selected;
  }

  #selectedBy({ policy, subject }: Rule): Bits {
    const selected = this.#selections.of(policy.subject, 'self');
    return subject === undefined ? selected : intersection(selected, this.#selections.of(subject, 'self'));
  }
}

function append<T>(lists: (T[] | undefined)[], index: number, item: T): void {
  const list = lists[index];
  if (list === undefined) lists[index] = [item];
  else list.push(item);
}
