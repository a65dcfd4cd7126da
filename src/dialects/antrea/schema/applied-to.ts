import { list, object, type Properties, type Schema, text } from '../../shared/schema.ts';
import { labelSelector } from '../../shared/selector.ts';
import { isObject, itemsOf, type Rule } from '../../shared/violation.ts';
import { alone, namespacedName, type Scope } from './alone.ts';

const words = { podSelector: labelSelector, group: text() };
const clusterWords = { namespaceSelector: labelSelector, serviceAccount: namespacedName };

const appliedToFields: Readonly<
  Record<Scope, Readonly<Record<'policy' | 'ingress' | 'egress', Properties>>>
> = {
  namespaced: {
    policy: { ...words, externalEntitySelector: labelSelector },
    ingress: words,
    egress: words,
  },
  cluster: {
    policy: { ...words, ...clusterWords, service: namespacedName, nodeSelector: labelSelector },
    ingress: { ...words, ...clusterWords, service: namespacedName },
    egress: { ...words, ...clusterWords },
  },
};

/** Nothing stands beside a Service in the list. */
const servicesOnly: Rule = (value, report) => {
  const items = itemsOf(value);
  const service = items.findIndex((item) => isObject(item) && 'service' in item);
  if (service < 0 || items.every((item) => isObject(item) && 'service' in item)) return;
  const message = 'Forbidden: a rule or policy cannot be applied to Services and to others at the same time';
  report({ path: [service, 'service'], code: 'applied-to-services', message });
};

export function appliedTo(scope: Scope, place: 'policy' | 'ingress' | 'egress'): Schema {
  const item = object(appliedToFields[scope][place], {
    rule: alone('group', 'nodeSelector', 'serviceAccount', 'service'),
  });
  return list(item, { rule: servicesOnly });
}
