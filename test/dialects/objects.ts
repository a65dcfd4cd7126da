/** YAML of one policy object with this spec, in flow style: line 4 is the spec. */
export function networkPolicy(spec: string, metadata = '{name: p, namespace: shop}'): string {
  return object('networking.k8s.io/v1', 'NetworkPolicy', metadata, spec);
}

export function clusterNetworkPolicy(spec: string, metadata = '{name: p}'): string {
  return object('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', metadata, spec);
}

export function adminNetworkPolicy(spec: string, metadata = '{name: p}'): string {
  return object('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', metadata, spec);
}

export function baselineAdminNetworkPolicy(spec: string, metadata = '{name: default}'): string {
  return object('policy.networking.k8s.io/v1alpha1', 'BaselineAdminNetworkPolicy', metadata, spec);
}

function object(apiVersion: string, kind: string, metadata: string, spec: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${spec}\n`;
}

/** A ClusterNetworkPolicy of every pod with these rules of one direction. */
export function rules(direction: 'ingress' | 'egress', text: string): string {
  return clusterNetworkPolicy(
    `{tier: Admin, priority: 1, subject: {namespaces: {}}, ${direction}: [${text}]}`,
  );
}

/** The selection of one namespace by its own label. */
export function namespace(name: string): string {
  return `{matchLabels: {kubernetes.io/metadata.name: ${name}}}`;
}

export function documents(...texts: readonly string[]): string {
  return texts.join('---\n');
}
