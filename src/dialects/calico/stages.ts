import type { Expression } from '../../ir/expression.ts';
import { directions, type Ending, type Policy, type Stage } from '../../ir/policy.ts';
import { groupBy } from '../shared/group-by.ts';
import { type LoweredPolicy, stageOf } from '../shared/lowered.ts';
import type { ProtectedNode } from './facts/host-endpoints.ts';
import { atInterface, endingAt, isInterface } from './interface-stages.ts';
import type { Hook, TierPolicy } from './lower/policy.ts';
import type { Tier } from './versions.ts';

/** Which policies a row of stages holds, and whom of their subjects. */
export interface Row {
  readonly cluster: string;
  readonly hook: Hook;
  readonly only?: (policy: TierPolicy) => boolean;
  readonly subject: (policy: TierPolicy) => Expression;
  /** Host endpoints: of these those that are asked for some addresses of their node only. */
  readonly interfaces: (policy: TierPolicy) => readonly ProtectedNode[];
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
  row: Row,
): readonly Stage[] {
  const { hook, only = () => true } = row;
  return tiers.flatMap(({ name, ending: ownEnding }) => {
    const found = policies.filter((policy) => policy.tier === name && policy.hook === hook && only(policy));
    const ending = hook === 'normal' ? ownEnding : 'none';
    const title = `${name}${suffixes[hook]}`;
    return [...wholeStage(title, ending, found, row), ...interfaceStage(title, ending, found, row)];
  });
}

function wholeStage(
  name: string,
  ending: Ending,
  policies: readonly TierPolicy[],
  { subject }: Row,
): readonly Stage[] {
  const found = policies
    .map((policy) => ({ lowered: policy.lowered, subject: subject(policy) }))
    .filter((policy) => policy.subject.op !== 'none')
    .map((policy) => withSubject(policy.lowered, policy.subject));
  return found.length === 0 ? [] : [loneStage(name, found, ending)];
}

function interfaceStage(
  name: string,
  ending: Ending,
  policies: readonly TierPolicy[],
  { interfaces, cluster }: Row,
): readonly Stage[] {
  const asked = policies.map((policy) => ({
    lowered: policy.lowered,
    hosts: interfaces(policy).filter(isInterface),
  }));
  const found = asked.flatMap(({ lowered, hosts }) =>
    hosts.map((host) => atInterface(lowered, host, cluster)),
  );
  if (found.length === 0) return [];
  const byHost = groupBy(
    asked.flatMap(({ lowered, hosts }) => [...new Set(hosts)].map((host) => ({ host, lowered }))),
    ({ host }) => host,
  );
  const endings = [...byHost].flatMap(([host, own]) => {
    const governed = governedBy(own.map(({ lowered }) => lowered));
    return ending === 'none' ? [] : [endingAt(host, name, ending, governed, cluster)];
  });
  return [interfaceStageOf(name, [...found, ...endings])];
}

/** Its rules say at which addresses they hold; it has no ending. */
export function interfaceStageOf(name: string, policies: readonly LoweredPolicy[]): Stage {
  return loneStage(`${name} (interfaces)`, policies, 'none');
}

function governedBy(policies: readonly LoweredPolicy[]) {
  return directions.filter((direction) => policies.some(({ policy }) => policy.governs.includes(direction)));
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
  const { policy } = lowered;
  return subject === policy.subject ? lowered : withPolicy(lowered, { ...policy, subject });
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
