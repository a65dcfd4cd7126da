import type { Source } from '../../../diagnostics/source.ts';
import { anyOf, type Expression, none } from '../../../ir/expression.ts';
import type { Direction, Policy, Rule } from '../../../ir/policy.ts';
import { Alike } from '../../shared/alike.ts';
import type { LoweredPolicy } from '../../shared/lowered.ts';
import { tierName } from '../tiers.ts';
import type { AntreaRule } from '../types.ts';
import { type Applied, lowerAppliedTo } from './applied-to.ts';
import { type Context, warn } from './context.ts';
import { type NamespacedSubjects, namespacedSubjects } from './per-namespace.ts';
import { lowerRule } from './rule.ts';

/** A policy with its place in the order: tier, then priority, then the index of each rule. */
export interface Ordered extends LoweredPolicy {
  /** Name of the stage that its rules belong to, and the number by which the stages are sorted. */
  readonly stage: { readonly name: string; readonly order: number };
  readonly priority: number;
  readonly prioritySource: Source;
}

/** Who is meant by which rule. */
interface Subjects {
  readonly applied: Applied;
  readonly namespaced: NamespacedSubjects;
}

export function lowerPolicy(context: Context, order: number): Ordered {
  const { object } = context;
  const { manifest, spec } = object;
  const whole = policySubjects(context);
  const perRule = (rule: AntreaRule, direction: Direction, index: number): Subjects =>
    whole ?? ruleSubjects(context, rule, direction, index);
  const places = (['ingress', 'egress'] as const).flatMap((direction) =>
    (spec[direction] ?? []).map((rule, index) => ({
      rule,
      direction,
      index,
      ...perRule(rule, direction, index),
    })),
  );
  const tier = tierName(spec.tier);
  const policy: Policy = {
    ref: { tier, kind: `Antrea${object.kind}`, namespace: object.namespace, name: object.name },
    subject: everybody(whole === undefined ? places : [whole, ...places]),
    // Nothing is isolated by Antrea's own policies: what no rule matches goes on.
    governs: [],
    source: manifest.source([]),
  };
  const of = (wanted: Direction): readonly Rule[] =>
    places.flatMap(({ rule, ...place }) =>
      place.direction === wanted ? lowerRule({ ...place, context, policy }, rule) : [],
    );
  return {
    policy,
    subjectSource: manifest.source(['spec', 'appliedTo']),
    stage: { name: tier, order },
    priority: spec.priority,
    prioritySource: manifest.source(['spec', 'priority']),
    rules: { ingress: of('ingress'), egress: of('egress') },
  };
}

/** Undefined where the rules say it, each for itself. */
function policySubjects(context: Context): Subjects | undefined {
  const { appliedTo = [] } = context.object.spec;
  if (appliedTo.length === 0) return undefined;
  const applied = lowerAppliedTo(context, appliedTo, ['spec', 'appliedTo']);
  if (!hasNamespacesPeers(context)) return { applied, namespaced: nobody };
  if (appliedTo.length > 1 && context.options['namespaces-peers'] === 'last-entry') {
    const message =
      "Antrea's controller applies the rules with a namespaces peer to the last of these entries that covers a namespace";
    const hint = 'write a policy for each entry, or set namespaces-peers=every-entry';
    warn(context, 'last-entry-applies', ['spec', 'appliedTo'], message, hint);
  }
  return { applied, namespaced: namespacedSubjects(context, appliedTo, 'policy') };
}

const nobody: NamespacedSubjects = { self: none, sameLabels: none };

function ruleSubjects(
  context: Context,
  { appliedTo = [] }: AntreaRule,
  direction: Direction,
  index: number,
): Subjects {
  const applied = lowerAppliedTo(context, appliedTo, ['spec', direction, index, 'appliedTo']);
  return { applied, namespaced: namespacedSubjects(context, appliedTo, 'rule') };
}

function hasNamespacesPeers({ object: { spec } }: Context): boolean {
  return [...(spec.ingress ?? []), ...(spec.egress ?? [])].some(({ from = [], to = [] }) =>
    [...from, ...to].some(({ namespaces }) => namespaces !== undefined),
  );
}

/** Wide enough for every rule; the rules narrow it. */
function everybody(subjects: readonly Subjects[]): Expression {
  const all = subjects.flatMap(({ applied, namespaced }) => [
    applied.subject,
    namespaced.self,
    namespaced.sameLabels,
  ]);
  return anyOf(new Alike().distinct(all));
}
