import { describe, expect, it } from 'vitest';
import { http, type Question, verdict } from './judging.ts';
import {
  cidrGroup,
  clientEgress,
  cnp,
  documents,
  fromClient,
  webIngress,
  webIngressDeny,
} from './objects.ts';

const ask = (policies: string, more: Partial<Question> = {}) =>
  verdict(policies, { from: 'client', to: 'web', ...more });

describe('ports', () => {
  const asked = (port: string, ...traffic: string[]) =>
    traffic.map((one) => ask(webIngress(`{toPorts: [{ports: [${port}]}]}`), { traffic: one }));

  it('are ranges, both ends inclusive, in which an end below the port counts for nothing', () => {
    expect(asked('{port: "80", endPort: 90, protocol: TCP}', 'TCP/79', 'TCP/80', 'TCP/90', 'TCP/91')).toEqual(
      ['deny', 'allow', 'allow', 'deny'],
    );
    expect(asked('{port: "80", endPort: 70, protocol: TCP}', 'TCP/75', 'TCP/80')).toEqual(['deny', 'allow']);
  });

  it('are all of the protocol with port 0', () => {
    expect(asked('{port: "0", protocol: TCP}', 'TCP/1', 'UDP/1')).toEqual(['allow', 'deny']);
    expect(asked('{port: "0"}', 'SCTP/1', 'ICMP/8')).toEqual(['allow', 'deny']);
  });

  it('are octal with a leading zero, as the parser of the agent has it', () => {
    expect(asked('{port: "010", protocol: TCP}', 'TCP/8', 'TCP/10')).toEqual(['allow', 'deny']);
  });

  it('have the names of the destination: the own ones on ingress, those of each peer on egress', () => {
    expect(asked('{port: http, protocol: TCP}', 'TCP/8080', 'TCP/9090')).toEqual(['allow', 'deny']);
    const out = clientEgress('{toPorts: [{ports: [{port: HTTP, protocol: TCP}]}]}');
    expect(ask(out, { to: 'web', traffic: 'TCP/8080' })).toBe('allow');
    expect(ask(out, { to: 'other', traffic: 'TCP/9090' })).toBe('allow');
    expect(ask(out, { to: 'other', traffic: 'TCP/8080' })).toBe('deny');
    expect(ask(out, { to: 'world', traffic: 'TCP/8080' })).toBe('deny');
  });

  it('are none where an item names none', () => {
    expect(ask(webIngress(`{${fromClient}, toPorts: [{}]}`))).toBe('deny');
    expect(ask(webIngress(`{${fromClient}, toPorts: []}`))).toBe('allow');
  });
});

describe('ICMP', () => {
  const asked = (field: string, traffic: string, family?: 4 | 6) =>
    ask(webIngress(`{${fromClient}, icmps: [{fields: [${field}]}]}`), { traffic, family });

  it('is matched by type and family, never by code', () => {
    expect(asked('{type: 8}', 'ICMP/8')).toBe('allow');
    expect(asked('{type: EchoRequest, family: IPv6}', 'ICMPv6/128', 6)).toBe('allow');
    expect(asked('{type: 8}', 'ICMPv6/8', 6)).toBe('deny');
    expect(asked('{type: DestinationUnreachable}', 'ICMP/3/9')).toBe('allow');
    expect(asked('{type: 8}', 'TCP/80')).toBe('deny');
  });

  it('of neighbour discovery is not judged', () => {
    expect(ask(webIngress('{}'), { traffic: 'ICMPv6/135', family: 6 })).toBe('allow');
  });
});

describe('CIDR groups', () => {
  it('are named, or chosen by their labels', () => {
    const groups = documents(
      cidrGroup('office', '[198.51.100.0/25]', '{where: office}'),
      cidrGroup('home', '[203.0.113.0/24]', '{where: home}'),
    );
    const asked = (rule: string, from: string) =>
      ask(documents(groups, webIngress(`{fromCIDRSet: [${rule}]}`)), { from });
    expect(['world', '203.0.113.1'].map((from) => asked('{cidrGroupRef: office}', from))).toEqual([
      'allow',
      'deny',
    ]);
    expect(
      ['world', '203.0.113.1'].map((from) =>
        asked('{cidrGroupSelector: {matchLabels: {where: home}}}', from),
      ),
    ).toEqual(['deny', 'allow']);
    expect(asked('{cidrGroupSelector: {}}', 'world')).toBe('allow');
    expect(asked('{cidrGroupRef: office, except: [198.51.100.7/32]}', 'world')).toBe('deny');
  });
});

describe('services', () => {
  const asked = (service: string, to: string) =>
    ask(clientEgress(`{toServices: [${service}]}`), { to, traffic: 'TCP/5432' });

  it('with a selector stand for its pods, by name or by their labels', () => {
    for (const service of [
      '{k8sService: {serviceName: web, namespace: shop}}',
      '{k8sService: {serviceName: web}}',
      '{k8sServiceSelector: {selector: {matchLabels: {env: test}}}}',
    ]) {
      expect([asked(service, 'web'), asked(service, 'other')]).toEqual(['allow', 'deny']);
    }
    expect(asked('{k8sService: {serviceName: web, namespace: ops}}', 'web')).toBe('deny');
  });

  it('without one stand for addresses outside the cluster', () => {
    const old = '{k8sService: {serviceName: old, namespace: shop}}';
    expect(asked(old, '203.0.113.70')).toBe('allow');
    expect(asked(old, 'other'), 'an endpoint that is a pod').toBe('deny');
  });
});

describe('default deny', () => {
  const rule = (more: string) => `{endpointSelector: {matchLabels: {app: web}}, ${more}}`;

  it('is for the direction that has rules', () => {
    expect(ask(webIngress('{}'), { from: 'web', to: 'other' })).toBe('allow');
    const none = cnp(rule('enableDefaultDeny: {egress: true}, ingress: [{fromEntities: [all]}]'));
    expect(ask(none, { from: 'web', to: 'other' }), 'no rules of the direction').toBe('allow');
  });

  it('can be left out, unless the agent does not obey that', () => {
    const open = cnp(rule('enableDefaultDeny: {ingress: false}, ingress: [{}]'));
    expect(ask(open)).toBe('allow');
    expect(ask(open, { options: { enableNonDefaultDenyPolicies: 'false' } })).toBe('deny');
    expect(ask(documents(open, webIngress('{}', 'q'))), 'another policy isolates').toBe('deny');
  });

  it('is for everyone in mode always, and for nobody in mode never', () => {
    expect(ask('', { options: { policyEnforcementMode: 'always' } })).toBe('deny');
    expect(ask(webIngress('{}'), { options: { policyEnforcementMode: 'never' } })).toBe('allow');
    const firewall = { policyEnforcementMode: 'always', hostFirewall: 'true' };
    expect(ask('', { from: 'world', to: 'node:n1', options: firewall })).toBe('deny');
  });
});

describe('audit mode', () => {
  const options = { policyAuditMode: 'true' };

  it('lets through what policies deny, and goes on refusing requests', () => {
    const l7 = webIngress(
      `{${fromClient}, toPorts: [{ports: [{port: "80", protocol: TCP}], rules: {http: [{path: /a}]}}]}`,
    );
    const request = http('GET', '/b');
    expect(ask(webIngress('{}'), { options })).toBe('allow');
    expect(ask(l7, { options, traffic: 'TCP/80', request })).toBe('l7-deny');
    expect(
      ask(documents(l7, webIngressDeny('{fromEntities: [all]}')), { options, traffic: 'TCP/80', request }),
    ).toBe('allow');
  });
});

describe('authentication', () => {
  it('is taken to succeed, unless it is one that always fails', () => {
    const item = (mode: string) => webIngress(`{${fromClient}, authentication: {mode: ${mode}}}`);
    expect(['disabled', 'required', 'test-always-fail'].map((mode) => ask(item(mode)))).toEqual([
      'allow',
      'allow',
      'deny',
    ]);
  });
});

describe('a pod', () => {
  it('always reaches itself', () => {
    expect(ask(cnp('{endpointSelector: {}, ingress: [{}], egress: [{}]}'), { from: 'web', to: 'web' })).toBe(
      'allow',
    );
  });
});
