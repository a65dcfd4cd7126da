import { describe, expect, it } from 'vitest';
import { calico } from '../../../src/dialects/calico/index.ts';
import { check, findings } from './judging.ts';
import {
  clusterNetworkPolicy,
  documents,
  egress,
  globalNetworkSet,
  gnp,
  ingress,
  kubernetesPolicy,
  networkSet,
  np,
  tier,
} from './objects.ts';

const outside = '203.0.113.7';

describe('rules', () => {
  it('are asked in their order, and Log goes on', () => {
    check(ingress('{action: Log}, {action: Deny, protocol: UDP}, {action: Allow}, {action: Deny}'), {
      'data/db > shop/web UDP/80': 'deny',
      'data/db > shop/web TCP/80': 'allow',
    });
  });

  it('take networks, and except by notNets', () => {
    check(ingress('{action: Allow, source: {nets: [203.0.113.0/24], notNets: [203.0.113.0/29]}}'), {
      '203.0.113.7 > shop/web': 'deny',
      '203.0.113.8 > shop/web': 'allow',
      '192.0.2.1 > shop/web': 'deny',
    });
  });

  it('want networks and selectors of one side together, for sets too', () => {
    const policies = documents(
      globalNetworkSet('{kind: partner}', '198.51.100.0/24'),
      egress(
        '{action: Allow, destination: {selector: "has(kind) || has(app)", nets: [198.51.100.0/28, 10.1.0.12/32]}}',
      ),
    );
    check(policies, {
      'shop/web > 198.51.100.1': 'allow',
      'shop/web > 198.51.100.20': 'deny',
      'shop/web > shop/cart': 'allow',
      'shop/web > data/db': 'deny',
    });
  });

  it('take sets out by notSelector', () => {
    const policies = documents(
      globalNetworkSet('{kind: partner}', '198.51.100.0/24', 'fd00:99::/64'),
      egress('{action: Allow, destination: {notSelector: "kind == \'partner\'"}}'),
    );
    check(policies, {
      'shop/web > 198.51.100.1': 'deny',
      'shop/web > fd00:99::1 TCP/80 v6': 'deny',
      'shop/web > 192.0.2.1': 'allow',
    });
  });

  it('take single addresses in sets', () => {
    const policies = documents(
      globalNetworkSet('{kind: partner}', '198.51.100.9'),
      egress('{action: Allow, destination: {selector: "kind == \'partner\'"}}'),
    );
    check(policies, { 'shop/web > 198.51.100.9': 'allow', 'shop/web > 198.51.100.8': 'deny' });
  });

  it('find sets of a namespace by its labels and its name', () => {
    const rule = (selector: string) =>
      documents(
        networkSet('data', '{kind: store}', '192.0.2.0/24'),
        egress(`{action: Allow, destination: {namespaceSelector: "${selector}"}}`),
      );
    for (const selector of ["team == 'store'", "projectcalico.org/name == 'data'"]) {
      check(rule(selector), { 'shop/web > 192.0.2.1': 'allow', 'shop/web > data/db': 'allow' });
    }
    check(rule("team == 'retail'"), { 'shop/web > 192.0.2.1': 'deny', 'shop/web > lab/nb': 'allow' });
  });

  it('restrict the own end too', () => {
    check(ingress('{action: Allow, destination: {nets: [10.1.0.11/32]}}', 'has(app)'), {
      'lab/nb > shop/web': 'allow',
      'lab/nb > shop/cart': 'deny',
    });
  });

  it('know service accounts by name and by label', () => {
    const rule = (accounts: string) => ingress(`{action: Allow, source: {serviceAccounts: {${accounts}}}}`);
    check(rule('names: [db-sa]'), { 'data/db > shop/web': 'allow', 'shop/cart > shop/web': 'deny' });
    check(rule('selector: "role == \'store\'"'), {
      'data/db > shop/web': 'allow',
      'shop/cart > shop/web': 'deny',
    });
    check(rule('names: [db-sa], selector: "role == \'ui\'"'), { 'data/db > shop/web': 'deny' });
    check(np('{ingress: [{action: Allow, source: {serviceAccounts: {names: [db-sa]}}}]}'), {
      'data/db > shop/web': 'deny',
    });
  });

  it('select by service account', () => {
    check(np('{serviceAccountSelector: "role == \'ui\'", types: [Ingress]}'), {
      'data/db > shop/web': 'deny',
      'data/db > shop/cart': 'allow',
    });
  });

  it('exclude ports, protocols and ICMP types', () => {
    check(ingress('{action: Allow, protocol: TCP, destination: {notPorts: [22, "8000:8100"]}}'), {
      'data/db > shop/web TCP/22': 'deny',
      'data/db > shop/web TCP/8050': 'deny',
      'data/db > shop/web TCP/80': 'allow',
    });
    check(ingress('{action: Allow, notProtocol: UDP}'), {
      'data/db > shop/web UDP/80': 'deny',
      'data/db > shop/web TCP/80': 'allow',
    });
    check(ingress('{action: Allow, protocol: ICMP, notICMP: {type: 8, code: 1}}'), {
      'data/db > shop/web ICMP/8.1': 'deny',
      'data/db > shop/web ICMP/8.0': 'allow',
    });
    check(ingress('{action: Allow, protocol: TCP, destination: {notPorts: [http]}}'), {
      'data/db > shop/web TCP/8080': 'deny',
      'data/db > shop/web TCP/8081': 'allow',
    });
  });

  it('name protocols in any case and by number, and ports as text', () => {
    check(
      ingress('{action: Allow, protocol: tcp, destination: {ports: ["80"]}}, {action: Allow, protocol: 132}'),
      {
        'data/db > shop/web TCP/80': 'allow',
        'data/db > shop/web TCP/81': 'deny',
        'data/db > shop/web SCTP/81': 'allow',
      },
    );
  });

  it('take names of ports without a protocol: the protocol is that of the port', () => {
    check(ingress('{action: Allow, destination: {ports: [stats]}}', "app == 'cart'"), {
      'data/db > shop/cart UDP/8125': 'allow',
      'data/db > shop/cart TCP/8125': 'deny',
    });
  });

  it('ask for source ports, by number and by name', () => {
    check(ingress('{action: Allow, protocol: TCP, source: {ports: ["1000:2000"]}}'), {
      'data/db > shop/web TCP/80 from 1500': 'allow',
      'data/db > shop/web TCP/80 from 2001': 'deny',
    });
    check(ingress('{action: Allow, protocol: TCP, source: {ports: [sql]}}'), {
      'data/db > shop/web TCP/80 from 5432': 'allow',
      'data/db2 > shop/web TCP/80 from 5432': 'deny',
      'data/db2 > shop/web TCP/80 from 5433': 'allow',
    });
  });

  it('can be for one family', () => {
    check(ingress('{action: Allow, ipVersion: 6}'), {
      'data/db > shop/web TCP/80 v6': 'allow',
      'data/db > shop/web TCP/80': 'deny',
    });
  });

  it('let neighbour discovery pass, and drop the encapsulation of pods', () => {
    const lock = np('{types: [Ingress, Egress]}');
    check(lock, {
      'shop/web > shop/cart ICMPv6/135 v6': 'allow',
      'shop/web > shop/cart ICMPv6/128 v6': 'deny',
    });
    check(gnp('{selector: "has(nothing)"}'), { [`shop/web > ${outside} UDP/4789`]: 'deny' });
    const judged = { settings: { encapsulationFromPods: 'judge' } };
    check(gnp('{selector: "has(nothing)"}'), { [`shop/web > ${outside} UDP/4789`]: 'allow' }, judged);
  });
});

describe('policies of Kubernetes', () => {
  it('never mean network sets', () => {
    const policies = documents(
      networkSet('shop', '{app: web}', '192.0.2.0/24'),
      kubernetesPolicy('{podSelector: {}, egress: [{to: [{podSelector: {}}]}], policyTypes: [Egress]}'),
    );
    check(policies, { 'shop/web > 192.0.2.1': 'deny', 'shop/web > shop/cart': 'allow' });
  });

  it('mean network sets by a ClusterNetworkPolicy peer of namespaces, not by one of pods', () => {
    const policy = (peer: string) =>
      documents(
        networkSet('data', '{app: web}', '192.0.2.0/24'),
        clusterNetworkPolicy(
          `{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [${peer}]}]}`,
        ),
      );
    const data = '{matchLabels: {team: store}}';
    check(policy(`{namespaces: ${data}}`), { 'shop/web > 192.0.2.1': 'deny', 'shop/web > data/db': 'deny' });
    check(policy(`{pods: {namespaceSelector: ${data}, podSelector: {}}}`), {
      'shop/web > 192.0.2.1': 'allow',
      'shop/web > data/db': 'deny',
    });
  });

  it('stand before and after the tiers of Calico by release', () => {
    const policies = documents(
      tier('app', '{order: 2000}'),
      gnp('{tier: app, selector: "app == \'web\'", types: [Ingress], ingress: [{action: Allow}]}', 'app.p'),
      clusterNetworkPolicy(
        '{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
      ),
    );
    check(policies, { 'data/db > shop/web': 'deny' });
    check(policies, { 'data/db > shop/web': 'allow' }, { version: '3.31' });
    expect(findings(policies, '3.31')).toContain('warning not-enforced ');
  });

  it('are v1alpha1 until 3.31, without a baseline in 3.29', () => {
    const admin = `apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: a}
spec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}\n`;
    const baseline = admin
      .replace('kind: Admin', 'kind: BaselineAdmin')
      .replace('name: a', 'name: default')
      .replace('priority: 1, ', '');
    const asked = 'data/db > shop/web';
    for (const [version, first, second] of [
      ['3.29', 'deny', 'allow'],
      ['3.30', 'deny', 'deny'],
      ['3.31', 'deny', 'deny'],
      ['3.32', 'allow', 'allow'],
    ]) {
      check(admin, { [asked]: first }, { version });
      check(baseline, { [asked]: second }, { version });
    }
  });

  it('are among the kinds of a release only where it enforces them', () => {
    const tiered = (version: string) =>
      calico
        .kinds(version)
        .flatMap(({ group, kind }) => (group === 'policy.networking.k8s.io' ? [kind] : []));
    expect(tiered('')).toEqual(['ClusterNetworkPolicy']);
    expect(tiered('3.30')).toEqual(['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy']);
  });

  it('lead Pass of the admin tier to the tiers behind, and its baseline is asked after the default tier', () => {
    const admin = clusterNetworkPolicy(
      '{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Pass, from: [{namespaces: {}}]}]}',
    );
    const baseline = clusterNetworkPolicy(
      '{tier: Baseline, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
      'b',
    );
    check(documents(admin, baseline), { 'data/db > shop/web': 'deny' });
    check(documents(admin, baseline, kubernetesPolicy('{podSelector: {}, ingress: [{}]}')), {
      'data/db > shop/web': 'allow',
    });
  });
});
