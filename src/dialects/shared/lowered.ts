import type { Source } from '../../diagnostics/source.ts';
import type { Direction, Policy, Rule, Stage } from '../../ir/policy.ts';

/** One policy object in the IR: what it selects and governs, and its rules in written order. */
export interface LoweredPolicy {
  readonly policy: Policy;
  /** Where the object says whom it selects. */
  readonly subjectSource: Source;
  readonly rules: Readonly<Record<Direction, readonly Rule[]>>;
}

/** The rules of one direction, policy after policy. */
export function rulesOf(lowered: readonly LoweredPolicy[], direction: Direction): readonly Rule[] {
  return lowered.flatMap(({ rules }) => rules[direction]);
}

/** The policies as a stage, their rules one policy after the other. */
export function stageOf(
  name: string,
  policies: readonly LoweredPolicy[],
  { ending, passTo }: Pick<Stage, 'ending' | 'passTo'>,
): Stage {
  const rules = { ingress: rulesOf(policies, 'ingress'), egress: rulesOf(policies, 'egress') };
  return { name, policies: policies.map(({ policy }) => policy), rules, ending, passTo };
}

/** Order of the bytes of an ASCII name, as `sort` wants it. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
