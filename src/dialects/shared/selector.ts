import { type Attribute, and, type Expression, not } from '../../ir/expression.ts';
import { labelKey, labelValue, type TextCheck } from './names.ts';
import { anything, invalid, list, object, oneOf, type Schema, text, textRule } from './schema.ts';
import { typeHint, typeName } from './translate.ts';
import { isObject, itemsOf, type Rule, shown } from './violation.ts';

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

/** Keys, as this check wants them, and values of a map of labels. */
function labelMap(checkKey: TextCheck): Rule {
  return (value, report) => {
    for (const [key, item] of Object.entries(isObject(value) ? value : {})) {
      const wrongKey = checkKey(key);
      if (wrongKey !== undefined) report(invalid([key], 'invalid-label-key', key, wrongKey));
      else if (typeof item === 'string') {
        const wrong = labelValue(item);
        if (wrong !== undefined) report(invalid([key], 'invalid-label-value', item, wrong));
      } else {
        const hint = typeHint('string', item);
        const message = `Invalid value: ${shown(item)}: a label value must be a string, is ${typeName(item)}`;
        report({ path: [key], code: 'wrong-type', message, ...(hint === undefined ? {} : { hint }) });
      }
    }
  };
}

export const labelMapRule: Rule = labelMap(labelKey);

const requirementRule: Rule = (value, report) => {
  const { operator, values } = isObject(value) ? value : {};
  const count = itemsOf(values).length;
  const needsValues = operator === 'In' || operator === 'NotIn';
  if (needsValues && count === 0) {
    const message = `Required value: operator ${operator} needs at least one value`;
    report({ path: ['values'], code: 'selector-values', message });
  }
  if ((operator === 'Exists' || operator === 'DoesNotExist') && count > 0) {
    const message = `Forbidden: operator ${operator} takes no values`;
    report({ path: ['values'], code: 'selector-values', message });
  }
};

function requirement(checkKey: TextCheck): Schema {
  return object(
    {
      key: text({ rule: textRule(checkKey, 'invalid-label-key') }),
      operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: list(text({ rule: textRule(labelValue, 'invalid-label-value') })),
    },
    { required: ['key', 'operator'], rule: requirementRule },
  );
}

/** A LabelSelector; `further` fields are known and judged elsewhere. */
export function selectorSchema(further: readonly string[] = [], checkKey: TextCheck = labelKey): Schema {
  return object({
    matchLabels: { type: 'object', rule: labelMap(checkKey) },
    matchExpressions: list(requirement(checkKey)),
    ...Object.fromEntries(further.map((name) => [name, anything])),
  });
}

export const labelSelector: Schema = selectorSchema();

/** Which labels a selector asks for. */
export type LabelsOf = Extract<Attribute, { key: string }>['of'];

export function selectorExpression(selector: LabelSelector | undefined, of: LabelsOf): Expression {
  const equal = Object.entries(selector?.matchLabels ?? {}).map(
    ([key, value]): Expression => ({ op: 'in', attribute: { of, key }, values: [value] }),
  );
  const required = (selector?.matchExpressions ?? []).map((item) => requirementExpression(item, of));
  return and(...equal, ...required);
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
