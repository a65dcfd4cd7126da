/** Who speaks in rehearsal-traffic.ts, and policies that have something of each kind that tables know. */

/** From 192.0.2.1 and 2001:db8::1 on. */
const pods = ['web', 'api', 'db', 'batch'].map((app, index) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: `ns-${index % 2}`, name: app, labels: { app } },
  spec: { nodeName: 'node', containers: [{ name: 'c', ports: [{ name: 'main', containerPort: 8080 }] }] },
  status: {
    phase: 'Running',
    podIPs: [{ ip: `192.0.2.${index + 1}` }, { ip: `2001:db8::${index + 1}` }],
  },
}));

const namespaces = ['ns-0', 'ns-1'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { team: name } },
}));

const web = {
  namespaceSelector: { matchLabels: { team: 'ns-0' } },
  podSelector: { matchLabels: { app: 'web' } },
};
/** But for those that are shunned. Prefixes of less than 32 bits, 64 and more take ways of their own. */
const outside = [
  { ipBlock: { cidr: '192.0.2.0/24', except: ['192.0.2.192/26'] } },
  {
    ipBlock: {
      cidr: '2001:d00::/24',
      except: ['2001:db8::c0/122', '2001:db8:80::/44', '2001:db8:1:1::/64'],
    },
  },
];

function policy(namespace: string, app: string, spec: object): object {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace, name: app },
    spec: { podSelector: { matchLabels: { app } }, ...spec },
  };
}

const policies = [
  policy('ns-1', 'api', {
    ingress: [
      {
        from: [web, ...outside],
        ports: [
          { protocol: 'TCP', port: 'main' },
          { protocol: 'TCP', port: 5000, endPort: 5999 },
        ],
      },
    ],
  }),
  policy('ns-0', 'db', {
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [{ namespaceSelector: {} }],
        ports: [
          { protocol: 'TCP', port: 6001 },
          { protocol: 'UDP', port: 53 },
        ],
      },
    ],
    egress: [{ to: outside, ports: [{ protocol: 'TCP', port: 443 }] }],
  }),
];

/** Lists of objects, in JSON. */
export const rehearsalWorld = {
  cluster: list([...namespaces, ...pods]),
  policies: list(policies),
};

function list(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}
