import { builtinSource } from '../../src/diagnostics/source.ts';
import type { Expression } from '../../src/ir/expression.ts';
import type { NamePattern } from '../../src/ir/name-pattern.ts';
import type { Policy, PolicySet, Rule, Stage } from '../../src/ir/policy.ts';
import { network } from './build.ts';

/** Policy sets before their parts refer to each other: what generators make. */
export interface PolicyDraft {
  readonly subject: Expression;
  readonly governs: Policy['governs'];
  readonly rules: readonly RuleDraft[];
}

export type RuleDraft = Omit<Rule, 'policy' | 'index' | 'name' | 'source'>;

export interface StageDraft {
  readonly policies: readonly PolicyDraft[];
  readonly ending: Stage['ending'];
  readonly passTo: string;
}

/** Where random parts say that they are from. */
export const source = builtinSource('random');

/** Around each other, and beside each other, so that what is in one is often in another. */
export const networks = [
  network('0.0.0.0/0'),
  network('0.0.0.0/0', '10.0.0.0/16'),
  network('10.0.0.0/24'),
  network('10.0.0.0/31'),
  network('10.0.0.1/32'),
  network('192.0.2.0/24', '192.0.2.128/25', '192.0.2.7/32'),
  network('192.0.2.128/25'),
  network('10.96.0.10/32'),
  network('::/0', 'fd00::/16'),
  network('fd00::/64'),
];

export const patterns: readonly NamePattern[] = [
  { text: 'www.example.org', tokens: [{ token: 'text', text: 'www.example.org' }] },
  { text: '*.example.org', tokens: [{ token: 'labels' }, { token: 'text', text: 'example.org' }] },
  { text: '*.a.example.org', tokens: [{ token: 'labels' }, { token: 'text', text: 'a.example.org' }] },
];

/** `at`: from 0; the stage is called `s<at>`. */
export function stageOf(draft: StageDraft, at: number): Stage {
  const pairs = draft.policies.map(({ subject, governs, rules }, number) => {
    const ref = { tier: `s${at}`, kind: 'Random', namespace: '', name: `p${number}` };
    const made: Policy = { ref, subject, governs, source };
    return {
      made,
      rules: rules.map((one, index): Rule => ({ ...one, policy: made, index, name: '', source })),
    };
  });
  const rules = pairs.flatMap((pair) => pair.rules);
  return {
    name: `s${at}`,
    policies: pairs.map(({ made }) => made),
    rules: {
      egress: rules.filter(({ direction }) => direction === 'egress'),
      ingress: rules.filter(({ direction }) => direction === 'ingress'),
    },
    ending: draft.ending,
    passTo: draft.passTo,
  };
}

export function asSet(drafts: readonly StageDraft[], otherwise: PolicySet['otherwise']): PolicySet {
  return { engine: 'random', stages: drafts.map(stageOf), otherwise };
}
