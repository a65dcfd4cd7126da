import type { FieldPath } from '../../../diagnostics/source.ts';
import type { Expression } from '../../../ir/expression.ts';
import type { Direction, Policy, Rule } from '../../../ir/policy.ts';
import type { PolicyObject } from '../../shared/kind.ts';
import type { LoweredPolicy } from '../../shared/lowered.ts';
import { withoutNulls } from '../../shared/nulls.ts';
import { type CiliumRule, type Section, sections } from '../api.ts';
import type { Context } from '../context.ts';
import { peerRequirements, subjectNodes, subjectPods } from '../peers/endpoints.ts';
import { directionOf, lowerItem } from './item.ts';
import type { Requirement } from './requires.ts';

export const tier = 'Normal';

/** One rule of an object: its `spec`, or an item of its `specs`. */
export interface RuleSpec {
  readonly object: PolicyObject<CiliumRule>;
  readonly spec: CiliumRule;
  readonly path: FieldPath;
}

export function ruleSpecs(object: PolicyObject<CiliumRule>): readonly RuleSpec[] {
  const { spec, specs } = object.manifest.value;
  const nulls = { items: 'keep', labels: 'keep', empty: [] } as const;
  const several = (Array.isArray(specs) ? withoutNulls(specs, nulls) : []) as readonly CiliumRule[];
  const single = spec === undefined || spec === null ? [] : [{ object, spec: object.spec, path: ['spec'] }];
  return [...single, ...several.map((each, at) => ({ object, spec: each, path: ['specs', at] }))];
}

export function isHostPolicy({ spec }: RuleSpec): boolean {
  return spec.nodeSelector !== undefined;
}

/** Whom the rule selects: pods, or with nodeSelector nodes. */
function subjectOf({ object, spec }: RuleSpec, context: Context): Expression {
  if (spec.nodeSelector !== undefined) return subjectNodes(spec.nodeSelector, context);
  return subjectPods(spec.endpointSelector ?? {}, object.namespace, context);
}

const isPresent = (spec: CiliumRule, section: Section): boolean => (spec[section] ?? []).length > 0;

/** Directions with any rule, denials too, unless enableDefaultDeny says no. */
function governed(spec: CiliumRule, { options }: Context): readonly Direction[] {
  const obeyed = options.enableNonDefaultDenyPolicies === 'true';
  return (['ingress', 'egress'] as const).filter(
    (direction) =>
      (isPresent(spec, direction) || isPresent(spec, `${direction}Deny`)) &&
      (!obeyed || (spec.enableDefaultDeny?.[direction] ?? true)),
  );
}

export function lowerRuleSpec(
  ruleSpec: RuleSpec,
  context: Context,
  requirements: readonly Requirement[],
): LoweredPolicy {
  const { object, spec, path } = ruleSpec;
  const { namespace, name, manifest } = object;
  const policy: Policy = {
    ref: { tier, kind: object.kind, namespace, name },
    subject: subjectOf(ruleSpec, context),
    governs: governed(spec, context),
    source: manifest.source(path[0] === 'spec' ? [] : path),
  };
  const rulesOf = (direction: Direction): readonly Rule[] =>
    sections
      .filter((section) => directionOf(section) === direction)
      .flatMap((section) =>
        (spec[section] ?? []).flatMap((item, index) => {
          const at = [...path, section, index];
          const source = (further: FieldPath) => manifest.source([...at, ...further]);
          return lowerItem(item, { context, policy, namespace, section, index, requirements, source });
        }),
      );
  const selector = isHostPolicy(ruleSpec) ? 'nodeSelector' : 'endpointSelector';
  const subjectSource = manifest.source([...path, selector]);
  return { policy, subjectSource, rules: { ingress: rulesOf('ingress'), egress: rulesOf('egress') } };
}

/** What the requires fields of the rules ask for; empty from 1.19 on, where they must be. */
export function requirementsIn(specs: readonly RuleSpec[], context: Context): readonly Requirement[] {
  return specs.flatMap((ruleSpec) =>
    sections.flatMap((section) =>
      (ruleSpec.spec[section] ?? []).flatMap((item) => {
        const wanted = item.fromRequires ?? item.toRequires ?? [];
        if (wanted.length === 0) return [];
        const conditions = wanted.flatMap((selector) =>
          peerRequirements(selector, ruleSpec.object.namespace, context),
        );
        return [
          {
            subject: subjectOf(ruleSpec, context),
            direction: directionOf(section),
            isDenial: section.endsWith('Deny'),
            peers: context.selectors.pods(conditions),
          },
        ];
      }),
    ),
  );
}
