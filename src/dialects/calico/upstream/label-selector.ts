import type { LabelSelector } from '../../shared/selector.ts';
import { has, isOneOf, not, ownLabels } from '../selector/rewrite.ts';
import { both, type Selector } from '../selector/selector.ts';

/** A selector of Kubernetes over namespaces, as one of Calico; empty it means whoever is in a namespace. */
export function labelSelector(selector: LabelSelector, prefix: string): Selector {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return both(
    has(ownLabels.namespace),
    ...Object.entries(matchLabels).map(([key, value]) => isOneOf(prefix + key, value)),
    ...matchExpressions.map(({ key, operator, values = [] }): Selector => {
      const label = prefix + key;
      const isPositive = operator === 'In' || operator === 'Exists';
      const term = operator === 'In' || operator === 'NotIn' ? isOneOf(label, ...values) : has(label);
      return isPositive ? term : not(term);
    }),
  );
}
