import type { Connection } from '../ir/connection.ts';
import type { Entity } from '../ir/entity.ts';
import { matches } from '../ir/expression.ts';
import type { Direction, Policy, PolicySet, Rule, Stage } from '../ir/policy.ts';
import { governing } from './evaluate.ts';
import { type Mismatch, mismatch, question } from './match.ts';

/** What became of one rule on the walk. `not-reached`: an earlier rule had decided. */
export type RuleOutcome = 'matched' | 'noted' | 'not-reached' | Mismatch;

export interface RuleStep {
  readonly rule: Rule;
  readonly outcome: RuleOutcome;
}

/**
 * - `skipped`: an earlier Pass or decision left this stage out.
 * - `no-policy`: no policy of the stage governs the endpoint and no rule matched.
 * - `no-match`: policies govern it, none of their rules matched, and the stage has no ending.
 */
export type StageOutcome = 'accept' | 'deny' | 'reject' | 'pass' | 'no-match' | 'no-policy' | 'skipped';

export interface PolicyStep {
  readonly policy: Policy;
  /** The policy selects the endpoint. */
  readonly selected: boolean;
  /** ... and governs it in this direction: it isolates the endpoint where the stage's ending is deny. */
  readonly governs: boolean;
  readonly rules: readonly RuleStep[];
}

export interface StageStep {
  readonly stage: Stage;
  readonly outcome: StageOutcome;
  /** The rule that decided or passed. */
  readonly rule: Rule | undefined;
  readonly isolatedBy: readonly Policy[];
  readonly policies: readonly PolicyStep[];
}

/** The whole walk of one side, with every policy met and what became of it. Same order as Reference.evaluate. */
export function trace(
  set: PolicySet,
  direction: Direction,
  subject: Entity,
  connection: Connection,
): readonly StageStep[] {
  const steps: StageStep[] = [];
  let skipTo: string | undefined;
  let decided = false;
  for (const stage of set.stages) {
    const skipped = decided || (skipTo !== undefined && skipTo !== stage.name);
    const step = traceStage(stage, direction, subject, connection, skipped);
    steps.push(step);
    if (skipped) continue;
    skipTo = step.outcome === 'pass' ? stage.passTo : undefined;
    decided = step.outcome === 'accept' || step.outcome === 'deny' || step.outcome === 'reject';
  }
  return steps;
}

function traceStage(
  stage: Stage,
  direction: Direction,
  subject: Entity,
  connection: Connection,
  skipped: boolean,
): StageStep {
  const q = question(direction, subject, connection);
  const outcomes = new Map<Rule, RuleOutcome>();
  let decisive: Rule | undefined;
  for (const rule of stage.rules[direction]) {
    if (skipped || decisive !== undefined) {
      outcomes.set(rule, 'not-reached');
      continue;
    }
    const selected =
      matches(rule.policy.subject, subject) && (rule.subject === undefined || matches(rule.subject, subject));
    const outcome = selected ? (mismatch(rule, q) ?? 'matched') : 'subject';
    outcomes.set(rule, outcome === 'matched' && rule.action === 'log' ? 'noted' : outcome);
    if (outcome === 'matched' && rule.action !== 'log') decisive = rule;
  }
  const isolatedBy = governing(stage, direction, subject);
  return {
    stage,
    outcome: skipped ? 'skipped' : stageOutcome(stage, decisive, isolatedBy),
    rule: decisive,
    isolatedBy,
    policies: policySteps(stage, direction, subject, outcomes),
  };
}

function stageOutcome(stage: Stage, rule: Rule | undefined, isolatedBy: readonly Policy[]): StageOutcome {
  if (rule !== undefined) return rule.action === 'log' ? 'no-match' : rule.action;
  if (isolatedBy.length === 0) return 'no-policy';
  return stage.ending === 'none' ? 'no-match' : stage.ending;
}

function policySteps(
  stage: Stage,
  direction: Direction,
  subject: Entity,
  outcomes: ReadonlyMap<Rule, RuleOutcome>,
): readonly PolicyStep[] {
  return stage.policies.map((policy) => {
    const selected = matches(policy.subject, subject);
    return {
      policy,
      selected,
      governs: selected && policy.governs.includes(direction),
      rules: [...outcomes]
        .filter(([rule]) => rule.policy === policy)
        .map(([rule, outcome]) => ({ rule, outcome })),
    };
  });
}
