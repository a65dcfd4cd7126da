import type { Expression } from '../../ir/expression.ts';
import type { Ending, Policy, Stage } from '../../ir/policy.ts';
import { type LoweredPolicy, stageOf } from '../shared/lowered.ts';
import type { Hook, TierPolicy } from './lower/policy.ts';
import type { Tier } from './versions.ts';

/** Which policies a row of stages holds, one stage a tier, and whom of their subjects. */
export interface Row {
  readonly hook: Hook;
  readonly only?: (policy: TierPolicy) => boolean;
  readonly subject: (policy: TierPolicy) => Expression;
}

/** What untracked and pre-DNAT rows add to the names of their tiers. */
const suffixes: Readonly<Record<Hook, string>> = {
  untracked: ' (untracked)',
  'pre-dnat': ' (pre-DNAT)',
  normal: '',
};

/** The tiers that hold a policy of the row. Only the ordinary row ends in a tier's default action. */
export function tierStages(
  tiers: readonly Tier[],
  policies: readonly TierPolicy[],
  { hook, only = () => true, subject }: Row,
): readonly Stage[] {
  return tiers.flatMap(({ name, ending }) => {
    const found = policies
      .filter((policy) => policy.tier === name && policy.hook === hook && only(policy))
      .map((policy) => ({ lowered: policy.lowered, subject: subject(policy) }))
      .filter((policy) => policy.subject.op !== 'none')
      .map((policy) => withSubject(policy.lowered, policy.subject));
    if (found.length === 0) return [];
    return [loneStage(`${name}${suffixes[hook]}`, found, hook === 'normal' ? ending : 'none')];
  });
}

/** A stage that is still to be linked to those behind it. */
export function loneStage(name: string, policies: readonly LoweredPolicy[], ending: Ending): Stage {
  return stageOf(name, policies, { ending, passTo: 'end' });
}

/** Pass leads to the next stage, and from the last one out: for pods to their profile, which allows. */
export function linked(stages: readonly Stage[]): readonly Stage[] {
  return stages.map((stage, index) => ({ ...stage, passTo: stages[index + 1]?.name ?? 'end' }));
}

/** The same policy for part of its subjects. */
export function withSubject(lowered: LoweredPolicy, subject: Expression): LoweredPolicy {
  return withPolicy(lowered, { ...lowered.policy, subject });
}

export function withPolicy(lowered: LoweredPolicy, policy: Policy): LoweredPolicy {
  const { ingress, egress } = lowered.rules;
  return {
    ...lowered,
    policy,
    rules: {
      ingress: ingress.map((rule) => ({ ...rule, policy })),
      egress: egress.map((rule) => ({ ...rule, policy })),
    },
  };
}
