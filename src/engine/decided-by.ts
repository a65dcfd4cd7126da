import type { Position } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import type { Direction, Policy, PolicyRef, Rule } from '../ir/policy.ts';
import type { Decider } from '../reference/evaluate.ts';
import type { Judgement } from './judge.ts';

/** A policy by name and place, as JSON output has it. */
export interface PolicyName {
  readonly tier: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** Who decided, as JSON output has it. */
export type DecidedBy =
  | (PolicyName & {
      readonly direction: Direction;
      readonly action: string;
      readonly rule: { readonly index: number; readonly name: string };
    })
  | {
      readonly direction: Direction;
      readonly tier: string;
      readonly implicit: 'deny';
      readonly isolatedBy: readonly PolicyName[];
    }
  | { readonly implicit: 'allow' };

export function policyName(policy: Policy, source: Source = policy.source): PolicyName {
  const { file, line }: Position = source.locate();
  return { ...policy.ref, file, line };
}

export function decidedBy(judgement: Judgement): DecidedBy {
  return describeDecider(judgement.decider, judgement.decidedAt);
}

export function describeDecider(decider: Decider, direction: Direction | undefined): DecidedBy {
  if (direction === undefined || decider.by === 'default') return { implicit: 'allow' };
  if (decider.by === 'ending') {
    const isolatedBy = decider.isolatedBy.map((policy) => policyName(policy));
    return { direction, tier: decider.stage.name, implicit: 'deny', isolatedBy };
  }
  const { rule } = decider;
  return {
    direction,
    ...policyName(rule.policy, rule.source),
    action: rule.action,
    rule: { index: rule.index, name: rule.name },
  };
}

/** One line for people: `NetworkPolicy shop/db-from-cart, ingress rule 0`. */
export function deciderText(decider: Decider, direction: Direction | undefined): string {
  if (direction === undefined || decider.by === 'default') return 'no policy';
  if (decider.by === 'ending')
    return endingText(
      direction,
      decider.isolatedBy.map(({ ref }) => ref),
    );
  const { rule } = decider;
  return ruleText(rule.policy.ref, direction, rule);
}

export function ruleText(
  policy: PolicyRef,
  direction: Direction,
  rule: Pick<Rule, 'index' | 'name'>,
): string {
  const label = rule.name === '' ? `rule ${rule.index}` : `rule ${rule.index} "${rule.name}"`;
  return `${refText(policy)}, ${direction} ${label}`;
}

export function endingText(direction: Direction, isolatedBy: readonly PolicyRef[]): string {
  return `default deny, ${direction} isolated by ${listed(isolatedBy.map(refText), 3)}`;
}

/** `file:line` of what decided; empty where nothing did. */
export function deciderPlace(decider: Decider): string {
  if (decider.by === 'default') return '';
  const source = decider.by === 'rule' ? decider.rule.source : decider.isolatedBy[0]?.source;
  const place = source?.locate();
  return place === undefined || place.line === 0 ? '' : `${place.file}:${place.line}`;
}

export function policyText({ ref }: Policy): string {
  return refText(ref);
}

function refText({ kind, namespace, name }: PolicyRef): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

function listed(names: readonly string[], most: number): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
