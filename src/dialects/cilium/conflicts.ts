import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { directions, type Rule } from '../../ir/policy.ts';
import { Members } from '../shared/lint/members.ts';
import { firstRivals } from '../shared/lint/rivals.ts';
import { type LoweredPolicy, rulesOf } from '../shared/lowered.ts';
import { placeOf } from '../shared/place.ts';
import type { Context } from './context.ts';
import { trafficKeys } from './lower/server-names.ts';

/**
 * Rules of one port with requests of different kinds: the agent cannot merge them. It keeps the last policy of the
 * endpoints that worked, which nobody can see here.
 */
export function kindConflicts(
  policies: readonly LoweredPolicy[],
  { inventory }: Context,
): readonly Diagnostic[] {
  const members = new Members(inventory.entities);
  return directions.flatMap((direction) =>
    firstRivals(contested(rulesOf(policies, direction)), {
      subjectsOf: ({ rule }) => members.matching(rule.policy.subject),
      isRival: (a, b) => {
        members.steps.spend(a.ports.length * b.ports.length);
        return a.kind !== b.kind && a.ports.some((port) => b.ports.includes(port));
      },
      steps: members.steps,
    }).map(([earlier, later]) => report(earlier.rule, later.rule)),
  );
}

interface Asking {
  readonly rule: Rule;
  readonly kind: string;
  /** Those at which there are other kinds too. */
  readonly ports: readonly string[];
}

/** Rules with a port at which others have another kind: in large sets hardly any. */
function contested(rules: readonly Rule[]): readonly Asking[] {
  const asking = rules.flatMap((rule): readonly Asking[] => {
    const kind = kindOf(rule);
    return kind === undefined ? [] : [{ rule, kind, ports: (rule.traffic ?? []).flatMap(trafficKeys) }];
  });
  const kinds = new Map<string, Set<string>>();
  for (const { kind, ports } of asking)
    for (const port of ports) kinds.set(port, (kinds.get(port) ?? new Set()).add(kind));
  const isShared = (port: string): boolean => (kinds.get(port)?.size ?? 0) > 1;
  return asking
    .map((one) => ({ ...one, ports: one.ports.filter(isShared) }))
    .filter(({ ports }) => ports.length > 0);
}

/** A rule with server names alone takes on the kind of the other. */
function kindOf({ request }: Rule): string | undefined {
  if (request === undefined || request.of === 'tls') return undefined;
  return request.of === 'every' ? 'http' : request.of;
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
