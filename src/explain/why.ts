import { type DecidedBy, describeDecider, type PolicyName, policyName } from '../engine/decided-by.ts';
import type { Judge, Judgement } from '../engine/judge.ts';
import type { Connection } from '../ir/connection.ts';
import type { Entity } from '../ir/entity.ts';
import type { Direction } from '../ir/policy.ts';
import {
  type PolicyStep,
  type RuleOutcome,
  type StageOutcome,
  type StageStep,
  trace,
} from '../reference/trace.ts';
import type { FlowVerdict } from '../verdict/verdict.ts';

/** `tierwall.why/v1`: one connection's walk through the stages, at both ends. */
export interface WhyReport {
  readonly schema: 'tierwall.why/v1';
  readonly verdict: FlowVerdict;
  readonly reason: string;
  readonly decidedBy: DecidedBy;
  readonly egress: WhySide;
  readonly ingress: WhySide;
}

export interface WhySide {
  /** `allow` with no steps where nobody that policies could select holds the address. */
  readonly verdict: FlowVerdict;
  /** `ns/name` of the endpoint, or empty. */
  readonly endpoint: string;
  readonly steps: readonly WhyStage[];
  readonly decidedBy: DecidedBy;
}

export interface WhyStage {
  readonly tier: string;
  readonly outcome: StageOutcome;
  /** Policies whose governing of the endpoint brought about the stage's ending. */
  readonly isolatedBy: readonly PolicyName[];
  readonly policies: readonly WhyPolicy[];
}

export interface WhyPolicy extends PolicyName {
  readonly selected: boolean;
  readonly governs: boolean;
  readonly rules: readonly WhyRule[];
}

export interface WhyRule {
  readonly index: number;
  readonly name: string;
  readonly action: string;
  readonly outcome: RuleOutcome;
  readonly file: string;
  readonly line: number;
}

export function why(judge: Judge, connection: Connection): WhyReport {
  const judgement = judge.judge(connection);
  return {
    schema: 'tierwall.why/v1',
    verdict: judgement.verdict,
    reason: judgement.reason,
    decidedBy: describeDecider(judgement.decider, judgement.decidedAt),
    egress: sideReport(judge, 'egress', connection, judgement),
    ingress: sideReport(judge, 'ingress', connection, judgement),
  };
}

function sideReport(
  judge: Judge,
  direction: Direction,
  connection: Connection,
  judgement: Judgement,
): WhySide {
  const side = judgement[direction];
  if (side === undefined) {
    return { verdict: 'allow', endpoint: '', steps: [], decidedBy: { implicit: 'allow' } };
  }
  return {
    verdict: side.verdict,
    endpoint: endpointName(side.subject),
    steps: trace(judge.set, direction, side.subject, connection).map(stageReport),
    decidedBy: describeDecider(side.decider, direction),
  };
}

function endpointName(entity: Entity): string {
  return entity.kind === 'node' ? `node:${entity.name}` : `${entity.namespace}/${entity.name}`;
}

function stageReport(step: StageStep): WhyStage {
  return {
    tier: step.stage.name,
    outcome: step.outcome,
    isolatedBy: step.outcome === 'deny' && step.rule === undefined ? step.isolatedBy.map(nameOf) : [],
    policies: step.policies.map(policyReport),
  };
}

const nameOf = (policy: StageStep['isolatedBy'][number]) => policyName(policy);

function policyReport({ policy, selected, governs, rules }: PolicyStep): WhyPolicy {
  return {
    ...policyName(policy),
    selected,
    governs,
    // A policy that does not select the endpoint is one line, not one for each of its rules.
    rules: selected ? rules.map(ruleReport) : [],
  };
}

function ruleReport({ rule, outcome }: PolicyStep['rules'][number]): WhyRule {
  const { file, line } = rule.source.locate();
  return { index: rule.index, name: rule.name, action: rule.action, outcome, file, line };
}
