/** YAML of one policy object with this spec, in flow style: line 4 is the spec. */
export function cnp(spec: string, name = 'p', namespace = 'shop'): string {
  return object('cilium.io/v2', 'CiliumNetworkPolicy', `{name: ${name}, namespace: ${namespace}}`, spec);
}

export function ccnp(spec: string, name = 'p'): string {
  return object('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', `{name: ${name}}`, spec);
}

export function knp(spec: string, name = 'p', namespace = 'shop'): string {
  return object('networking.k8s.io/v1', 'NetworkPolicy', `{name: ${name}, namespace: ${namespace}}`, spec);
}

export function clusterNetworkPolicy(spec: string, name = 'p'): string {
  return object('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', `{name: ${name}}`, spec);
}

export function cidrGroup(name: string, cidrs: string, labels = '{}'): string {
  return object(
    'cilium.io/v2',
    'CiliumCIDRGroup',
    `{name: ${name}, labels: ${labels}}`,
    `{externalCIDRs: ${cidrs}}`,
  );
}

function object(apiVersion: string, kind: string, metadata: string, spec: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${spec}\n`;
}

export function documents(...texts: readonly string[]): string {
  return texts.join('---\n');
}

/** A policy for shop/web with these ingress items. */
export function webIngress(items: string, name = 'p'): string {
  return cnp(`{endpointSelector: {matchLabels: {app: web}}, ingress: [${items}]}`, name);
}

export function webIngressDeny(items: string, name = 'd'): string {
  return cnp(`{endpointSelector: {matchLabels: {app: web}}, ingressDeny: [${items}]}`, name);
}

/** A policy for shop/client with these egress items. */
export function clientEgress(items: string, name = 'p'): string {
  return cnp(`{endpointSelector: {matchLabels: {app: client}}, egress: [${items}]}`, name);
}

export const fromClient = 'fromEndpoints: [{matchLabels: {app: client}}]';
export const dnsRule =
  '{toEndpoints: [{matchLabels: {k8s:io.kubernetes.pod.namespace: kube-system, k8s-app: kube-dns}}], toPorts: [{ports: [{port: "53"}], rules: {dns: [{matchPattern: "*"}]}}]}';

export function port(number: number | string, rest = '', protocol = 'TCP'): string {
  return `toPorts: [{ports: [{port: "${number}", protocol: ${protocol}}]${rest === '' ? '' : `, ${rest}`}}]`;
}
