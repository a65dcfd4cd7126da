import { labelKey } from '../../../manifest/names.ts';
import type { Schema } from '../../shared/schema.ts';
import { type LabelSelector, selectorSchema } from '../../shared/selector.ts';
import { isObject, type Rule } from '../../shared/violation.ts';
import { labelKeyOf, podAttribute, requirementsOf } from '../identity/labels.ts';
import type { Reading } from '../reading.ts';

/**
 * A label selector whose keys may have a source in front: `k8s:app`, `any:app`, `reserved:host`. The agent checks
 * a key with its source as the first part of the name.
 */
export const ciliumSelector: Schema = selectorSchema([], (key) =>
  labelKey(key.includes(':') ? key.replace(':', '.') : `any.${key}`),
);

/** Such a label is on the pod and not in its identity, so that the selector does not see it. */
const identityRule =
  ({ isInIdentity }: Reading): Rule =>
  (value, report) => {
    if (!isObject(value)) return;
    const expressions = value.matchExpressions ?? [];
    const isSelector = Array.isArray(expressions) && expressions.every(isObject);
    const requirements = isSelector ? requirementsOf(value as LabelSelector) : [];
    for (const { key } of requirements) {
      if (typeof key !== 'string') continue;
      const label = labelKeyOf(key);
      if (label.source === 'reserved' || podAttribute({ ...label, source: undefined }, isInIdentity))
        continue;
      const message = `the label ${key} is not part of identities: no pod is seen to have it`;
      const hint = 'choose another label, or add this one to the labels option of the agent';
      report({ path: [], code: 'label-not-in-identity', message, hint, severity: 'warning' });
    }
  };

/** A selector of endpoints. */
export function endpointSelector(reading: Reading): Schema {
  return { ...ciliumSelector, rule: identityRule(reading) };
}
