import { isObject, itemsOf, type Rule } from './violation.ts';

/** Legal, and seldom meant: rules of a direction that the list of directions leaves out have no effect. */
export function ignoredRules(list: 'policyTypes' | 'types'): Rule {
  return (value, report) => {
    const spec = isObject(value) ? value : {};
    const types = itemsOf(spec[list]);
    if (types.length === 0) return;
    for (const [field, type] of [
      ['ingress', 'Ingress'],
      ['egress', 'Egress'],
    ] as const) {
      if (types.includes(type) || itemsOf(spec[field]).length === 0) continue;
      const message = `${list} does not list ${type}: these rules have no effect`;
      const hint = `add ${type} to ${list}, or remove the rules`;
      report({ path: [field], code: 'ignored-rules', message, hint, severity: 'warning' });
    }
  };
}
