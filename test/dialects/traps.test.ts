import { describe, expect, it } from 'vitest';
import { errors, findings, lower, type Probe, verdict } from './judging.ts';
import {
  baselineAdminNetworkPolicy,
  clusterNetworkPolicy,
  documents,
  namespace,
  networkPolicy,
  rules,
} from './objects.ts';

/** Probe -> verdict, one expectation a line. */
function expectVerdicts(
  policies: string,
  rows: readonly (readonly [string, string, string, string])[],
): void {
  const { set } = lower(policies);
  const got = rows.map(([from, to, traffic]) => [from, to, traffic, verdict(set, { from, to, traffic })]);
  expect(got).toEqual(rows);
}

const web = '{matchLabels: {app: web}}';
const tiered = (tier: string, priority: number, name: string, rest: string): string =>
  clusterNetworkPolicy(
    `{tier: ${tier}, priority: ${priority}, subject: {namespaces: {}}, ${rest}}`,
    `{name: ${name}}`,
  );
const fromShop = `[{namespaces: ${namespace('shop')}}]`;

describe('the traps of the API texts', () => {
  it('1: a policy of egress rules alone, without policyTypes, isolates ingress too', () => {
    expectVerdicts(networkPolicy(`{podSelector: ${web}, egress: [{to: [{namespaceSelector: {}}]}]}`), [
      ['shop/web', 'ops/prom', 'TCP/80', 'allow'],
      ['shop/web', '203.0.113.7', 'TCP/80', 'deny'],
      ['ops/prom', 'shop/web', 'TCP/80', 'deny'],
    ]);
  });

  it('2: `egress: []` without policyTypes leaves egress open and isolates ingress', () => {
    expectVerdicts(networkPolicy(`{podSelector: ${web}, egress: []}`), [
      ['shop/web', '203.0.113.7', 'TCP/80', 'allow'],
      ['ops/prom', 'shop/web', 'TCP/80', 'deny'],
    ]);
  });

  it.each([
    ['an empty from is everyone', '[{from: []}]', 'TCP/80', 'allow'],
    ['a null from is everyone', '[{from: null}]', 'TCP/80', 'allow'],
    ['a rule that is null is everyone', '[null]', 'TCP/80', 'allow'],
    ['an empty rule is everyone', '[{}]', 'ICMP/8', 'allow'],
    ['an empty ingress is no one', '[]', 'TCP/80', 'deny'],
    ['a null ingress is no one', 'null', 'TCP/80', 'deny'],
    ['an empty port item is TCP', '[{ports: [{}]}]', 'TCP/80', 'allow'],
    ['an empty port item is TCP only', '[{ports: [{}]}]', 'UDP/80', 'deny'],
    ['an empty list of ports is any traffic', '[{ports: []}]', 'UDP/80', 'allow'],
  ])('3: %s: %s', (_, ingress, traffic, expected) => {
    const policies = networkPolicy(`{podSelector: ${web}, ingress: ${ingress}}`);
    expectVerdicts(policies, [['203.0.113.7', 'shop/web', traffic, expected]]);
  });

  it('4: one item with two selectors is AND, two items are OR, podSelector alone is the own namespace', () => {
    const ingress = (from: string): string =>
      networkPolicy(`{podSelector: ${web}, ingress: [{from: ${from}}]}`);
    const both = `{namespaceSelector: ${namespace('ops')}, podSelector: {matchLabels: {app: job}}}`;
    expectVerdicts(ingress(`[${both}]`), [
      ['ops/job', 'shop/web', 'TCP/80', 'allow'],
      ['ops/prom', 'shop/web', 'TCP/80', 'deny'],
    ]);
    expectVerdicts(
      ingress(`[{namespaceSelector: ${namespace('ops')}}, {podSelector: {matchLabels: {app: db}}}]`),
      [
        ['ops/prom', 'shop/web', 'TCP/80', 'allow'],
        ['shop/db', 'shop/web', 'TCP/80', 'allow'],
        ['shop/cart', 'shop/web', 'TCP/80', 'deny'],
      ],
    );
    expectVerdicts(ingress('[{podSelector: {}}]'), [
      ['shop/db', 'shop/web', 'TCP/80', 'allow'],
      ['ops/job', 'shop/web', 'TCP/80', 'deny'],
    ]);
  });

  it('5: namespaceSelector {} is no outside address; 0.0.0.0/0 holds pods and no IPv6', () => {
    expectVerdicts(networkPolicy(`{podSelector: ${web}, ingress: [{from: [{namespaceSelector: {}}]}]}`), [
      ['lab/nb', 'shop/web', 'TCP/80', 'allow'],
      ['203.0.113.7', 'shop/web', 'TCP/80', 'deny'],
    ]);
    expectVerdicts(
      networkPolicy(`{podSelector: ${web}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}`),
      [
        ['lab/nb', 'shop/web', 'TCP/80', 'allow'],
        ['lab/nb@6', 'shop/web@6', 'TCP/80', 'deny'],
      ],
    );
  });

  it('6: NotIn matches who has not the key', () => {
    const selector = '{matchExpressions: [{key: env, operator: NotIn, values: [dev]}]}';
    expectVerdicts(
      networkPolicy(`{podSelector: ${web}, ingress: [{from: [{namespaceSelector: ${selector}}]}]}`),
      [
        ['core/dns', 'shop/web', 'TCP/80', 'allow'],
        ['lab/nb', 'shop/web', 'TCP/80', 'deny'],
      ],
    );
  });

  it('7: a port without protocol is TCP', () => {
    expectVerdicts(
      networkPolicy(`{podSelector: ${web}, policyTypes: [Egress], egress: [{ports: [{port: 53}]}]}`),
      [
        ['shop/web', 'core/dns', 'TCP/53', 'allow'],
        ['shop/web', 'core/dns', 'UDP/53', 'deny'],
      ],
    );
  });

  it("8: a named port is the destination pod's, by name and protocol, and no one else's", () => {
    expectVerdicts(
      networkPolicy('{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: http}]}]}'),
      [
        ['shop/web', 'shop/cart', 'TCP/8081', 'allow'],
        ['shop/web', 'ops/prom', 'TCP/9091', 'allow'],
        ['shop/web', 'shop/cart', 'TCP/8080', 'deny'],
        ['shop/web', 'shop/cart', 'UDP/8081', 'deny'],
        ['shop/web', '203.0.113.7', 'TCP/8080', 'deny'],
      ],
    );
    const unknown = networkPolicy('{podSelector: {}, ingress: [{ports: [{port: nowhere}]}]}');
    expectVerdicts(unknown, [['lab/nb', 'shop/web', 'TCP/8080', 'deny']]);
  });

  it('8: the port names of a pod of the host network count for nobody', () => {
    const policies = networkPolicy(
      '{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: mgmt}]}]}',
    );
    expectVerdicts(policies, [['shop/web', '172.18.0.11', 'TCP/10250', 'deny']]);
  });

  it('9: an exception is a hole in its item, no denial', () => {
    const block = '{ipBlock: {cidr: 10.10.0.0/16, except: [10.10.1.0/24]}}';
    const egress = (to: string): string =>
      networkPolicy(`{podSelector: ${web}, policyTypes: [Egress], egress: [{to: [${to}]}]}`);
    expectVerdicts(egress(block), [
      ['shop/web', 'shop/db', 'TCP/80', 'allow'],
      ['shop/web', 'shop/cart', 'TCP/80', 'deny'],
    ]);
    expectVerdicts(egress(`${block}, {ipBlock: {cidr: 10.10.1.12/32}}`), [
      ['shop/web', 'shop/cart', 'TCP/80', 'allow'],
    ]);
  });

  it('10: a range holds both its ends, and may be one port in NetworkPolicy', () => {
    expectVerdicts(
      networkPolicy(
        `{podSelector: ${web}, ingress: [{ports: [{port: 80, endPort: 80}, {port: 90, endPort: 92}]}]}`,
      ),
      [
        ['lab/nb', 'shop/web', 'TCP/80', 'allow'],
        ['lab/nb', 'shop/web', 'TCP/90', 'allow'],
        ['lab/nb', 'shop/web', 'TCP/92', 'allow'],
        ['lab/nb', 'shop/web', 'TCP/81', 'deny'],
        ['lab/nb', 'shop/web', 'TCP/93', 'deny'],
      ],
    );
  });

  it('11: an Admin Accept on egress does not open the ingress of the destination', () => {
    const accept = tiered('Admin', 1, 'a', `egress: [{action: Accept, to: [{namespaces: {}}]}]`);
    expectVerdicts(documents(accept, networkPolicy(`{podSelector: ${web}}`)), [
      ['lab/nb', 'shop/web', 'TCP/80', 'deny'],
      ['lab/nb', 'shop/cart', 'TCP/80', 'allow'],
    ]);
  });

  it('12: Pass leaves the whole tier, other policies included, in its direction only', () => {
    const pass = tiered('Admin', 1, 'pass', `egress: [{action: Pass, to: ${fromShop}}]`);
    const deny = tiered(
      'Admin',
      2,
      'deny',
      `egress: [{action: Deny, to: ${fromShop}}], ingress: [{action: Deny, from: ${fromShop}}]`,
    );
    expectVerdicts(documents(pass, deny), [
      ['lab/nb', 'shop/web', 'TCP/80', 'allow'],
      ['shop/web', 'lab/nb', 'TCP/80', 'deny'],
    ]);
  });

  it('12: Pass in the Baseline tier leads to the default, which allows', () => {
    const pass = tiered('Baseline', 1, 'pass', `egress: [{action: Pass, to: ${fromShop}}]`);
    const deny = tiered('Baseline', 2, 'deny', `egress: [{action: Deny, to: ${fromShop}}]`);
    expectVerdicts(documents(pass, deny), [['lab/nb', 'shop/web', 'TCP/80', 'allow']]);
  });

  it('13: a tier isolates nobody; a NetworkPolicy does, and the Baseline tier cannot reopen it', () => {
    const accept = tiered('Baseline', 1, 'open', 'ingress: [{action: Accept, from: [{namespaces: {}}]}]');
    const other = tiered(
      'Admin',
      1,
      'other',
      `ingress: [{action: Accept, from: [{namespaces: ${namespace('ops')}}]}]`,
    );
    expectVerdicts(documents(accept, other, networkPolicy(`{podSelector: ${web}}`)), [
      ['lab/nb', 'shop/web', 'TCP/80', 'deny'],
      ['lab/nb', 'shop/cart', 'TCP/80', 'allow'],
    ]);
  });

  it('14: isolation is per direction: the Baseline tier still judges the other one', () => {
    const baseline = tiered('Baseline', 1, 'b', 'ingress: [{action: Deny, from: [{namespaces: {}}]}]');
    const egressOnly = networkPolicy(`{podSelector: ${web}, policyTypes: [Egress], egress: [{}]}`);
    expectVerdicts(documents(baseline, egressOnly), [['lab/nb', 'shop/web', 'TCP/80', 'deny']]);
  });

  it('15: the lower number goes first, in each tier for itself', () => {
    const admin = tiered('Admin', 1000, 'late', `egress: [{action: Deny, to: ${fromShop}}]`);
    const first = tiered(
      'Admin',
      999,
      'z-early',
      `egress: [{action: Accept, to: [{pods: {namespaceSelector: {}, podSelector: ${web}}}]}]`,
    );
    const baseline = tiered('Baseline', 0, 'b', 'egress: [{action: Accept, to: [{namespaces: {}}]}]');
    expectVerdicts(documents(admin, baseline, first), [
      ['lab/nb', 'shop/web', 'TCP/80', 'allow'],
      ['lab/nb', 'shop/cart', 'TCP/80', 'deny'],
    ]);
  });

  it('16, 17: the tiers know pods only: no outside address, no node, no pod of the host network', () => {
    expectVerdicts(rules('ingress', '{action: Deny, from: [{namespaces: {}}]}'), [
      ['lab/nb', 'shop/web', 'TCP/80', 'deny'],
      ['203.0.113.7', 'shop/web', 'TCP/80', 'allow'],
      ['172.18.0.12', 'shop/web', 'TCP/80', 'allow'],
      ['lab/nb', '172.18.0.11', 'TCP/10250', 'allow'],
    ]);
  });

  it('17: a pod of the host network is reached by nodes, and is its node for NetworkPolicy', () => {
    expectVerdicts(rules('egress', '{action: Deny, to: [{nodes: {matchLabels: {zone: a}}}]}'), [
      ['shop/web', '172.18.0.11', 'TCP/10250', 'deny'],
      ['shop/web', '172.18.0.12', 'TCP/10250', 'allow'],
    ]);
    expectVerdicts(
      networkPolicy(
        `{podSelector: ${web}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}]}`,
      ),
      [['shop/web', '172.18.0.11', 'TCP/10250', 'deny']],
    );
  });

  it('18: the own node may always enter an isolated pod, other nodes not', () => {
    expectVerdicts(networkPolicy('{podSelector: {}}'), [
      ['172.18.0.11', 'shop/web', 'TCP/8080', 'allow'],
      ['fd00:18::11', 'shop/web@6', 'TCP/8080', 'allow'],
      ['172.18.0.12', 'shop/web', 'TCP/8080', 'deny'],
      ['172.18.0.12', 'shop/db', 'TCP/5432', 'allow'],
    ]);
  });

  it('19: the own address is always allowed', () => {
    const deny = rules('egress', '{action: Deny, to: [{networks: [0.0.0.0/0]}]}');
    expectVerdicts(documents(deny, networkPolicy('{podSelector: {}, policyTypes: [Ingress, Egress]}')), [
      ['shop/web', 'shop/web', 'TCP/80', 'allow'],
      ['shop/web', 'shop/cart', 'TCP/80', 'deny'],
    ]);
  });

  it('20: networks hold pods, nodes and ICMP, and a Pass above them lets pods through', () => {
    const deny = '{action: Deny, to: [{networks: [0.0.0.0/0]}]}';
    expectVerdicts(rules('egress', deny), [
      ['shop/web', 'lab/nb', 'TCP/80', 'deny'],
      ['shop/web', '172.18.0.12', 'TCP/80', 'deny'],
      ['shop/web', '203.0.113.7', 'ICMP/8', 'deny'],
    ]);
    expectVerdicts(rules('egress', `{action: Pass, to: [{namespaces: {}}]}, ${deny}`), [
      ['shop/web', 'lab/nb', 'TCP/80', 'allow'],
      ['shop/web', '203.0.113.7', 'TCP/80', 'deny'],
    ]);
  });

  it('22: *.x is any depth and never the apex; case and a trailing dot do not count', () => {
    const policies = documents(
      rules(
        'egress',
        '{action: Accept, to: [{domainNames: ["*.Example.org.", other.example.net]}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}',
      ),
    );
    const { set } = lower(policies);
    const to = (name: string): string =>
      verdict(set, { from: 'shop/web', to: '203.0.113.7', names: [name] } satisfies Probe);
    expect(['a.example.org', 'a.b.example.org', 'other.example.net'].map(to)).toEqual([
      'allow',
      'allow',
      'allow',
    ]);
    expect(['example.org', 'badexample.org', 'a.other.example.net'].map(to)).toEqual([
      'deny',
      'deny',
      'deny',
    ]);
  });

  it('24: ICMP of an isolated pod needs a rule without ports', () => {
    const withPorts = networkPolicy(`{podSelector: ${web}, ingress: [{ports: [{}]}]}`);
    const without = networkPolicy(`{podSelector: ${web}, ingress: [{from: [{namespaceSelector: {}}]}]}`);
    expectVerdicts(withPorts, [['lab/nb', 'shop/web', 'ICMP/8', 'deny']]);
    expectVerdicts(without, [['lab/nb', 'shop/web', 'ICMP/8', 'allow']]);
    expectVerdicts(rules('egress', '{action: Deny, to: [{namespaces: {}}]}'), [
      ['lab/nb', 'shop/web', 'ICMP/8', 'deny'],
    ]);
  });

  it('25: readers prune and default by themselves', () => {
    expect(
      errors(networkPolicy('{podSelector: null, policyTypes: [Ingress, Ingress], ingress: null}')),
    ).toEqual([]);
    expect(findings(baselineAdminNetworkPolicy('{subject: {namespaces: {}}, ingress: null}'))).toEqual([]);
    expectVerdicts(networkPolicy('{podSelector: null}'), [['lab/nb', 'shop/web', 'TCP/80', 'deny']]);
  });

  it('selectors do not reach into another cluster', () => {
    expectVerdicts(networkPolicy(`{podSelector: ${web}, ingress: [{from: [{podSelector: {}}]}]}`), [
      ['10.99.0.1', 'shop/web', 'TCP/80', 'deny'],
      ['lab/nb', '10.99.0.1', 'TCP/80', 'allow'],
    ]);
  });
});
