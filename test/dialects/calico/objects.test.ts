import { describe, expect, it } from 'vitest';
import { calico } from '../../../src/dialects/calico/index.ts';
import { errors, findings, lower, verdict } from './judging.ts';
import {
  crd,
  documents,
  egress,
  globalNetworkSet,
  gnp,
  hostEndpoint,
  ingress,
  np,
  profile,
  staged,
  tier,
} from './objects.ts';

const rule = 'spec.ingress[0]';

/** What is wrong with an ingress rule of a global policy. */
const inRule = (text: string): readonly string[] => errors(ingress(text));

describe('what Calico refuses in a rule', () => {
  it.each([
    ['{action: Accept}', [`unsupported-value ${rule}.action`]],
    ['{}', [`missing-field ${rule}.action`]],
    ['{action: Allow, sources: {}}', [`unknown-field ${rule}.sources`]],
    ['{action: Allow, protocol: TPC}', [`invalid-protocol ${rule}.protocol`]],
    ['{action: Allow, protocol: 256}', [`out-of-range ${rule}.protocol`]],
    ['{action: Allow, ipVersion: 5}', [`unsupported-value ${rule}.ipVersion`]],
    ['{action: Allow, destination: {ports: [80]}}', [`ports-need-protocol ${rule}.destination.ports`]],
    [
      '{action: Allow, protocol: ICMP, source: {notPorts: [a]}}',
      [`ports-need-protocol ${rule}.source.notPorts`],
    ],
    [
      '{action: Allow, protocol: TCP, destination: {ports: ["90:80"]}}',
      [`range-order ${rule}.destination.ports[0]`],
    ],
    [
      '{action: Allow, protocol: TCP, destination: {ports: ["a b"]}}',
      [`invalid-port ${rule}.destination.ports[0]`],
    ],
    [
      '{action: Allow, protocol: TCP, destination: {ports: [65536]}}',
      [`out-of-range ${rule}.destination.ports[0]`],
    ],
    ['{action: Allow, icmp: {type: 8}}', [`icmp-needs-protocol ${rule}.icmp`]],
    ['{action: Allow, protocol: ICMP, icmp: {code: 0}}', [`icmp-code-without-type ${rule}.icmp.code`]],
    ['{action: Allow, protocol: ICMP, icmp: {type: 255}}', [`out-of-range ${rule}.icmp.type`]],
    ['{action: Allow, protocol: ICMP, ipVersion: 6}', [`icmp-other-family ${rule}.ipVersion`]],
    ['{action: Allow, protocol: 58, ipVersion: 4}', [`icmp-other-family ${rule}.ipVersion`]],
    ['{action: Allow, source: {nets: [10.0.0.1]}}', [`invalid-cidr ${rule}.source.nets[0]`]],
    ['{action: Allow, source: {notNets: [0.0.0.0/0]}}', [`negated-everything ${rule}.source.notNets[0]`]],
    [
      '{action: Allow, source: {nets: [10.0.0.0/8]}, destination: {notNets: ["fd00::/8"]}}',
      [`mixed-families ${rule}.destination.notNets[0]`],
    ],
    [
      '{action: Allow, ipVersion: 6, source: {nets: [10.0.0.0/8]}}',
      [`mixed-families ${rule}.source.nets[0]`],
    ],
    ['{action: Allow, source: {selector: "a ="}}', [`invalid-selector ${rule}.source.selector`]],
    ['{action: Allow, source: {selector: "global()"}}', [`misplaced-global ${rule}.source.selector`]],
    [
      '{action: Allow, source: {namespaceSelector: "global() || has(a)"}}',
      [`misplaced-global ${rule}.source.namespaceSelector`],
    ],
    ['{action: Allow, source: {namespaceSelector: "global()"}}', []],
    ['{action: Deny, http: {methods: [GET]}}', [`misplaced-http ${rule}.http`]],
    ['{action: Allow, protocol: UDP, http: {methods: [GET]}}', [`misplaced-http ${rule}.http`]],
    ['{action: Allow, http: {methods: [GET, GET]}}', [`duplicate-item ${rule}.http.methods[1]`]],
    ['{action: Allow, http: {paths: [{}]}}', [`http-path-form ${rule}.http.paths[0]`]],
    ['{action: Allow, http: {paths: [{exact: /a, prefix: /b}]}}', [`http-path-form ${rule}.http.paths[0]`]],
    ['{action: Allow, http: {paths: [{prefix: a}]}}', [`invalid-http-path ${rule}.http.paths[0].prefix`]],
    ['{action: Allow, http: {paths: [{exact: "/a?b"}]}}', [`invalid-http-path ${rule}.http.paths[0].exact`]],
    ['{action: Allow, http: {paths: [{exact: /a}, {prefix: /b}]}}', []],
    [
      '{action: Allow, source: {services: {name: a, namespace: b}, selector: all()}}',
      [`services-alone ${rule}.source.selector`],
    ],
    ['{action: Allow, source: {services: {name: a}}}', [`missing-field ${rule}.source.services.namespace`]],
    [
      '{action: Allow, destination: {services: {name: a, namespace: b}}}',
      [`misplaced-services ${rule}.destination.services`],
    ],
    ['{action: Allow, source: {domains: [a.example]}}', [`unknown-field ${rule}.source.domains`]],
  ])('%s', (text, expected) => {
    expect(inRule(text)).toEqual(expected);
  });

  it('refuses http and services with ports in egress rules', () => {
    const services = '{services: {name: a, namespace: b}, ports: [80]}';
    expect(errors(egress(`{action: Allow, protocol: TCP, destination: ${services}}`))).toEqual([
      'services-with-ports spec.egress[0].destination.services',
    ]);
    expect(errors(egress('{action: Allow, http: {methods: [GET]}}'))).toEqual([
      'misplaced-http spec.egress[0].http',
    ]);
  });

  it('says what may have been meant', () => {
    const [wrong] = lower(ingress('{action: Alow, sorce: {}, protocol: TPC}')).diagnostics.map(
      ({ hint }) => hint,
    );
    expect(wrong).toContain('Allow');
    const { diagnostics } = lower(
      ingress('{action: Allow, protocol: TCP, destination: {ports: ["8000-8100"]}}'),
    );
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ code: 'port-name-looks-like-range', hint: 'For a range write "8000:8100".' }),
    );
  });

  it('says where a selector goes wrong, and of newlines what to do', () => {
    const { diagnostics } = lower(gnp('{selector: "has(a)\\n&& has(b)"}'));
    expect(diagnostics[0]).toMatchObject({
      line: 4,
      message: expect.stringContaining('at character 7'),
      hint: expect.stringContaining('>-'),
    });
  });
});

describe('what Calico refuses in an object', () => {
  it.each([
    [gnp('{preDNAT: true, doNotTrack: true, applyOnForward: true}'), ['host-policy-fields spec.preDNAT']],
    [
      gnp('{preDNAT: true, applyOnForward: true, egress: [{action: Deny}]}'),
      ['host-policy-fields spec.egress'],
    ],
    [gnp('{preDNAT: true, applyOnForward: true, types: [Egress]}'), ['host-policy-fields spec.types']],
    [gnp('{doNotTrack: true}'), ['host-policy-fields spec.applyOnForward']],
    [gnp('{selector: "global()"}'), ['misplaced-global spec.selector']],
    [gnp('{types: []}'), ['too-few spec.types']],
    [gnp(`{selector: "has(${'a'.repeat(1100)})"}`), ['too-long spec.selector']],
    [np('{doNotTrack: true}'), ['unknown-field spec.doNotTrack']],
    [np('{stagedAction: Set}'), ['unknown-field spec.stagedAction']],
    [staged('NetworkPolicy', '{name: p}', '{stagedAction: Undo}'), ['unsupported-value spec.stagedAction']],
    [tier('default', '{order: 5, defaultAction: Deny}'), ['fixed-tier spec.order']],
    [tier('kube-admin', '{order: 1000}'), ['fixed-tier spec.defaultAction']],
    [tier('default', '{order: 1000000}'), []],
    [tier('kube-baseline', '{order: 10000000, defaultAction: Pass}'), []],
    [tier('a'.repeat(64), '{}'), ['invalid-name metadata.name']],
    [gnp('{types: [Ingress, Egress, Ingress]}'), ['too-many spec.types']],
    [gnp('{performanceHints: [Faster]}'), ['unsupported-value spec.performanceHints[0]']],
    [hostEndpoint(`{node: n1, interfaceName: ${'e'.repeat(16)}}`), ['too-long spec.interfaceName']],
    [tier('a.b', '{}'), ['invalid-name metadata.name']],
    [tier('sec', '{defaultAction: Allow}'), ['unsupported-value spec.defaultAction']],
    [hostEndpoint('{interfaceName: eth0}'), ['missing-field spec.node']],
    [hostEndpoint('{node: n1}'), ['missing-field spec.interfaceName']],
    [hostEndpoint('{node: n1, expectedIPs: [10.0.0.0/8]}'), ['invalid-address spec.expectedIPs[0]']],
    [globalNetworkSet('{}', '10.0.0.0/33'), ['invalid-cidr spec.nets[0]']],
    [profile('p', '{ingress: [{action: Permit}]}'), ['unsupported-value spec.ingress[0].action']],
    [documents(np('{}'), np('{}')), ['duplicate-object metadata.name']],
  ])('%s', (text, expected) => {
    expect(errors(text)).toEqual(expected);
  });

  it('has no tier that is not there, in the policies or in the cluster', () => {
    const policy = gnp('{tier: secops, selector: all(), types: [Ingress]}');
    expect(errors(policy)).toEqual(['unknown-tier spec.tier']);
    const near = documents(tier('secop', '{}'), policy);
    expect(lower(near).diagnostics).toContainEqual(
      expect.objectContaining({ code: 'unknown-tier', hint: 'Did you mean "secop"?' }),
    );
    expect(lower(policy, {}, '', tier('secops', '{}')).diagnostics).toEqual([]);
  });

  it('wants the tier in front of a name until 3.31', () => {
    const policy = documents(tier('sec', '{}'), gnp('{tier: sec, selector: all(), types: [Ingress]}'));
    expect(errors(policy)).toEqual([]);
    expect(errors(policy, '3.31')).toEqual(['name-without-tier metadata.name']);
    expect(
      errors(documents(tier('sec', '{}'), gnp('{tier: sec, selector: all()}', 'sec.p')), '3.31'),
    ).toEqual([]);
  });

  it('leaves the rest in force', () => {
    const policies = documents(np('{selector: "a ="}', 'shop', 'bad'), np('{selector: all()}'));
    expect(verdict(lower(policies).set, 'data/db > shop/web')).toBe('deny');
    expect(verdict(lower(np('{selector: "a ="}', 'shop', 'bad')).set, 'data/db > shop/web')).toBe('allow');
  });

  it('warns of what it passes over', () => {
    expect(findings(ingress('{action: Allow, protocol: TCP, source: {notPorts: [22, http]}}'))).toEqual([
      'warning named-source-port-not-judged spec.ingress[0].source.notPorts[1]',
    ]);
  });

  it('warns of rules without effect, and of endpoints of unknown nodes and profiles', () => {
    expect(findings(np('{selector: all(), types: [Ingress], egress: [{action: Deny}]}'))).toEqual([
      'warning ignored-rules spec.egress',
    ]);
    expect(findings(hostEndpoint('{node: n9, interfaceName: eth0, profiles: [absent]}'))).toEqual([
      'warning unknown-node spec.node',
      'warning unknown-profile spec.profiles[0]',
    ]);
  });
});

describe('the groups of the API', () => {
  it('are both read, and an object in both is one', () => {
    const spec = '{selector: all(), types: [Ingress]}';
    const stored = crd('NetworkPolicy', '{name: p, namespace: shop}', spec);
    expect(verdict(stored, 'data/db > shop/web')).toBe('deny');
    expect(findings(documents(np(spec), stored))).toEqual(['info object-in-both-groups apiVersion']);
  });

  it('are told from NetworkPolicy of Kubernetes', () => {
    expect(calico.reads('networking.k8s.io/v1', 'NetworkPolicy')).toBe(true);
    expect(calico.reads('projectcalico.org/v3', 'NetworkPolicy')).toBe(true);
    expect(calico.reads('cilium.io/v2', 'NetworkPolicy')).toBe(false);
    expect(errors('apiVersion: projectcalico.org/v4\nkind: NetworkPolicy\nmetadata: {name: p}\n')).toEqual([
      'unsupported-version apiVersion',
    ]);
  });
});
