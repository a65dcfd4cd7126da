import type { Rule } from '../ir/policy.ts';
import { type Mismatch, mismatch, type Question, selects } from '../reference/match.ts';
import { requestOutcome } from '../reference/request.ts';

/** A part of a rule that a connection does not satisfy. */
export type Difference = Mismatch | 'request';

const parts = ['family', 'service', 'remote', 'local', 'traffic'] as const;

/** The rule that asks nothing of a connection. */
export function withoutParts(rule: Rule): Rule {
  return { ...rule, ...Object.fromEntries(parts.map((part) => [part, undefined])) };
}

/**
 * Everything of a rule that a connection does not satisfy, where the evaluator stops at the first. Each part is asked
 * of the evaluator by itself, so that there is one opinion on what matches.
 */
export function mismatches(rule: Rule, question: Question): readonly Difference[] {
  if (!selects(rule, question.subject)) return ['subject'];
  const bare = withoutParts(rule);
  const failed = parts.flatMap((part) => mismatch({ ...bare, [part]: rule[part] }, question) ?? []);
  return isOtherRequest(rule, question) ? [...failed, 'request'] : failed;
}

function isOtherRequest({ request: wanted }: Rule, { connection: { request } }: Question): boolean {
  return wanted !== undefined && requestOutcome(wanted, request) === 'other';
}

/** How far a rule is from matching by this part: a port is sooner forgotten than a peer, a family sooner still. */
const distances: Readonly<Record<Difference, number>> = {
  request: 1,
  port: 1,
  icmp: 1,
  family: 1,
  remote: 2,
  protocol: 3,
  service: 3,
  local: 4,
  subject: 9,
};

/** More parts are always further than fewer. */
export function distance(failed: readonly Difference[]): number {
  return failed.length * 100 + failed.reduce((sum, part) => sum + distances[part], 0);
}
