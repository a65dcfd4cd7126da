/**
 * Which labels of a pod are part of its identity (cilium/cilium pkg/labelsfilter). A pattern is matched at the start
 * of the key; a label that some pattern excludes stays only where one that includes it matches more of the key.
 * Labels of namespaces, the namespace, the service account and the cluster are always in.
 */
const included: readonly RegExp[] = [/^app\.kubernetes\.io/];

const excluded: readonly RegExp[] = [
  /^io\.kubernetes/,
  /^kubernetes\.io/,
  /^.*beta\.kubernetes\.io/,
  /^k8s\.io/,
  /^pod-template-generation/,
  /^pod-template-hash/,
  /^controller-revision-hash/,
  /^controller-uid/,
  /^annotation.*/,
  /^etcd_node/,
  /^topology\.kubernetes\.io/,
  /^statefulset\.kubernetes\.io\/pod-name/,
  /^apps\.kubernetes\.io\/pod-index/,
  /^batch\.kubernetes\.io\/job-completion-index/,
  /^batch\.kubernetes\.io\/controller-uid/,
];

export function isIdentityLabel(key: string): boolean {
  const ignored = lengths(excluded, key);
  return ignored.length === 0 || Math.max(0, ...lengths(included, key)) > Math.min(...ignored);
}

function lengths(patterns: readonly RegExp[], key: string): readonly number[] {
  return patterns.flatMap((pattern) => pattern.exec(key)?.[0].length ?? []);
}
