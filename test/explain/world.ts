import { createJudge } from '../../src/engine/create.ts';
import { formatWhyText, type WhyReport, why } from '../../src/explain/index.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { type ProbeProblem, type ProbeRequest, resolveProbe } from '../../src/probe/index.ts';
import { inventoryOf } from '../inventory/helpers.ts';

export const cluster = `
cluster:
  namespaces: [{name: shop, labels: {team: retail}}, {name: ops}]
  nodes: [{name: n1, ips: [172.18.0.11]}]
  pods:
  - {namespace: shop, name: front, labels: {app: front}, node: n1, ips: [10.0.0.1, "fd00::1"]}
  - {namespace: shop, name: web-0, labels: {app: web}, node: n1, ips: [10.0.0.2], ports: [{name: http, port: 8080}]}
  - {namespace: shop, name: web-1, labels: {app: web, track: canary}, ips: [10.0.0.3], ports: [{name: http, port: 8080}]}
  - {namespace: ops, name: prom, labels: {app: prom}, ips: [10.0.0.4]}
  - {namespace: ops, name: unborn, labels: {app: unborn}}
  services:
  - {namespace: shop, name: web, selector: {app: web}, clusterIP: 10.96.0.1, ports: [{port: 80, targetPort: 8080}]}
  - {namespace: shop, name: empty, selector: {app: none}, clusterIP: 10.96.0.2, ports: [{port: 80}, {port: 53, protocol: UDP}]}
  - {namespace: shop, name: headless, selector: {app: web}, clusterIP: None, ports: [{port: 8080}]}
  dns: [{name: www.example.org, ips: [203.0.113.10]}]
`;
export const { inventory } = inventoryOf(cluster);

/** A NetworkPolicy of the namespace shop. */
export function policy(name: string, spec: string): string {
  return `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}, namespace: shop}, spec: ${spec}}`;
}

export function ask(request: Partial<ProbeRequest>): ReturnType<typeof resolveProbe> {
  return resolveProbe({ from: 'shop/front', to: 'shop/web-0', protocol: 6, ...request }, inventory);
}

/** The answer for these policies, from shop/front to TCP 8080 of shop/web-0 where the request says nothing else. */
export function explain(policies: readonly string[], asked: Partial<ProbeRequest> = {}): WhyReport {
  const request = { from: 'shop/front', to: 'shop/web-0', protocol: 6, port: 8080, ...asked };
  const probe = resolveProbe(request, inventory);
  if ('code' in probe) throw new Error((probe satisfies ProbeProblem).message);
  const { manifests } = parseManifests(policies.join('\n---\n'), 'policies.yaml');
  const { judge } = createJudge({ engine: 'kubernetes', manifests, inventory });
  return why({ request, probe, inventory, judge });
}

export function text(policies: readonly string[], asked: Partial<ProbeRequest> = {}): string {
  return formatWhyText(explain(policies, asked));
}
