import { type Attribute, allOf, type Expression, not } from '../../ir/expression.ts';
import type { JsonObject, JsonValue } from '../../manifest/manifest.ts';
import { labelKey, labelValue, type TextCheck } from '../../manifest/names.ts';
import { anything, invalid, list, object, oneOf, type Schema, text, textRule } from './schema.ts';
import { typeHint, typeName } from './translate.ts';
import { isObject, itemsOf, type Rule, shown, type Violation } from './violation.ts';

/** metav1.LabelSelector. Empty selects everything; both parts must hold. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly Requirement[];
}

export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/**
 * What of a selector an API server has let pass, so that a cluster may hold it though nothing can use it: values of
 * expressions in the built-in kinds (AllowInvalidLabelValueInSelector), and in custom resources all that their
 * structural schemas do not say. Such a selector selects nobody.
 */
export type Stored = 'nothing' | 'values' | 'anything';

export const uselessSelector = 'the selector selects nobody';

function tolerated(isTolerated: boolean): Pick<Violation, 'toleratedWhenStored'> {
  return isTolerated ? { toleratedWhenStored: uselessSelector } : {};
}

/** Keys, as this check wants them, and values of a map of labels. */
function labelMap(checkKey: TextCheck, stored: Stored = 'nothing'): Rule {
  const also = tolerated(stored === 'anything');
  return (value, report) => {
    for (const [key, item] of Object.entries(isObject(value) ? value : {})) {
      const wrongKey = checkKey(key);
      if (wrongKey !== undefined) report({ ...invalid([key], 'invalid-label-key', key, wrongKey), ...also });
      else if (typeof item === 'string') {
        const wrong = labelValue(item);
        if (wrong !== undefined) report({ ...invalid([key], 'invalid-label-value', item, wrong), ...also });
      } else {
        const hint = typeHint('string', item);
        const message = `Invalid value: ${shown(item)}: a label value must be a string, is ${typeName(item)}`;
        report({ path: [key], code: 'wrong-type', message, ...(hint === undefined ? {} : { hint }) });
      }
    }
  };
}

export const labelMapRule: Rule = labelMap(labelKey);

function requirementRule(stored: Stored): Rule {
  const also = { path: ['values'], code: 'selector-values', ...tolerated(stored === 'anything') };
  return (value, report) => {
    const { operator, values } = isObject(value) ? value : {};
    const count = itemsOf(values).length;
    if (takesValues(operator) && count === 0) {
      report({ ...also, message: `Required value: operator ${operator} needs at least one value` });
    }
    if (takesNone(operator) && count > 0) {
      report({ ...also, message: `Forbidden: operator ${operator} takes no values` });
    }
  };
}

function takesValues(operator: unknown): boolean {
  return operator === 'In' || operator === 'NotIn';
}

function takesNone(operator: unknown): boolean {
  return operator === 'Exists' || operator === 'DoesNotExist';
}

function requirement(checkKey: TextCheck, stored: Stored): Schema {
  const anything = tolerated(stored === 'anything');
  const key = tolerating(textRule(checkKey, 'invalid-label-key'), anything);
  const value = tolerating(textRule(labelValue, 'invalid-label-value'), tolerated(stored !== 'nothing'));
  return object(
    {
      key: text({ rule: key }),
      operator: { ...oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'), ...anything },
      values: list(text({ rule: value })),
    },
    { required: ['key', 'operator'], rule: requirementRule(stored) },
  );
}

function tolerating(rule: Rule, also: Pick<Violation, 'toleratedWhenStored'>): Rule {
  return (value, report) => rule(value, (violation) => report({ ...violation, ...also }));
}

/** A LabelSelector; `further` fields are known and judged elsewhere. */
export function selectorSchema(
  further: readonly string[] = [],
  checkKey: TextCheck = labelKey,
  stored: Stored = 'nothing',
): Schema {
  return object({
    matchLabels: { type: 'object', rule: labelMap(checkKey, stored) },
    matchExpressions: list(requirement(checkKey, stored)),
    ...Object.fromEntries(further.map((name) => [name, anything])),
  });
}

export const labelSelector: Schema = selectorSchema();

/** As in built-in kinds. */
export const builtinSelector: Schema = selectorSchema([], labelKey, 'values');

/** As in the custom resources of policy.networking.k8s.io. */
export const customSelector: Schema = selectorSchema([], labelKey, 'anything');

/** The value with a selector of nobody in place of each that nothing can use. */
export function withoutUseless(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutUseless);
  if (!isObject(value)) return value;
  if (isUseless(value)) return { matchExpressions: [{ key: 'nobody', operator: 'In', values: [] }] };
  const fields = Object.entries(value as JsonObject).map(([key, item]) => [
    key,
    withoutUseless(item ?? null),
  ]);
  return Object.fromEntries(fields) as JsonObject;
}

function isUseless({ matchLabels, matchExpressions }: Readonly<Record<string, unknown>>): boolean {
  const labels = Object.entries(isObject(matchLabels) ? matchLabels : {});
  return (
    labels.some(([key, item]) => labelKey(key) !== undefined || labelValue(String(item)) !== undefined) ||
    itemsOf(matchExpressions).some((item) => !isUsable(item))
  );
}

function isUsable(item: unknown): boolean {
  if (!isObject(item) || typeof item.key !== 'string' || labelKey(item.key) !== undefined) return false;
  const values = itemsOf(item.values);
  if (values.some((value) => labelValue(String(value)) !== undefined)) return false;
  return takesValues(item.operator) ? values.length > 0 : takesNone(item.operator) && values.length === 0;
}

/** Which labels a selector asks for. */
export type LabelsOf = Extract<Attribute, { key: string }>['of'];

export function selectorExpression(selector: LabelSelector | undefined, of: LabelsOf): Expression {
  const equal = Object.entries(selector?.matchLabels ?? {}).map(
    ([key, value]): Expression => ({ op: 'in', attribute: { of, key }, values: [value] }),
  );
  const required = (selector?.matchExpressions ?? []).map((item) => requirementExpression(item, of));
  return allOf([...equal, ...required]);
}

function requirementExpression(requirement: Requirement, of: LabelsOf): Expression {
  return requirementOn({ of, key: requirement.key }, requirement);
}

/** What a requirement asks of an attribute. NotIn and DoesNotExist hold where the key is absent. */
export function requirementOn(attribute: Attribute, { operator, values = [] }: Requirement): Expression {
  switch (operator) {
    case 'In':
      return { op: 'in', attribute, values };
    case 'NotIn':
      return not({ op: 'in', attribute, values });
    case 'Exists':
      return { op: 'exists', attribute };
    case 'DoesNotExist':
      return not({ op: 'exists', attribute });
  }
}
