/** Objects of projectcalico.org/v3 with this spec, in flow style: line 4 is the spec. */
function object(kind: string, metadata: string, spec: string, apiVersion = 'projectcalico.org/v3'): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${spec}\n`;
}

/** A global policy; the name may be followed by labels of the metadata. */
export function gnp(spec: string, name = 'p'): string {
  return object('GlobalNetworkPolicy', `{name: ${name}}`, spec);
}

export function np(spec: string, namespace = 'shop', name = 'p'): string {
  return object('NetworkPolicy', `{name: ${name}, namespace: ${namespace}}`, spec);
}

/** A global policy of one ingress rule for these pods. */
export function ingress(rule: string, selector = "app == 'web'"): string {
  return gnp(`{selector: "${selector}", types: [Ingress], ingress: [${rule}]}`);
}

export function egress(rule: string, selector = "app == 'web'"): string {
  return gnp(`{selector: "${selector}", types: [Egress], egress: [${rule}]}`);
}

export function staged(kind: string, metadata: string, spec: string): string {
  return object(`Staged${kind}`, metadata, spec);
}

export function tier(name: string, spec: string): string {
  return object('Tier', `{name: ${name}}`, spec);
}

export function hostEndpoint(spec: string, name = 'hep', labels = '{kind: hep}'): string {
  return object('HostEndpoint', `{name: ${name}, labels: ${labels}}`, spec);
}

export function networkSet(namespace: string, labels: string, ...nets: readonly string[]): string {
  return object('NetworkSet', `{name: set, namespace: ${namespace}, labels: ${labels}}`, `{nets: [${nets}]}`);
}

export function globalNetworkSet(labels: string, ...nets: readonly string[]): string {
  return object(
    'GlobalNetworkSet',
    `{name: set, labels: ${labels}}`,
    `{nets: [${nets.map((net) => `"${net}"`)}]}`,
  );
}

export function profile(name: string, spec: string): string {
  return object('Profile', `{name: ${name}}`, spec);
}

export function crd(kind: string, metadata: string, spec: string): string {
  return object(kind, metadata, spec, 'crd.projectcalico.org/v1');
}

export function kubernetesPolicy(spec: string, namespace = 'shop', name = 'k'): string {
  const metadata = `{name: ${name}, namespace: ${namespace}}`;
  return object('NetworkPolicy', metadata, spec, 'networking.k8s.io/v1');
}

export function clusterNetworkPolicy(spec: string, name = 'c'): string {
  return object('ClusterNetworkPolicy', `{name: ${name}}`, spec, 'policy.networking.k8s.io/v1alpha2');
}

export function documents(...texts: readonly string[]): string {
  return texts.join('---\n');
}
