import { describe, expect, it } from 'vitest';
import { check, verdict } from './judging.ts';
import {
  clusterNetworkPolicy,
  documents,
  egress,
  globalNetworkSet,
  gnp,
  hostEndpoint,
  ingress,
  kubernetesPolicy,
  networkSet,
  np,
  staged,
  tier,
} from './objects.ts';

const outside = '203.0.113.7';

describe('what is easily got wrong in Calico', () => {
  it('limits a lone notSelector to the own namespace in a namespaced policy, and to nothing in a global one', () => {
    const rule = '{action: Allow, source: {notSelector: "app == \'cart\'"}}';
    check(np(`{selector: "app == 'web'", ingress: [${rule}]}`), {
      [`${outside} > shop/web`]: 'deny',
      'data/db > shop/web': 'deny',
      'shop/cart > shop/web': 'deny',
    });
    check(ingress(rule), {
      [`${outside} > shop/web`]: 'allow',
      'data/db > shop/web': 'allow',
      'shop/cart > shop/web': 'deny',
    });
  });

  it('never matches outside addresses by selector "!has(x)", and does by notSelector "has(x)"', () => {
    check(ingress("{action: Allow, source: {selector: '!has(app)'}}"), {
      [`${outside} > shop/web`]: 'deny',
      'lab/nb > shop/web': 'allow',
    });
    check(ingress("{action: Allow, source: {notSelector: 'has(app)'}}"), {
      [`${outside} > shop/web`]: 'allow',
      'lab/nb > shop/web': 'allow',
      'shop/cart > shop/web': 'deny',
    });
  });

  it('folds a notSelector into a selector beside it', () => {
    check(ingress("{action: Allow, source: {selector: 'all()', notSelector: \"app == 'cart'\"}}"), {
      [`${outside} > shop/web`]: 'deny',
      'data/db > shop/web': 'allow',
      'shop/cart > shop/web': 'deny',
    });
  });

  it('ends a tier in its Deny only for endpoints that a policy of it governs in this direction', () => {
    const policies = documents(
      tier('sec', '{order: 10}'),
      gnp('{tier: sec, selector: "app == \'web\'", types: [Egress]}', 'sec-policy'),
    );
    check(policies, {
      'shop/web > data/db': 'deny',
      'data/db > shop/web': 'allow',
      'shop/cart > data/db': 'allow',
    });
  });

  it('leads Pass in the last tier to the profile, which allows pods', () => {
    check(ingress('{action: Pass}'), { [`${outside} > shop/web`]: 'allow' });
    const beyond = documents(
      ingress('{action: Pass}'),
      tier('late', '{order: 2000000}'),
      gnp('{tier: late, selector: "app == \'web\'", types: [Ingress]}', 'late-policy'),
    );
    check(beyond, { [`${outside} > shop/web`]: 'deny' });
  });

  it('goes on in the next tier after an end action Pass', () => {
    const policies = documents(
      tier('sec', '{order: 10, defaultAction: Pass}'),
      gnp('{tier: sec, selector: "app == \'web\'", types: [Ingress]}', 'sec-policy'),
      ingress(`{action: Allow, source: {nets: [${outside}/32]}}`),
    );
    check(policies, { [`${outside} > shop/web`]: 'allow', 'shop/cart > shop/web': 'deny' });
  });

  it('selects hosts by all() in a global policy, and none once there is a namespaceSelector', () => {
    const endpoint = hostEndpoint('{node: n1, interfaceName: eth0, profiles: [projectcalico-default-allow]}');
    const denial = 'types: [Ingress], ingress: [{action: Deny}]';
    check(documents(endpoint, gnp(`{selector: all(), ${denial}}`)), {
      [`${outside} > node:n1`]: 'deny',
      [`${outside} > shop/web`]: 'deny',
    });
    check(documents(endpoint, gnp(`{selector: all(), namespaceSelector: all(), ${denial}}`)), {
      [`${outside} > node:n1`]: 'allow',
      [`${outside} > shop/web`]: 'deny',
    });
    check(documents(endpoint, gnp(`{selector: all(), serviceAccountSelector: all(), ${denial}}`)), {
      [`${outside} > node:n1`]: 'allow',
      [`${outside} > shop/web`]: 'deny',
    });
  });

  it('drops a rule for the family of which its notNets have none', () => {
    check(ingress('{action: Allow, source: {notNets: ["fd00:9::/32"]}}'), {
      'shop/cart > shop/web': 'deny',
      'shop/cart > shop/web TCP/80 v6': 'allow',
    });
    check(ingress('{action: Deny, source: {notNets: ["fd00:9::/32"]}}, {action: Allow}'), {
      'shop/cart > shop/web': 'allow',
      'shop/cart > shop/web TCP/80 v6': 'deny',
    });
  });

  it('does not limit a side without any selector to the namespace', () => {
    check(np('{selector: "app == \'web\'", ingress: [{action: Allow, source: {nets: [0.0.0.0/0]}}]}'), {
      'data/db > shop/web': 'allow',
      [`${outside} > shop/web`]: 'allow',
    });
    check(np('{selector: "app == \'web\'", ingress: [{action: Allow}]}'), { 'data/db > shop/web': 'allow' });
  });

  it('means endpoints in a namespace by all() of a namespaceSelector, and those in none by global()', () => {
    const sets = documents(
      globalNetworkSet('{kind: partner}', '198.51.100.0/24'),
      networkSet('data', '{kind: partner}', '192.0.2.0/24'),
    );
    const policy = (namespaces: string) =>
      documents(
        sets,
        np(
          `{selector: "app == 'web'", egress: [{action: Allow, destination: {selector: "kind == 'partner'"${namespaces}}}]}`,
        ),
      );
    const asked = ['shop/web > 198.51.100.1', 'shop/web > 192.0.2.1'] as const;
    const answers = (namespaces: string) => asked.map((one) => verdict(policy(namespaces), one));
    expect(answers('')).toEqual(['deny', 'deny']);
    expect(answers(', namespaceSelector: all()')).toEqual(['deny', 'allow']);
    expect(answers(', namespaceSelector: global()')).toEqual(['allow', 'deny']);
  });

  it('finds a GlobalNetworkSet by its own labels only', () => {
    const policy = (selector: string) =>
      documents(
        globalNetworkSet('{team: retail}', '198.51.100.0/24'),
        egress(`{action: Allow, destination: {${selector}}}`),
      );
    expect(verdict(policy('selector: "team == \'retail\'"'), 'shop/web > 198.51.100.1')).toBe('allow');
    expect(verdict(policy('namespaceSelector: "team == \'retail\'"'), 'shop/web > 198.51.100.1')).toBe(
      'deny',
    );
  });

  it('governs by the rules that there are where types is absent', () => {
    check(np('{selector: "app == \'web\'", egress: [{action: Allow}]}'), { 'data/db > shop/web': 'allow' });
    check(np('{selector: "app == \'web\'"}'), {
      'data/db > shop/web': 'deny',
      'shop/web > data/db': 'allow',
    });
    check(np('{selector: "app == \'web\'", ingress: [{action: Allow}], egress: [{action: Deny}]}'), {
      'data/db > shop/web': 'allow',
      'shop/web > data/db': 'deny',
    });
    check(np('{selector: "app == \'web\'", ingress: [], egress: []}'), {
      'data/db > shop/web': 'deny',
      'shop/web > data/db': 'allow',
    });
  });

  it('isolates ingress by an egress policy of Kubernetes, which Calico does not', () => {
    check(kubernetesPolicy('{podSelector: {matchLabels: {app: web}}, egress: [{}]}'), {
      'data/db > shop/web': 'deny',
      'shop/web > data/db': 'allow',
    });
  });

  it('puts policies without order last, and tiers without order after all others', () => {
    const policies = documents(
      gnp('{selector: "app == \'web\'", ingress: [{action: Allow}]}', 'a'),
      gnp('{selector: "app == \'web\'", order: 1.0e+9, ingress: [{action: Deny}]}', 'z'),
    );
    check(policies, { 'data/db > shop/web': 'deny' });
    const tiers = documents(
      tier('aaa', '{}'),
      gnp('{tier: aaa, selector: "app == \'web\'", ingress: [{action: Deny}]}', 'in-aaa'),
      ingress('{action: Allow}'),
    );
    check(tiers, { 'data/db > shop/web': 'allow' });
  });

  it('breaks ties by the bytes of name/namespace/kind, so that web-allow comes before web', () => {
    const policies = documents(
      gnp('{selector: "app == \'web\'", order: 5, ingress: [{action: Deny}]}', 'web'),
      gnp('{selector: "app == \'web\'", order: 5, ingress: [{action: Allow}]}', 'web-allow'),
    );
    check(policies, { 'data/db > shop/web': 'allow' });
    const sameName = documents(
      np('{selector: "app == \'web\'", order: 5, ingress: [{action: Allow}]}'),
      gnp('{selector: "app == \'web\'", order: 5, ingress: [{action: Deny}]}'),
    );
    check(sameName, { 'data/db > shop/web': 'deny' });
  });

  it('breaks ties by the stored name until 3.31: the namespace first, then the tier', () => {
    const policies = documents(
      np('{selector: "app == \'web\'", order: 5, ingress: [{action: Allow}]}', 'shop', 'a'),
      gnp('{selector: "app == \'web\'", order: 5, ingress: [{action: Deny}]}', 'z'),
    );
    check(policies, { 'data/db > shop/web': 'allow' });
    check(policies, { 'data/db > shop/web': 'deny' }, { version: '3.31' });
  });

  it('can allow after order 1000 what Kubernetes isolates, and deny before it what Kubernetes allows', () => {
    const isolation = kubernetesPolicy('{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}');
    check(documents(isolation, ingress('{action: Allow}')), { 'data/db > shop/web': 'allow' });
    const open = kubernetesPolicy('{podSelector: {}, ingress: [{}]}');
    const early = gnp(
      '{selector: "app == \'web\'", order: 999, types: [Ingress], ingress: [{action: Deny}]}',
    );
    const late = gnp(
      '{selector: "app == \'web\'", order: 1001, types: [Ingress], ingress: [{action: Deny}]}',
    );
    check(documents(open, early), { 'data/db > shop/web': 'deny' });
    check(documents(open, late), { 'data/db > shop/web': 'allow' });
  });

  it('fails closed where a ClusterNetworkPolicy has peers of nodes or names', () => {
    const policy = (action: string, peer: string) =>
      clusterNetworkPolicy(
        `{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: ${action}, to: [${peer}]}, {action: Deny, to: [{networks: ["203.0.113.0/24"]}]}]}`,
      );
    const nodes = '{nodes: {}}';
    check(policy('Accept', nodes), { 'shop/web > 203.0.113.1': 'deny', 'shop/web > node:n2': 'allow' });
    for (const action of ['Deny', 'Pass']) {
      check(policy(action, nodes), { 'shop/web > data/db': 'deny', 'shop/web > 198.51.100.1': 'deny' });
    }
    check(policy('Accept', '{domainNames: ["a.example"]}'), { 'shop/web > 203.0.113.1': 'deny' });
    check(policy('Deny', '{networks: ["192.0.2.0/24"]}, {nodes: {}}'), { 'shop/web > data/db': 'deny' });
  });

  it('ends the prefix of a path at a segment, and compares methods by case', () => {
    const policy = ingress('{action: Allow, protocol: TCP, http: {methods: [GET], paths: [{prefix: /pub}]}}');
    check(policy, { 'data/db > shop/web': 'allow' });
  });

  it('takes a name for a port with a dash', () => {
    check(ingress('{action: Allow, protocol: TCP, destination: {ports: ["8000-8100"]}}'), {
      'data/db > shop/web TCP/8080': 'deny',
    });
  });

  it('resolves a port name at each endpoint, filtered by the selector and the protocol', () => {
    const policy = gnp(
      '{selector: "app == \'db\'", types: [Ingress], ingress: [{action: Allow, protocol: TCP, destination: {ports: [sql]}}]}',
    );
    check(policy, {
      'shop/web > data/db TCP/5432': 'allow',
      'shop/web > data/db2 TCP/5432': 'deny',
      'shop/web > data/db2 TCP/5433': 'allow',
      'shop/web > data/db UDP/5432': 'deny',
    });
    const filtered = egress(
      '{action: Allow, protocol: TCP, destination: {selector: "app == \'cart\'", ports: [http, sql]}}',
    );
    check(filtered, { 'shop/web > shop/cart TCP/8081': 'allow', 'shop/web > data/db TCP/5432': 'deny' });
  });

  it('never asks a pod about its own host, and judges other hosts by address', () => {
    const policy = np('{selector: all(), types: [Ingress]}');
    check(policy, { 'node:n1 > shop/web': 'allow', 'node:n2 > shop/web': 'deny' });
  });

  it('wants both ends to allow, whatever a high tier said at one of them', () => {
    const policies = documents(
      tier('top', '{order: 1}'),
      gnp(
        '{tier: top, selector: "app == \'web\'", types: [Egress], egress: [{action: Allow}]}',
        'top-policy',
      ),
      np('{selector: all(), types: [Ingress]}', 'data'),
    );
    check(policies, { 'shop/web > data/db': 'deny', 'shop/web > lab/nb': 'allow' });
  });

  it('is not changed by staged policies, alone in a tier or beside enforced ones', () => {
    const policies = documents(
      tier('sec', '{order: 10}'),
      staged(
        'GlobalNetworkPolicy',
        '{name: s}',
        '{tier: sec, selector: all(), types: [Ingress], ingress: [{action: Deny}]}',
      ),
      staged('NetworkPolicy', '{name: t, namespace: shop}', '{selector: all(), types: [Ingress]}'),
      staged('KubernetesNetworkPolicy', '{name: u, namespace: shop}', '{podSelector: {}}'),
    );
    check(policies, { 'data/db > shop/web': 'allow' });
  });

  it('ignores labels of a pod that pretend to be inherited', () => {
    check(ingress('{action: Allow, source: {namespaceSelector: "team == \'retail\'"}}'), {
      'data/db > shop/web': 'deny',
      'shop/cart > shop/web': 'allow',
    });
  });

  it('never matches IPv6 by protocol ICMP', () => {
    check(ingress('{action: Allow, protocol: ICMP}'), {
      'data/db > shop/web ICMP/8': 'allow',
      'data/db > shop/web ICMPv6/128 v6': 'deny',
    });
  });

  it('matches a service as destination by address and port behind the translation, as source by address', () => {
    const to = egress('{action: Allow, destination: {services: {name: db, namespace: data}}}');
    check(to, {
      'shop/web > data/db TCP/5432': 'allow',
      'shop/web > data/db2 TCP/5433': 'allow',
      'shop/web > data/db2 TCP/5432': 'deny',
      'shop/web > 10.96.0.2 TCP/5432': 'allow',
    });
    const from = ingress('{action: Allow, source: {services: {name: db, namespace: data}}}');
    check(from, { 'data/db > shop/web TCP/1': 'allow', 'shop/cart > shop/web': 'deny' });
  });

  it('looks for a service without namespace under no namespace at all', () => {
    const policy = np(
      '{selector: "app == \'db\'", egress: [{action: Allow, destination: {services: {name: db}}}]}',
      'data',
    );
    check(policy, { 'data/db > data/db2 TCP/5433': 'deny' });
  });

  it('lets a pod reach itself, unless through a service', () => {
    check(np('{selector: all(), types: [Ingress, Egress]}'), {
      'shop/web > shop/web': 'allow',
      'shop/web > 10.96.0.1 TCP/80': 'deny',
    });
  });
});
