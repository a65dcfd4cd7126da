import {
  type Direction,
  directions,
  type Policy,
  type PolicySet,
  type Rule,
  type Stage,
} from '../ir/policy.ts';
import type { Selected } from '../reference/evaluate.ts';
import { type Bits, countOf, forEachBit, intersection } from './bits.ts';
import type { Budget } from './bounds.ts';
import type { Entries, Entry } from './entries.ts';
import type { Groups } from './groups.ts';
import type { Identities } from './identities.ts';
import { isLocal, Locals } from './locals.ts';
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
  /** By stage and rule: the groups that the rule means at the own end; undefined: all. */
  readonly locals: ((Bits | undefined)[] | undefined)[];
  readonly policies: (number[] | undefined)[];
}

/** What an entry costs that a program takes in, in rules that are only asked about. */
const stepsOfEntry = 8;

/** The programs of a list of stages. */
export class Programs {
  readonly all: Program[] = [];
  readonly #set: Pick<PolicySet, 'stages' | 'otherwise'>;
  readonly #entries: Entries;
  readonly #selections: Selections;
  readonly #locals: Readonly<Record<Direction, Locals>>;
  /** By direction and identity: the rules that select it and the policies that govern it, by stage. */
  readonly #steps: Readonly<Record<Direction, readonly (Steps | undefined)[]>>;
  readonly #byKey = new Map<string, Program>();
  /** By identity and local class. */
  readonly #known: Readonly<Record<Direction, Map<number, Program>>> = {
    egress: new Map(),
    ingress: new Map(),
  };
  readonly #governing = new Map<string, readonly Policy[]>();
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
    this.#passTo = passTargets(set.stages);
    this.#entries = parts.entries;
    this.#selections = parts.selections;
    const localsOf = (direction: Direction) =>
      new Locals(
        set.stages.flatMap((stage) => stage.rules[direction]),
        parts.groups,
        parts.budget,
      );
    this.#locals = { egress: localsOf('egress'), ingress: localsOf('ingress') };
    const { size } = parts.identities;
    this.#steps = { egress: this.#select('egress', size), ingress: this.#select('ingress', size) };
  }

  /** `group` is that of the subject's own place. */
  of(direction: Direction, identity: number, group: number): Program {
    const known = this.#known[direction];
    const locals = this.#locals[direction];
    const short = identity * locals.size + locals.classOf(group);
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
      const entries = this.#entriesOf(steps, index, identity, group);
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

  #entriesOf({ rules, locals }: Steps, index: number, identity: number, group: number): readonly Entry[] {
    const [own, sets] = [rules[index] ?? [], locals[index]];
    const entries: Entry[] = [];
    this.#budget.spend('programSteps', own.length);
    for (let at = 0; at < own.length; at++) {
      if ((sets !== undefined && !isLocal(sets[at], group)) || !isToNoService(own[at])) continue;
      for (const entry of this.#entries.of(own[at], identity)) entries.push(entry);
    }
    this.#budget.spend('programSteps', entries.length * stepsOfEntry);
    return entries;
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

  #select(direction: Direction, size: number): readonly (Steps | undefined)[] {
    const steps = new Array<Steps | undefined>(size);
    const at = (identity: number): Steps => {
      steps[identity] ??= { rules: [], locals: [], policies: [] };
      return steps[identity];
    };
    for (const [index, stage] of this.#set.stages.entries()) {
      const isRestricted = stage.rules[direction].some(({ local }) => local !== undefined);
      for (const rule of stage.rules[direction]) {
        const local = this.#locals[direction].of(rule);
        forEachBit(this.#counted(this.#selectedBy(rule), size), (identity) => {
          append(at(identity).rules, index, rule);
          if (isRestricted) append(at(identity).locals, index, local);
        });
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

/** By stage: where a pass goes on, which is the next stage of that name, or behind all. */
export function passTargets(stages: readonly Stage[]): readonly number[] {
  const later = new Map<string, number>();
  const targets: number[] = [];
  for (let index = stages.length - 1; index >= 0; index--) {
    targets[index] = later.get(stages[index].passTo) ?? stages.length;
    later.set(stages[index].name, index);
  }
  return targets;
}

/** What is compiled is for connections that were sent to no service. */
export function isToNoService({ service }: Rule): boolean {
  return service === undefined || service === 'none';
}

function append<T>(lists: (T[] | undefined)[], index: number, item: T): void {
  const list = lists[index];
  if (list === undefined) lists[index] = [item];
  else list.push(item);
}
