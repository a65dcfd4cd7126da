import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Source } from '../../../diagnostics/source.ts';
import type { Expression } from '../../../ir/expression.ts';
import { directions } from '../../../ir/policy.ts';
import { printExpression } from '../../../ir/print.ts';
import { didYouMean } from '../../../manifest/suggest.ts';
import { conjuncts } from '../candidates.ts';
import type { LoweredPolicy } from '../lowered.ts';
import { placeOf } from '../place.ts';
import type { Members } from './members.ts';

/** More than this is longer than what a reader compares with a label. */
const mostText = 400;

/** Subjects and peers that select nobody: most often a label that is spelled in another way. */
export function emptySelections(lowered: LoweredPolicy, members: Members): readonly Diagnostic[] {
  const { policy, rules, subjectSource } = lowered;
  const found = [
    selection(policy.subject, members, subjectSource, 'the policy selects no pod of the inventory'),
  ];
  for (const rule of directions.flatMap((direction) => rules[direction])) {
    for (const { entity, source } of rule.remote ?? []) {
      if (entity === undefined) continue;
      found.push(selection(entity, members, source, 'the peer selects nobody in the inventory'));
    }
  }
  return found.filter((diagnostic) => diagnostic !== undefined);
}

function selection(
  expression: Expression,
  members: Members,
  source: Source,
  message: string,
): Diagnostic | undefined {
  if (members.steps.areUsed || isRelative(expression) || members.someMatch(expression)) return undefined;
  const hint = nearMiss(expression, members);
  const place = placeOf(source);
  return {
    severity: 'warning',
    code: 'selects-nothing',
    message,
    ...place,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** What the subject decides cannot be said for all subjects at once. */
function isRelative(expression: Expression): boolean {
  if ('terms' in expression) return expression.terms.some(isRelative);
  if ('term' in expression) return isRelative(expression.term);
  return expression.op === 'isSubject' || expression.op === 'sameAsSubject';
}

/** The first term that nobody satisfies, with the value that may have been meant. */
function nearMiss(expression: Expression, members: Members): string | undefined {
  const alone = conjuncts(expression).find((term) => !members.someMatch(term));
  if (members.steps.areUsed) return undefined;
  if (alone === undefined) return 'Each of its conditions is met by somebody, all together by nobody.';
  if (alone.op === 'none') return undefined;
  const nobody = sentence(`Nobody has ${printExpression(alone)}`);
  if (alone.op !== 'in') return nobody;
  // An empty value was hardly meant.
  const values = [...members.valuesOf(alone.attribute)].filter((value) => value !== '');
  const meant = didYouMean(alone.values[0] ?? '', values);
  return meant === undefined ? nobody : `${nobody} ${meant}`;
}

/** Of a condition with thousands of terms the first ones tell enough. */
function sentence(text: string): string {
  return text.length > mostText ? `${text.slice(0, mostText - 3)}...` : `${text}.`;
}
