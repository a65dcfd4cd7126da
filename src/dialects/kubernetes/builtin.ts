import { builtinSource } from '../../diagnostics/source.ts';
import type { Expression } from '../../ir/expression.ts';
import type { Direction, Policy, Rule } from '../../ir/policy.ts';
import type { LoweredPolicy } from '../shared/lowered.ts';

/** What a rule of the engine's own adds to the rest, which is the same for all. */
export type BuiltinRule = Pick<Rule, 'direction' | 'action' | 'service' | 'remote' | 'traffic'>;

/**
 * An engine option as a policy, so that an explanation can name it as the decider. It governs no direction: an
 * option isolates nobody.
 */
export function builtinPolicy(
  tier: string,
  setting: { readonly name: string; readonly value: string },
  subject: Expression,
  rules: readonly BuiltinRule[],
): LoweredPolicy {
  const source = builtinSource(`engine-option:${setting.name}=${setting.value}`);
  const ref = { tier, kind: 'EngineOption', namespace: '', name: setting.name };
  const policy: Policy = { ref, subject, governs: [], source };
  const of = (direction: Direction): readonly Rule[] =>
    rules
      .filter((rule) => rule.direction === direction)
      .map((rule, index) => ({ ...rule, policy, index, name: setting.value, source }));
  return { policy, subjectSource: source, rules: { ingress: of('ingress'), egress: of('egress') } };
}
