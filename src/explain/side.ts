import { describeDecider, policyName } from '../engine/decided-by.ts';
import type { Judge, Judgement, Side } from '../engine/judge.ts';
import type { Connection } from '../ir/connection.ts';
import { entityName } from '../ir/entity.ts';
import type { Direction, PolicySet, Stage } from '../ir/policy.ts';
import { type Question, stageQuestion } from '../reference/match.ts';
import { type PolicyStep, type RuleStep, type StageStep, trace } from '../reference/trace.ts';
import { mismatches } from './mismatches.ts';
import { nearestMisses } from './nearest.ts';
import type { WhyForwarded, WhyPolicy, WhyRule, WhySide, WhyStage } from './report.ts';

/** The walk of one side. */
export function sideReport(
  judge: Judge,
  direction: Direction,
  connection: Connection,
  judgement: Judgement,
): WhySide {
  const side = judgement[direction];
  if (side === undefined) {
    return { verdict: 'allow', endpoint: '', steps: [], decidedBy: { implicit: 'allow' }, nearest: [] };
  }
  return walkReport(judge.set, direction, side, connection);
}

/** The walks of nodes that forward the connection. */
export function forwardedReports(
  { set: { forwarding } }: Judge,
  connection: Connection,
  { forwarded = [] }: Judgement,
): readonly WhyForwarded[] {
  if (forwarding === undefined) return [];
  return forwarded.map((side) => ({
    direction: side.direction,
    ...walkReport(forwarding, side.direction, side, connection),
  }));
}

function walkReport(set: PolicySet, direction: Direction, side: Side, connection: Connection): WhySide {
  const asked = (stage: Stage) => stageQuestion(stage, direction, side.subject, connection);
  const steps = trace(set, direction, side.subject, connection);
  const ended = steps.find(endsInDenial);
  return {
    verdict: side.verdict,
    endpoint: entityName(side.subject),
    steps: steps.map((step) => stageReport(step, asked(step.stage))),
    decidedBy: describeDecider(side.decider, direction),
    nearest: ended === undefined ? [] : nearestMisses(ended, asked(ended.stage), direction),
  };
}

/** No rule said so: the stage ends that way for whom its policies isolate. */
function endsInDenial({ outcome, rule }: StageStep): boolean {
  return outcome === 'deny' && rule === undefined;
}

function stageReport(step: StageStep, asked: Question): WhyStage {
  return {
    tier: step.stage.name,
    outcome: step.outcome,
    isolatedBy: endsInDenial(step) ? step.isolatedBy.map((policy) => policyName(policy)) : [],
    policies: step.policies.map((policy) => policyReport(policy, asked)),
  };
}

function policyReport({ policy, selected, governs, rules }: PolicyStep, asked: Question): WhyPolicy {
  return {
    ...policyName(policy),
    selected,
    governs,
    // A policy that does not select the endpoint is one line, not one for each of its rules.
    rules: selected ? rules.map((rule) => ruleReport(rule, asked)) : [],
  };
}

function ruleReport({ rule, outcome }: RuleStep, asked: Question): WhyRule {
  const { file, line } = rule.source.locate();
  const failsOn = outcome === 'not-reached' ? [] : mismatches(rule, asked);
  return { index: rule.index, name: rule.name, action: rule.action, outcome, failsOn, file, line };
}
