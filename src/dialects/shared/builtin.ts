import { builtinSource } from '../../diagnostics/source.ts';
import type { Expression } from '../../ir/expression.ts';
import type { Direction, Policy, Rule } from '../../ir/policy.ts';
import type { LoweredPolicy } from './lowered.ts';

/** What a rule of the engine's own adds to the rest, which is the same for all. */
export type BuiltinRule = Pick<Rule, 'direction' | 'action' | 'service' | 'remote' | 'traffic'>;

export interface Setting {
  /** `EngineOption` unless said otherwise; `Datapath` is what no option changes. */
  readonly kind?: 'EngineOption' | 'Datapath';
  readonly name: string;
  readonly value: string;
}

/**
 * An engine option, or a fact of its datapath, as a policy, so that an explanation can name it as the decider. It
 * governs no direction: it isolates nobody.
 */
export function builtinPolicy(
  tier: string,
  { kind = 'EngineOption', name, value }: Setting,
  subject: Expression,
  rules: readonly BuiltinRule[],
): LoweredPolicy {
  const source = builtinSource(`${kind === 'Datapath' ? 'datapath' : 'engine-option'}:${name}=${value}`);
  const policy: Policy = { ref: { tier, kind, namespace: '', name }, subject, governs: [], source };
  const of = (direction: Direction): readonly Rule[] =>
    rules
      .filter((rule) => rule.direction === direction)
      .map((rule, index) => ({ ...rule, policy, index, name: value, source }));
  return { policy, subjectSource: source, rules: { ingress: of('ingress'), egress: of('egress') } };
}
