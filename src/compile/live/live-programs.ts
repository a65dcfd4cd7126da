import { type Direction, directions, type Policy, type PolicySet, type Stage } from '../../ir/policy.ts';
import type { Program, ProgramStage } from '../programs.ts';
import type { LiveEntries, LiveEntry } from './live-entries.ts';
import type { PolicySlot, RuleSlot } from './live-rules.ts';
import type { LiveSteps, Touched } from './live-steps.ts';
import { holdsLocally, type Whereabouts } from './peer-set.ts';

/** A program of which the entries are LiveEntry. */
export interface LiveProgram extends Program {
  readonly key: string;
  /** Tables that have it. */
  uses: number;
}

/** The programs of a list of stages, made as they are asked for, and again for whom an edit touches. */
export class LivePrograms {
  readonly #stages: readonly Stage[];
  readonly #otherwise: PolicySet['otherwise'];
  readonly #steps: LiveSteps;
  readonly #entries: LiveEntries;
  readonly #passTo: readonly number[];
  readonly #byKey = new Map<string, LiveProgram>();
  readonly #governing = new Map<string, readonly Policy[]>();
  /** By direction and identity: programs, by the group of the subject's own place where its rules ask for it. */
  readonly #known: Readonly<Record<Direction, Map<number, Map<Whereabouts | undefined, LiveProgram>>>> = {
    egress: new Map(),
    ingress: new Map(),
  };
  #nextId = 0;

  constructor(set: Pick<PolicySet, 'stages' | 'otherwise'>, steps: LiveSteps, entries: LiveEntries) {
    this.#stages = set.stages;
    this.#otherwise = set.otherwise;
    this.#steps = steps;
    this.#entries = entries;
    const names = set.stages.map(({ name }) => name);
    this.#passTo = set.stages.map(({ passTo }, index) => {
      const later = names.indexOf(passTo, index + 1);
      return later < 0 ? names.length : later;
    });
  }

  of(direction: Direction, identity: number, group: Whereabouts): LiveProgram {
    let programs = this.#known[direction].get(identity);
    if (programs === undefined) {
      programs = new Map();
      this.#known[direction].set(identity, programs);
    }
    const where = this.#isLocal(direction, identity) ? group : undefined;
    let program = programs.get(where);
    if (program === undefined) {
      program = this.#create(direction, identity, group);
      programs.set(where, program);
    }
    return program;
  }

  /** Other rules or policies concern these identities now. */
  forget(touched: Touched): void {
    for (const direction of directions) {
      for (const identity of touched[direction]) this.#known[direction].delete(identity);
    }
  }

  /** A table has it. */
  use(program: LiveProgram): void {
    program.uses++;
  }

  release(program: LiveProgram): void {
    if (--program.uses === 0) this.#byKey.delete(program.key);
  }

  #isLocal(direction: Direction, identity: number): boolean {
    return this.#steps.of(direction, identity).rules.some(({ rule }) => rule.local !== undefined);
  }

  #create(direction: Direction, identity: number, group: Whereabouts): LiveProgram {
    const steps = this.#steps.of(direction, identity);
    const keys: string[] = [];
    const stages = this.#stages.flatMap((stage, index): ProgramStage[] => {
      const policies = steps.policies.filter((slot) => slot.stage === index);
      const rules = steps.rules.filter((slot) => slot.owner.stage === index && isHere(slot, group));
      const entries = rules.flatMap((slot): readonly LiveEntry[] => this.#entries.of(slot, identity));
      if (entries.length === 0 && policies.length === 0) return [];
      const ids = policies.map(({ id }) => id).join();
      keys.push(`${index}:${entries.map(({ id }) => id).join()}:${ids}`);
      const governing = this.#governedBy(ids, policies);
      return [{ stage, index, passTo: this.#passTo[index], entries, governing }];
    });
    const key = `${direction} ${keys.join('|')}`;
    let program = this.#byKey.get(key);
    if (program === undefined) {
      program = { id: this.#nextId++, key, stages, otherwise: this.#otherwise, uses: 0 };
      this.#byKey.set(key, program);
    }
    return program;
  }

  /** One array for equal lists. */
  #governedBy(ids: string, policies: readonly PolicySlot[]): readonly Policy[] {
    let list = this.#governing.get(ids);
    if (list === undefined) {
      list = policies.map(({ policy }) => policy);
      this.#governing.set(ids, list);
    }
    return list;
  }
}

/** The tables are for connections that were sent to no service. */
function isHere({ rule }: RuleSlot, group: Whereabouts): boolean {
  if (rule.service !== undefined && rule.service !== 'none') return false;
  return rule.local === undefined || holdsLocally(rule.local, group);
}
