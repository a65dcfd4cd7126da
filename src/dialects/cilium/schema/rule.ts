import { anything, list, object, type Properties, type Schema, text } from '../../shared/schema.ts';
import { isObject, itemsOf, type Rule } from '../../shared/violation.ts';
import { hasL7, type L7Rules, sections } from '../api.ts';
import type { Reading } from '../reading.ts';
import { ruleItem } from './item.ts';
import { ciliumSelector, endpointSelector } from './selector.ts';

/** The agent's check of a rule as a whole: whom it selects, and that it says something. */
function wholeRule(clusterwide: boolean): Rule {
  return (value, report) => {
    if (!isObject(value)) return;
    const set = ['endpointSelector', 'nodeSelector'].filter((name) => value[name] !== undefined);
    if (set.length !== 1) {
      const has = set.length === 0 ? 'none is set' : 'both are set';
      const message = `Invalid value: exactly one of endpointSelector and nodeSelector must be set: ${has}`;
      report({ path: [], code: 'not-exactly-one', message });
    }
    if (value.nodeSelector !== undefined && !clusterwide) {
      const message = 'Invalid value: nodeSelector is for CiliumClusterwideNetworkPolicy only';
      report({ path: ['nodeSelector'], code: 'node-selector-namespaced', message });
    }
    if (sections.every((name) => itemsOf(value[name]).length === 0)) {
      const message = `Invalid value: at least one of ${sections.join(', ')} must have an item`;
      const hint = 'to deny by default write an empty item: ingress: [{}]';
      report({ path: [], code: 'no-rules', message, hint });
    }
    if (value.nodeSelector !== undefined) checkHostPolicy(value, report);
  };
}

function checkHostPolicy(rule: Readonly<Record<string, unknown>>, report: Parameters<Rule>[1]): void {
  for (const section of ['ingress', 'egress'] as const) {
    for (const [index, item] of itemsOf(rule[section]).entries()) {
      for (const [at, port] of itemsOf(isObject(item) ? item.toPorts : undefined).entries()) {
        const rules = (isObject(port) && isObject(port.rules) ? port.rules : {}) as L7Rules;
        if (!hasL7(rules) || itemsOf(rules.dns).length > 0) continue;
        const path = [section, index, 'toPorts', at, 'rules'];
        report({
          path,
          code: 'l7-in-host-policy',
          message: 'Invalid value: host policies support DNS rules only',
        });
      }
    }
  }
}

const logValue = object({
  value: text({
    max: 32,
    rule: (value, report) => {
      if (typeof value !== 'string' || /^\P{C}*$/u.test(value)) return;
      report({ path: [], code: 'invalid-log-value', message: 'Invalid value: must be printable' });
    },
  }),
});

/** `spec`, and the items of `specs`, of the two policy kinds. */
export function ciliumRule(clusterwide: boolean, reading: Reading): Schema {
  const items: Properties = Object.fromEntries(
    sections.map((section) => [section, list(ruleItem(section, reading))]),
  );
  const direction = { type: 'boolean' };
  const fields: Properties = {
    endpointSelector: endpointSelector(reading),
    nodeSelector: ciliumSelector,
    ...items,
    enableDefaultDeny: object({ ingress: direction, egress: direction }),
    labels: list(anything),
    description: text(),
    ...(reading.release.log ? { log: logValue } : {}),
  };
  return object(fields, { rule: wholeRule(clusterwide) });
}
