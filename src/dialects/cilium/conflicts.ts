import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { matches } from '../../ir/expression.ts';
import { directions, type Rule } from '../../ir/policy.ts';
import { type LoweredPolicy, rulesOf } from '../shared/lowered.ts';
import { placeOf } from '../shared/place.ts';
import type { Context } from './context.ts';
import { trafficKeys } from './lower/server-names.ts';

/**
 * Rules of one port with requests of different kinds: the agent cannot merge them. It keeps the last policy of the
 * endpoints that worked, which nobody can see here.
 */
export function kindConflicts(policies: readonly LoweredPolicy[], context: Context): readonly Diagnostic[] {
  return directions.flatMap((direction) => {
    const rules = rulesOf(policies, direction).filter(({ request }) => request !== undefined);
    return rules.flatMap((rule, index) => {
      const rival = rules.slice(0, index).find((earlier) => conflict(earlier, rule, context));
      return rival === undefined ? [] : [report(rival, rule)];
    });
  });
}

/** A rule with server names alone takes on the kind of the other. */
function kindOf({ request }: Rule): string | undefined {
  if (request === undefined || request.of === 'tls') return undefined;
  return request.of === 'every' ? 'http' : request.of;
}

function conflict(a: Rule, b: Rule, { inventory }: Context): boolean {
  const [kindA, kindB] = [kindOf(a), kindOf(b)];
  if (kindA === undefined || kindB === undefined || kindA === kindB) return false;
  const keys = (a.traffic ?? []).flatMap(trafficKeys);
  if (!(b.traffic ?? []).flatMap(trafficKeys).some((key) => keys.includes(key))) return false;
  return inventory.entities.some(
    (entity) => matches(a.policy.subject, entity) && matches(b.policy.subject, entity),
  );
}

function report(first: Rule, second: Rule): Diagnostic {
  const { file, line } = first.source.locate();
  return {
    severity: 'warning',
    code: 'l7-kinds-conflict',
    message: `${kindOf(second)} rules for a port with ${kindOf(first)} rules (${file}:${line}): the agent cannot merge them, and keeps the last policy of these endpoints that it could`,
    ...placeOf(second.source),
    hint: 'Give the two kinds of requests different ports.',
  };
}
