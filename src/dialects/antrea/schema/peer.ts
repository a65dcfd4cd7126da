import { labelKey } from '../../../manifest/names.ts';
import {
  invalid,
  list,
  object,
  oneOf,
  type Properties,
  type Schema,
  text,
  textRule,
} from '../../shared/schema.ts';
import { labelSelector } from '../../shared/selector.ts';
import { isObject, type Rule } from '../../shared/violation.ts';
import { alone, namespacedName, type Scope } from './alone.ts';
import { ipBlock } from './ip-block.ts';

const oneCriterion: Rule = (value, report) => {
  const fields = isObject(value) ? Object.keys(value) : [];
  if (fields.length === 1) return;
  report(invalid([], 'not-exactly-one', value, 'exactly one of match, sameLabels must be set'));
};

const namespaces = object(
  {
    match: oneOf('Self'),
    sameLabels: list(text({ rule: textRule(labelKey, 'invalid-label-key') })),
  },
  { rule: oneCriterion },
);

const namespacesRule: Rule = (value, report) => {
  if (!isObject(value) || !('namespaces' in value) || !('namespaceSelector' in value)) return;
  const message = 'Forbidden: namespaces and namespaceSelector exclude each other in one peer';
  report({ path: ['namespaces'], code: 'namespaces-twice', message });
};

/** Legal, and seldom meant: the first of these decides, and what else the peer says is not looked at. */
const ignoredFieldsRule: Rule = (value, report) => {
  const fields = isObject(value) ? Object.keys(value) : [];
  const field = ['ipBlock', 'fqdn'].find((name) => fields.includes(name));
  if (field === undefined || fields.length === 1) return;
  const others = fields.filter((name) => name !== field).join(', ');
  const message = `beside ${field} the rest of the peer has no effect: ${others}`;
  report({
    path: [field],
    code: 'ignored-fields',
    message,
    hint: 'Make two peers of it.',
    severity: 'warning',
  });
};

/** The characters that Antrea lets pass; `*` stands for any text. */
const fqdnRule = textRule(
  (fqdn) => (/^[-0-9a-zA-Z.*]*$/.test(fqdn) ? undefined : 'must be letters, digits, -, . and *'),
  'invalid-fqdn',
);

/** Names are learned without the dot at their end, and an fqdn is compared as it is (fqdn.go). */
const closingDotRule: Rule = (value, report) => {
  fqdnRule(value, report);
  if (typeof value !== 'string' || !value.endsWith('.')) return;
  const message = `${JSON.stringify(value)} ends in a dot: no name that DNS answers matches it`;
  const hint = `write ${value.slice(0, -1)}`;
  report({ path: [], code: 'fqdn-never-matches', message, hint, severity: 'warning' });
};

export function peer(scope: Scope, direction: 'ingress' | 'egress'): Schema {
  const common = { podSelector: labelSelector, namespaceSelector: labelSelector, group: text(), ipBlock };
  const fields: Properties = {
    ...common,
    nodeSelector: labelSelector,
    ...(direction === 'ingress'
      ? { scope: oneOf('Cluster', 'ClusterSet') }
      : { fqdn: text({ rule: closingDotRule }) }),
    ...(scope === 'cluster'
      ? { namespaces, serviceAccount: namespacedName }
      : { externalEntitySelector: labelSelector }),
  };
  const rule = [alone('group', 'serviceAccount', 'nodeSelector'), namespacesRule, ignoredFieldsRule];
  return object(fields, { rule });
}
