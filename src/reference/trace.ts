import type { Connection } from '../ir/connection.ts';
import type { Entity } from '../ir/entity.ts';
import { matches } from '../ir/expression.ts';
import type { Direction, Policy, PolicySet, Rule, Stage } from '../ir/policy.ts';
import { governing } from './evaluate.ts';
import { type Mismatch, mismatch, type Question, selects, stageQuestion } from './match.ts';
import { requestOutcome } from './request.ts';

/**
 * What became of one rule on the walk. `not-reached`: an earlier rule had decided. `request`: it matches, but is for
 * other requests; `refused`: and it lets no other rule have this one.
 */
export type RuleOutcome = 'matched' | 'noted' | 'not-reached' | 'request' | 'refused' | Mismatch;

export interface RuleStep {
  readonly rule: Rule;
  readonly outcome: RuleOutcome;
}

/**
 * - `skipped`: an earlier Pass or decision left this stage out.
 * - `no-policy`: no policy of the stage governs the endpoint and no rule matched.
 * - `no-match`: policies govern it, none of their rules matched, and the stage has no ending.
 */
export type StageOutcome =
  | 'accept'
  | 'deny'
  | 'reject'
  | 'l7-deny'
  | 'pass'
  | 'no-match'
  | 'no-policy'
  | 'skipped';

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
    decided = decisions.has(step.outcome);
  }
  return steps;
}

const decisions: ReadonlySet<StageOutcome> = new Set(['accept', 'deny', 'reject', 'l7-deny']);

function traceStage(
  stage: Stage,
  direction: Direction,
  subject: Entity,
  connection: Connection,
  skipped: boolean,
): StageStep {
  const q = stageQuestion(stage, direction, subject, connection);
  const steps = new Map<Policy, RuleStep[]>();
  let decisive: Rule | undefined;
  let refusing: Rule | undefined;
  for (const rule of stage.rules[direction]) {
    const outcome = skipped || decisive !== undefined ? 'not-reached' : ruleOutcome(rule, q);
    if (outcome === 'matched' || outcome === 'refused') decisive = rule;
    if (outcome === 'request' && rule.onOtherRequest === 'refuse-last') refusing ??= rule;
    const list = steps.get(rule.policy);
    if (list === undefined) steps.set(rule.policy, [{ rule, outcome }]);
    else list.push({ rule, outcome });
  }
  const isolatedBy = governing(stage, direction, subject);
  return {
    stage,
    outcome: skipped ? 'skipped' : stageOutcome(stage, decisive ?? refusing, q, isolatedBy),
    rule: decisive ?? refusing,
    isolatedBy,
    policies: stage.policies.map((policy) => policyStep(policy, direction, subject, steps.get(policy) ?? [])),
  };
}

function ruleOutcome(rule: Rule, q: Question): RuleOutcome {
  if (!selects(rule, q.subject)) return 'subject';
  const outcome = mismatch(rule, q);
  if (outcome !== undefined) return outcome;
  if (rule.action === 'log') return 'noted';
  if (!isOtherRequest(rule, q)) return 'matched';
  return rule.onOtherRequest === 'refuse' ? 'refused' : 'request';
}

function isOtherRequest({ request: wanted }: Rule, { connection: { request } }: Question): boolean {
  return wanted !== undefined && requestOutcome(wanted, request) === 'other';
}

function stageOutcome(
  stage: Stage,
  rule: Rule | undefined,
  q: Question,
  isolatedBy: readonly Policy[],
): StageOutcome {
  if (rule !== undefined && isOtherRequest(rule, q)) return 'l7-deny';
  if (rule !== undefined && rule.action !== 'log') return rule.action;
  if (isolatedBy.length === 0) return 'no-policy';
  return stage.ending === 'none' ? 'no-match' : stage.ending;
}

function policyStep(
  policy: Policy,
  direction: Direction,
  subject: Entity,
  rules: readonly RuleStep[],
): PolicyStep {
  const selected = matches(policy.subject, subject);
  return { policy, selected, governs: selected && policy.governs.includes(direction), rules };
}
