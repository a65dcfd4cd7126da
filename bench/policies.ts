import { appPorts, apps, type BenchPod, teams } from './cluster.ts';
import { Random } from './random.ts';

/** Denied between all pods by the first policy of every set. */
export const forbiddenPort = 23;
/** Outside networks that no policy lets in; traffic.ts draws sources from them. */
export const shunned = { ipv4: '203.0.113.0/24', ipv6: '2001:db8:bad::/48' };

/** Where a policy is, and what it is drawn from. */
interface Site {
  readonly name: string;
  readonly namespace: string;
  readonly team: string;
  readonly app: string;
  readonly otherApp: string;
}

/**
 * Policies in the proportions of real clusters: one in twenty is a ClusterNetworkPolicy; the others are
 * NetworkPolicies of one namespace, which isolate it, close an app, or let callers in and out by label, network,
 * port range and port name. Callers of the same team are mostly let in, so that traffic.ts has few denials.
 */
export function policiesJson(count: number, pods: readonly BenchPod[]): string {
  const random = new Random(7);
  const namespaces = [...new Set(pods.map((pod) => pod.namespace))];
  const items = Array.from({ length: count }, (_, i) => {
    const at = i % namespaces.length;
    const app = apps[random.below(apps.length)];
    const otherApp = apps[random.below(apps.length)];
    const site = { name: `np-${i}`, namespace: namespaces[at], team: `team-${at % teams}`, app, otherApp };
    // A namespace has policies of different kinds, also where the number of kinds divides that of namespaces.
    const kind = (i + 7 * Math.floor(i / namespaces.length)) % 20;
    return kind === 0 ? clusterPolicy(i, site) : networkPolicy(site, spec(kind, site));
  });
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

function networkPolicy({ name, namespace }: Site, body: object): object {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: body,
  };
}

/** Spec of the NetworkPolicy kinds 1..19. */
function spec(kind: number, site: Site): object {
  const podSelector = { matchLabels: { app: site.app } };
  const policyTypes = ['Ingress'];
  if (kind < 8) return { podSelector: {}, policyTypes, ingress: namespaceIngress(site) };
  if (kind < 9) return { podSelector, policyTypes };
  if (kind < 13) return { podSelector, policyTypes, ingress: appIngress(site) };
  if (kind < 15) return { podSelector, policyTypes, ingress: networkIngress() };
  if (kind < 18) return { podSelector, policyTypes: ['Egress'], egress: appEgress(site) };
  if (kind < 19) return { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ...guarded(site) };
  return { podSelector: { matchExpressions: notOutside }, policyTypes, ingress: namedPortIngress(site) };
}

const notOutside = [{ key: 'app', operator: 'In', values: ['api', 'db', 'queue', 'cache'] }];
const allPorts = Object.values(appPorts).map((port) => ({ protocol: 'TCP', port }));
const otherProtocols = [
  { protocol: 'UDP', port: 53 },
  { protocol: 'SCTP', port: 3868 },
];

const outside = [
  { ipBlock: { cidr: '0.0.0.0/0', except: [shunned.ipv4, '10.0.0.0/8', '169.254.169.254/32'] } },
  { ipBlock: { cidr: '::/0', except: [shunned.ipv6, 'fd00::/8'] } },
];

function ofTeam(team: string): object {
  return { namespaceSelector: { matchLabels: { team } } };
}

/** Isolates the whole namespace but for its team and the outside, on the ports that are served. */
function namespaceIngress({ team }: Site): object[] {
  return [{ from: [ofTeam(team), ...outside], ports: [...allPorts, ...otherProtocols] }];
}

function appIngress({ app, otherApp, team }: Site): object[] {
  const ports = [{ protocol: 'TCP', port: appPorts[app] }, ...otherProtocols];
  const caller = { ...ofTeam(team), podSelector: { matchLabels: { app: otherApp } } };
  return [
    { from: [{ podSelector: {} }, caller, ofTeam(team)], ports },
    { from: outside, ports },
  ];
}

function networkIngress(): object[] {
  const ports = [{ protocol: 'TCP', port: 5000, endPort: 9500 }, ...otherProtocols];
  return [{ from: [...outside, { ipBlock: { cidr: '10.64.0.0/12' } }], ports }];
}

function appEgress({ team }: Site): object[] {
  return [
    { to: [ofTeam(team)], ports: [...allPorts, ...otherProtocols] },
    { to: outside, ports: [{ protocol: 'TCP', port: 443 }] },
    {
      to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'gateway' } } }],
      ports: otherProtocols,
    },
  ];
}

function guarded(site: Site): object {
  return { ingress: namespaceIngress(site), egress: appEgress(site) };
}

function namedPortIngress({ team }: Site): object[] {
  return [{ from: [ofTeam(team), ...outside], ports: [{ port: 'main' }, ...otherProtocols] }];
}

/** The first denies forbiddenPort between all pods; the others add tiers above and below the NetworkPolicies. */
function clusterPolicy(i: number, { team, otherApp }: Site): object {
  const subject = i === 0 ? { namespaces: {} } : { namespaces: { matchLabels: { team } } };
  const from = i === 0 ? [{ namespaces: {} }] : [allOf(otherApp)];
  const turn = Math.floor(i / 20);
  const action = i === 0 ? 'Deny' : ['Accept', 'Pass'][turn & 1];
  const number = i === 0 ? forbiddenPort : appPorts[otherApp];
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: `cnp-${i}` },
    spec: {
      tier: turn % 2 === 0 ? 'Admin' : 'Baseline',
      priority: turn % 1000,
      subject,
      ingress: [{ action, from, protocols: [{ tcp: { destinationPort: { number } } }] }],
    },
  };
}

function allOf(app: string): object {
  return { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app } } } };
}
