import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Source } from '../../../diagnostics/source.ts';
import type { Expression } from '../../../ir/expression.ts';
import type { LoweredPolicy } from '../../shared/lowered.ts';
import { placeOf } from '../../shared/place.ts';
import type { ServiceSelector } from '../api.ts';
import type { Context } from '../context.ts';
import type { RuleSpec } from '../lower/policy.ts';
import { servicesOf } from '../peers/services.ts';
import { identityKey, type LabelFilter } from './filter.ts';

/** Selectors of Kubernetes' own policies, as written, that ask for labels that are not part of identities. */
export function droppedInUpstream(
  policies: readonly LoweredPolicy[],
  { isInIdentity }: Context,
): readonly Diagnostic[] {
  return policies.flatMap(({ policy, subjectSource, rules }) => [
    ...ofSelector(policy.subject, subjectSource, isInIdentity),
    ...[...rules.ingress, ...rules.egress]
      .flatMap(({ remote = [] }) => remote)
      .flatMap(({ entity, source }) =>
        entity === undefined ? [] : ofSelector(entity, source, isInIdentity),
      ),
  ]);
}

function ofSelector(selector: Expression, source: Source, isInIdentity: LabelFilter): Diagnostic[] {
  const keys = [...new Set(keysOf(selector))].filter((key) => !isInIdentity(key));
  return keys.map((key) =>
    dropped(source, `the label ${key} is not part of identities: no pod is seen to have it`),
  );
}

/** Keys of the labels of identities that the expression asks for. */
function keysOf(expression: Expression): readonly string[] {
  switch (expression.op) {
    case 'and':
    case 'or':
      return expression.terms.flatMap(keysOf);
    case 'not':
      return keysOf(expression.term);
    case 'in':
    case 'exists': {
      const key = identityKey(expression.attribute);
      return key === undefined ? [] : [key];
    }
    default:
      return [];
  }
}

/** toServices of a service whose own selector asks for such a label: the agent selects its pods by identity. */
export function droppedByServices({ object, spec, path }: RuleSpec, context: Context): readonly Diagnostic[] {
  return (['egress', 'egressDeny'] as const).flatMap((section) =>
    (spec[section] ?? []).flatMap(({ toServices = [] }, item) =>
      toServices.flatMap((wanted, at) =>
        ofServices(wanted, object.manifest.source([...path, section, item, 'toServices', at]), context),
      ),
    ),
  );
}

function ofServices(wanted: ServiceSelector, source: Source, context: Context): readonly Diagnostic[] {
  return servicesOf(wanted, context).flatMap(({ namespace, name, selector }) =>
    [...selector.keys()]
      .filter((key) => !context.isInIdentity(key))
      .map((key) =>
        dropped(
          source,
          `the service ${namespace}/${name} selects by the label ${key}, which is not part of identities: no pod of it is seen`,
        ),
      ),
  );
}

function dropped(source: Source, message: string): Diagnostic {
  const hint = 'choose another label, or add this one to the labels option of the agent';
  return { severity: 'warning', code: 'label-not-in-identity', message, ...placeOf(source), hint };
}
