import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Entity } from '../../ir/entity.ts';
import { directions, type Rule } from '../../ir/policy.ts';
import { selects } from '../../reference/match.ts';
import { groupBy } from '../shared/group-by.ts';
import { rulesOverlap } from '../shared/overlap.ts';
import { placeOf } from '../shared/place.ts';
import type { Ordered } from './lower/policy.ts';
import { byPrecedence } from './stages.ts';

interface Ranked {
  readonly owner: Ordered;
  readonly rule: Rule;
  readonly subjects: ReadonlySet<Entity>;
}

/**
 * Rules of one tier, priority and index whose policies differ: which goes first is undefined. That is worth a word
 * only where it can change a verdict: a common subject, other actions, and connections that match both.
 */
export function reportTies(policies: readonly Ordered[], { entities }: Inventory): readonly Diagnostic[] {
  const ranked = [...policies].sort(byPrecedence).flatMap((owner) =>
    directions.flatMap((direction) =>
      owner.rules[direction].map((rule): Ranked => {
        const subjects = new Set(entities.filter((entity) => selects(rule, entity)));
        return { owner, rule, subjects };
      }),
    ),
  );
  const groups = groupBy(ranked, ({ owner, rule }) =>
    [owner.stage.order, owner.priority, rule.direction, rule.index].join(' '),
  );
  const found = [...groups.values()].flatMap((group) => tiesIn(group, entities));
  return [...new Map(found.map((tie) => [tie.key, tie.diagnostic])).values()];
}

interface Tie {
  /** A pair of policies is told once. */
  readonly key: string;
  readonly diagnostic: Diagnostic;
}

function tiesIn(group: readonly Ranked[], entities: readonly Entity[]): readonly Tie[] {
  return group.flatMap((later, at) => {
    const rival = group.slice(0, at).find((earlier) => conflict(earlier, later, entities));
    return rival === undefined ? [] : [tie(rival, later)];
  });
}

function conflict(a: Ranked, b: Ranked, entities: readonly Entity[]): boolean {
  if (a.owner === b.owner || a.rule.action === b.rule.action) return false;
  if (![...a.subjects].some((entity) => b.subjects.has(entity))) return false;
  return rulesOverlap(a.rule, b.rule, entities);
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
    hint: 'give the two policies different priorities',
  };
  return { key: [kind, path, JSON.stringify(second.policy.ref)].join(' '), diagnostic };
}
