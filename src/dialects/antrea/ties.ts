import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { directions, type Rule } from '../../ir/policy.ts';
import { selects } from '../../reference/match.ts';
import { groupBy } from '../shared/group-by.ts';
import { Members } from '../shared/lint/members.ts';
import { firstRivals } from '../shared/lint/rivals.ts';
import { rulesOverlap } from '../shared/overlap.ts';
import { placeOf } from '../shared/place.ts';
import type { Ordered } from './lower/policy.ts';
import { byPrecedence } from './stages.ts';

interface Ranked {
  readonly owner: Ordered;
  readonly rule: Rule;
}

/** A pair of policies is told once. */
interface Tie {
  readonly key: string;
  readonly diagnostic: Diagnostic;
}

/**
 * Rules of one tier, priority and index whose policies differ: which goes first is undefined. That is worth a word
 * only where it can change a verdict: a common subject, other actions, and connections that match both.
 */
export function reportTies(policies: readonly Ordered[], { entities }: Inventory): readonly Diagnostic[] {
  const ranked = [...policies]
    .sort(byPrecedence)
    .flatMap((owner) =>
      directions.flatMap((direction) => owner.rules[direction].map((rule) => ({ owner, rule }))),
    );
  const groups = groupBy(ranked, ({ owner, rule }) =>
    [owner.stage.order, owner.priority, rule.direction, rule.index].join(' '),
  );
  const members = new Members(entities);
  const found = [...groups.values()].flatMap((group) => tiesIn(group, members));
  return [...new Map(found.map((tie) => [tie.key, tie.diagnostic])).values()];
}

/** Whom a rule selects is asked only of rules that have a rival: most have none. */
function tiesIn(group: readonly Ranked[], members: Members): readonly Tie[] {
  if (new Set(group.map(({ rule }) => rule.action)).size === 1) return [];
  const { all, steps } = members;
  const rivals = firstRivals(group, {
    subjectsOf: ({ rule }) => members.matching(rule.policy.subject).filter((entity) => selects(rule, entity)),
    isRival: (a, b) =>
      a.owner !== b.owner && a.rule.action !== b.rule.action && rulesOverlap(a.rule, b.rule, all, steps),
    steps,
  });
  return rivals.map(([earlier, later]) => tie(earlier, later));
}

function tie({ owner: first }: Ranked, { owner: second, rule }: Ranked): Tie {
  const { kind, namespace, name } = first.policy.ref;
  const { file, line } = first.policy.source.locate();
  const path = namespace === '' ? name : `${namespace}/${name}`;
  const diagnostic: Diagnostic = {
    severity: 'warning',
    code: 'priority-tie',
    message: `same tier, priority ${second.priority} and rule index ${rule.index} as ${kind} ${path} (${file}:${line}), the same endpoints, and other actions: which goes first is undefined; here ${name} does, by name`,
    ...placeOf(second.prioritySource),
    hint: 'Give the two policies different priorities.',
  };
  return { key: [kind, path, JSON.stringify(second.policy.ref)].join(' '), diagnostic };
}
