/** YAML of objects in flow style: line 4 is the spec. */
function object(kind: string, metadata: string, spec: string, version = 'v1beta1'): string {
  return `apiVersion: crd.antrea.io/${version}\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${spec}\n`;
}

export function acnp(spec: string, name = 'p', version?: string): string {
  return object('ClusterNetworkPolicy', `{name: ${name}}`, spec, version);
}

export function annp(spec: string, name = 'p', namespace = 'red'): string {
  return object('NetworkPolicy', `{name: ${name}, namespace: ${namespace}}`, spec);
}

export function tier(name: string, priority: number): string {
  return object('Tier', `{name: ${name}}`, `{priority: ${priority}}`);
}

export function clusterGroup(name: string, spec: string): string {
  return object('ClusterGroup', `{name: ${name}}`, spec);
}

export function group(name: string, spec: string, namespace = 'red'): string {
  return object('Group', `{name: ${name}, namespace: ${namespace}}`, spec);
}

export const everyPod = '[{podSelector: {}}]';
export const web = '[{podSelector: {matchLabels: {app: web}}}]';
export const db = '[{podSelector: {matchLabels: {app: db}}}]';
export const ns = (name: string): string =>
  `{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${name}}}}`;

interface Written {
  readonly name?: string;
  readonly tier?: string;
  readonly priority?: number;
  readonly appliedTo?: string;
  readonly ingress?: string;
  readonly egress?: string;
}

/** A cluster policy of every pod, in the application tier at priority 5, where nothing else is said. */
export function policy(written: Written): string {
  const { name = 'p', tier: tierName = 'application', priority = 5, appliedTo = everyPod } = written;
  const { ingress, egress } = written;
  const rules = [
    ...(ingress === undefined ? [] : [`ingress: [${ingress}]`]),
    ...(egress === undefined ? [] : [`egress: [${egress}]`]),
  ].join(', ');
  return acnp(`{tier: ${tierName}, priority: ${priority}, appliedTo: ${appliedTo}, ${rules}}`, name);
}
