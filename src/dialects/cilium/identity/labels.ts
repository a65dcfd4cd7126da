import type { Attribute } from '../../../ir/expression.ts';
import type { LabelSelector, Requirement } from '../../shared/selector.ts';
import {
  clusterKey,
  isIdentityLabel,
  type LabelFilter,
  namespaceKey,
  namespaceLabelPrefix,
  serviceAccountKey,
} from './filter.ts';

/** Where a label of an identity comes from; undefined for a key without one, which means any. */
export interface LabelKey {
  readonly source: string | undefined;
  readonly key: string;
}

/** `k8s:app`; `any:` is the same as no source. */
export function labelKeyOf(text: string): LabelKey {
  const colon = text.indexOf(':');
  if (colon < 0) return { source: undefined, key: text };
  const source = text.slice(0, colon);
  return { source: source === 'any' ? undefined : source, key: text.slice(colon + 1) };
}

/**
 * The attribute of a pod that a label of its identity stands for; undefined for labels that no pod has. The labels
 * that the agent adds come from the pod's place in the cluster, never from labels that the pod gives itself.
 */
export function podAttribute(
  { source, key }: LabelKey,
  isInIdentity: LabelFilter = isIdentityLabel,
): Attribute | undefined {
  if ((source !== undefined && source !== 'k8s') || !isInIdentity(key)) return undefined;
  if (key === namespaceKey) return { of: 'namespace' };
  if (key === clusterKey) return { of: 'cluster' };
  if (key === serviceAccountKey) return { of: 'serviceAccount' };
  if (key.startsWith(namespaceLabelPrefix)) {
    return { of: 'namespaceLabel', key: key.slice(namespaceLabelPrefix.length) };
  }
  return { of: 'label', key };
}

/** A selector as one list of conditions. */
export function requirementsOf(selector: LabelSelector | undefined): readonly Requirement[] {
  const equal = Object.entries(selector?.matchLabels ?? {}).map(
    ([key, value]): Requirement => ({ key, operator: 'In', values: [value] }),
  );
  return [...equal, ...(selector?.matchExpressions ?? [])];
}

const isK8s = ({ source }: LabelKey): boolean => source === undefined || source === 'k8s';

/** Tests of what a condition asks for, with whatever operator. */
export const asksFor = {
  reserved: ({ source }) => source === 'reserved',
  namespace: (label) => isK8s(label) && label.key === namespaceKey,
  namespaceLabel: (label) => isK8s(label) && label.key.startsWith(namespaceLabelPrefix),
  cluster: (label) => isK8s(label) && label.key === clusterKey,
} as const satisfies Record<string, (label: LabelKey) => boolean>;

export function mentions(requirements: readonly Requirement[], what: keyof typeof asksFor): boolean {
  return requirements.some(({ key }) => asksFor[what](labelKeyOf(key)));
}

export function inNamespace(namespace: string): Requirement {
  return { key: `k8s:${namespaceKey}`, operator: 'In', values: [namespace] };
}

export const inSomeNamespace: Requirement = { key: `k8s:${namespaceKey}`, operator: 'Exists' };

export function inCluster(cluster: string): Requirement {
  return { key: `k8s:${clusterKey}`, operator: 'In', values: [cluster] };
}
