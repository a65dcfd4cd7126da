import { invalid, object, type Schema, text } from '../../shared/schema.ts';
import { isObject, type Rule } from '../../shared/violation.ts';

/** Which kind of policy a schema is for: the namespaced one has fewer fields. */
export type Scope = 'namespaced' | 'cluster';

export const namespacedName: Schema = object(
  { name: text(), namespace: text() },
  { required: ['name', 'namespace'] },
);

/** All of these fields exclude every other one in the same item (validateAppliedTo, validatePeers). */
export function alone(...fields: readonly string[]): Rule {
  return (value, report) => {
    const present = isObject(value) ? Object.keys(value) : [];
    const field = fields.find((name) => present.includes(name));
    if (field === undefined || present.length === 1) return;
    report({
      path: [field],
      code: 'must-stand-alone',
      message: `Forbidden: ${field} cannot go with other fields in one item`,
      hint: 'Make two items of the list.',
    });
  };
}

/** A union: one of these fields, and no second. */
export function exactlyOne(...fields: readonly string[]): Rule {
  return (value, report) => {
    if (!isObject(value) || fields.filter((field) => field in value).length === 1) return;
    report(invalid([], 'not-exactly-one', value, `exactly one of ${fields.join(', ')} must be set`));
  };
}
