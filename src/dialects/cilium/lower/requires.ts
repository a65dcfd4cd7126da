import { and, type Expression, not } from '../../../ir/expression.ts';
import type { Direction, Rule } from '../../../ir/policy.ts';

/** fromRequires or toRequires of a policy (up to 1.18): who must hold too where it selects the endpoint. */
export interface Requirement {
  readonly subject: Expression;
  readonly direction: Direction;
  /** Denials have requirements of their own. */
  readonly isDenial: boolean;
  readonly peers: Expression;
}

/** Each requirement doubles the rules; so many in one cluster are not meant to be judged one by one. */
const most = 6;

/**
 * The rule for every combination of requirements: its endpoints must satisfy those of the policies that select the
 * endpoint too. Beyond a bound it fails closed.
 */
export function required(rule: Rule, all: readonly Requirement[]): readonly Rule[] {
  const isDenial = rule.action === 'deny';
  const own = all.filter((each) => each.direction === rule.direction && each.isDenial === isDenial);
  if (own.length > most) return isDenial ? [rule] : [];
  return own.reduce<readonly Rule[]>((rules, each) => rules.flatMap((one) => split(one, each)), [rule]);
}

function split(rule: Rule, { subject, peers }: Requirement): readonly Rule[] {
  const own = rule.subject === undefined ? [] : [rule.subject];
  const remote = (rule.remote ?? []).flatMap((peer) =>
    peer.entity === undefined ? [] : [{ ...peer, entity: and(peer.entity, peers) }],
  );
  const inside = { ...rule, remote, subject: and(...own, subject) };
  if (JSON.stringify(subject) === JSON.stringify(rule.policy.subject))
    return [{ ...inside, subject: and(...own) }];
  return [inside, { ...rule, subject: and(...own, not(subject)) }];
}
