import type { Connection } from '../ir/connection.ts';
import type { Entity } from '../ir/entity.ts';
import { matches } from '../ir/expression.ts';
import type { Action, Direction, Policy, PolicySet, Rule, Stage } from '../ir/policy.ts';
import type { FlowVerdict } from '../verdict/verdict.ts';
import { mismatch, type Question, question, selects, stageQuestion } from './match.ts';
import { requestOutcome } from './request.ts';

/** Who decided: a rule, the ending of a stage with the policies that isolated the endpoint, or nobody. */
export type Decider =
  | { readonly by: 'rule'; readonly rule: Rule }
  | { readonly by: 'ending'; readonly stage: Stage; readonly isolatedBy: readonly Policy[] }
  | { readonly by: 'default' };

export interface SideVerdict {
  readonly verdict: FlowVerdict;
  readonly decider: Decider;
  /** A rule for some requests accepted the connection, and nobody looked at the request. */
  readonly dependsOnRequest: boolean;
}

/** What of a stage concerns one subject in one direction. */
export interface Selected {
  readonly stage: Stage;
  readonly rules: readonly Rule[];
  readonly governing: readonly Policy[];
}

/** What of it need be asked about one connection. */
export type Asked = Omit<Selected, 'rules'> & { readonly rules: Iterable<Rule> };

/** Somebody who knows already what of each stage concerns a subject; undefined where it must be found out. */
export type Selector = (direction: Direction, subject: Entity) => readonly Selected[] | undefined;

/** Somebody who leaves out rules that cannot match this connection; undefined where all must be asked. */
export type Shortlist = (
  direction: Direction,
  subject: Entity,
  connection: Connection,
) => readonly Asked[] | undefined;

/**
 * The reference evaluator: it walks the IR as the IR's own text reads. It is the oracle for everything faster,
 * so it must stay plain; its only shortcut is to remember which rules select a subject.
 */
export class Reference {
  readonly set: PolicySet;
  readonly #selected: Record<Direction, WeakMap<Entity, readonly Selected[]>> = {
    egress: new WeakMap(),
    ingress: new WeakMap(),
  };

  readonly #selector: Selector | undefined;
  readonly #shortlist: Shortlist | undefined;

  constructor(set: PolicySet, selector?: Selector, shortlist?: Shortlist) {
    this.set = set;
    this.#selector = selector;
    this.#shortlist = shortlist;
  }

  /** The verdict of one side: egress at the source, ingress at the destination. */
  evaluate(direction: Direction, subject: Entity, connection: Connection): SideVerdict {
    const q = question(direction, subject, connection);
    let skipTo: string | undefined;
    const stages: readonly Asked[] =
      this.#shortlist?.(direction, subject, connection) ?? this.#stagesOf(direction, subject);
    for (const selected of stages) {
      const { stage, governing } = selected;
      if (skipTo !== undefined && skipTo !== stage.name) continue;
      skipTo = undefined;
      const asked = stage.beforeTranslation ? stageQuestion(stage, direction, subject, connection) : q;
      const answer = firstAnswer(selected.rules, asked);
      if (answer !== undefined && answer.verdict !== 'pass') {
        const { verdict, rule, dependsOnRequest } = answer;
        return { verdict, decider: { by: 'rule', rule }, dependsOnRequest };
      }
      if (answer === undefined && governing.length > 0 && stage.ending === 'deny') {
        return {
          verdict: 'deny',
          decider: { by: 'ending', stage, isolatedBy: governing },
          dependsOnRequest: false,
        };
      }
      const passed = answer !== undefined || (governing.length > 0 && stage.ending === 'pass');
      if (passed) skipTo = stage.passTo;
    }
    const verdict = this.set.otherwise === 'accept' ? 'allow' : 'deny';
    return { verdict, decider: { by: 'default' }, dependsOnRequest: false };
  }

  /** Does some policy govern the subject in this direction? */
  governs(direction: Direction, subject: Entity): boolean {
    return this.#stagesOf(direction, subject).some((selected) => selected.governing.length > 0);
  }

  #stagesOf(direction: Direction, subject: Entity): readonly Selected[] {
    const memory = this.#selected[direction];
    let found = memory.get(subject);
    if (found === undefined) {
      found = this.#selector?.(direction, subject) ?? this.#select(direction, subject);
      memory.set(subject, found);
    }
    return found;
  }

  #select(direction: Direction, subject: Entity): readonly Selected[] {
    return this.set.stages.map((stage) => ({
      stage,
      rules: stage.rules[direction].filter((rule) => selects(rule, subject)),
      governing: governing(stage, direction, subject),
    }));
  }
}

/** The policies of a stage that govern the subject in this direction. */
export function governing(stage: Stage, direction: Direction, subject: Entity): readonly Policy[] {
  return stage.policies.filter(
    (policy) => policy.governs.includes(direction) && matches(policy.subject, subject),
  );
}

/** What a stage's rules say. */
interface Answer {
  readonly verdict: FlowVerdict | 'pass';
  readonly rule: Rule;
  readonly dependsOnRequest: boolean;
}

/** The first rule that matches, notes aside; a refused request waits for an acceptance where its rule says so. */
function firstAnswer(rules: Iterable<Rule>, q: Question): Answer | undefined {
  let refused: Answer | undefined;
  for (const rule of rules) {
    if (rule.action === 'log' || mismatch(rule, q) !== undefined) continue;
    const { request: wanted } = rule;
    const outcome = wanted === undefined ? 'matches' : requestOutcome(wanted, q.connection.request);
    if (outcome !== 'other') {
      return { verdict: verdictOf(rule.action), rule, dependsOnRequest: outcome === 'unknown' };
    }
    const refusal: Answer = { verdict: 'l7-deny', rule, dependsOnRequest: false };
    if (rule.onOtherRequest === 'refuse') return refusal;
    if (rule.onOtherRequest === 'refuse-last') refused ??= refusal;
  }
  return refused;
}

function verdictOf(action: Exclude<Action, 'log'>): Answer['verdict'] {
  if (action === 'accept') return 'allow';
  return action;
}
