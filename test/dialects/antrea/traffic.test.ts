import { describe, expect, it } from 'vitest';
import type { Request } from '../../../src/ir/request.ts';
import { expectVerdicts, findings, lower, sound, verdict } from './judging.ts';
import { policy } from './objects.ts';

const dropping = (what: string) => policy({ ingress: `{action: Drop, ${what}}` });

describe('ports and protocols', () => {
  it('are alternatives, and without both any traffic counts', () => {
    expectVerdicts(
      dropping('ports: [{port: 80, endPort: 82}, {protocol: UDP}], protocols: [{icmp: {icmpType: 8}}]'),
      [
        ['red/db', 'red/web', 'TCP/82', 'deny'],
        ['red/db', 'red/web', 'TCP/83', 'allow'],
        ['red/db', 'red/web', 'UDP/9', 'deny'],
        ['red/db', 'red/web', 'ICMP/8', 'deny'],
        ['red/db', 'red/web', 'ICMP/13', 'allow'],
      ],
    );
    expectVerdicts(dropping('ports: []'), [['red/db', 'red/web', 'ICMP/8', 'deny']]);
  });

  it('a port item without protocol is TCP', () => {
    expectVerdicts(dropping('ports: [{}]'), [
      ['red/db', 'red/web', 'TCP/1', 'deny'],
      ['red/db', 'red/web', 'UDP/1', 'allow'],
    ]);
  });

  it('source ports have ranges too', () => {
    const set = sound(dropping('ports: [{sourcePort: 1000, sourceEndPort: 1999}]'));
    const from = (sourcePort: number) => verdict(set, { from: 'red/db', to: 'red/web', sourcePort });
    expect([999, 1000, 1999, 2000].map(from)).toEqual(['allow', 'deny', 'deny', 'allow']);
  });

  it.each([
    ['protocols: [{icmp: {}}]', ['deny', 'deny', 'deny']],
    ['protocols: [{icmp: {icmpType: 8}}]', ['deny', 'allow', 'deny']],
    ['protocols: [{icmp: {icmpType: 8, icmpCode: 0}}]', ['deny', 'allow', 'allow']],
    ['protocols: [{icmp: {icmpCode: 0}}]', ['deny', 'deny', 'allow']],
  ])('%s', (what, expected) => {
    const set = sound(dropping(what));
    const ask = (traffic: string) => verdict(set, { from: 'red/db', to: 'red/web', traffic });
    expect(['ICMP/8/0', 'ICMP/13/0', 'ICMP/8/1'].map(ask)).toEqual(expected);
  });

  it('icmp is for IPv6 as well (network_policy.go, getServiceMatchPairs)', () => {
    const set = sound(dropping('protocols: [{icmp: {icmpType: 128}}]'));
    expect(verdict(set, { from: 'blue/web', to: 'red/web', traffic: 'ICMPv6/128' })).toBe('deny');
  });

  const igmp = (direction: 'ingress' | 'egress', ...items: readonly string[]) =>
    policy({
      [direction]: `{action: Drop, protocols: [${items.map((item) => `{igmp: {${item}}}`).join(', ')}]}`,
    });

  it('IGMP messages count by their type and the group they go to', () => {
    const reports = igmp('egress', 'igmpType: 0x16, groupAddress: 225.1.2.3', 'igmpType: 0x12');
    expectVerdicts(reports, [
      ['red/web', '225.1.2.3', 'IGMP/22', 'deny'],
      ['red/web', '225.1.2.4', 'IGMP/22', 'allow'],
      ['red/web', '225.1.2.4', 'IGMP/18', 'deny'],
      ['red/web', '225.1.2.3', 'IGMP/34', 'allow'],
      ['red/web', '225.1.2.3', 'UDP/5', 'allow'],
    ]);
    expect(findings(reports)).toEqual([]);
    const off = { multicast: 'off' };
    expect(findings(reports, off)).toEqual(['warning gate-off spec.egress[0].protocols']);
    expectVerdicts(sound(reports, off), [['red/web', '225.1.2.3', 'IGMP/22', 'allow']]);
  });

  it('IGMP without a type is every message, and a query without a group goes to all hosts', () => {
    expectVerdicts(igmp('egress', ''), [['red/web', '225.1.2.3', 'IGMP/34', 'deny']]);
    const ingress = lower(igmp('ingress', 'igmpType: 0x11')).set.stages.flatMap(({ rules }) => rules.ingress);
    expect(ingress.at(-1)).toMatchObject({
      traffic: [{ protocols: [2], icmp: { type: 0x11 } }],
      local: [{ networks: [{ cidr: { length: 32, address: { w3: 0xe0000001 } } }] }],
    });
  });

  it('the groups of an IGMPv3 report are inside, and that is said', () => {
    const told = ['warning igmp-report-groups spec.egress[0].protocols[0].igmp.groupAddress'];
    expect(findings(igmp('egress', 'igmpType: 0x22, groupAddress: 225.1.2.3'))).toEqual(told);
    expect(findings(igmp('egress', 'groupAddress: 225.1.2.3'))).toEqual(told);
    expect(findings(igmp('egress', 'igmpType: 0x22'))).toEqual([]);
    expect(findings(igmp('ingress', 'groupAddress: 225.1.2.3'))).toEqual([]);
  });

  it('neighbour discovery and IPv6 multicast are never judged (pipeline.go, ipv6Flows)', () => {
    const set = sound(policy({ tier: 'emergency', ingress: '{action: Drop}', egress: '{action: Drop}' }));
    const ask = (traffic: string, to = 'red/web') => verdict(set, { from: 'blue/web', to, traffic });
    expect(['ICMPv6/135', 'ICMPv6/136', 'ICMPv6/128'].map((traffic) => ask(traffic))).toEqual([
      'allow',
      'allow',
      'deny',
    ]);
    expect([ask('UDP/5353', 'ff02::fb'), ask('UDP/53', '2001:db8::1')]).toEqual(['allow', 'deny']);
  });
});

describe('requests', () => {
  const ask = (l7: string, request: Request) =>
    verdict(policy({ ingress: `{action: Allow, l7Protocols: [${l7}]}` }), {
      from: 'red/db',
      to: 'red/web',
      request,
    });
  const http = (path: string, host = 'shop.example.org:8080', method = 'GET'): Request => ({
    http: { method, path, host, headers: new Map() },
  });

  it.each([
    ['/api/*', ['/api/1', '/v/api/1'], ['allow', 'l7-deny']],
    ['*/api', ['/v/api', '/v/api/1'], ['allow', 'l7-deny']],
    ['*api*', ['/v/api/1', '/v'], ['allow', 'l7-deny']],
    ['/a*c', ['/a*c', '/abc'], ['allow', 'l7-deny']],
    ['/api', ['/api', '/api?x=1'], ['allow', 'l7-deny']],
    ['*', ['/', '/x'], ['allow', 'allow']],
  ])('a star counts at either end of a path, and nowhere else: %s', (path, sent, expected) => {
    expect(sent.map((each) => ask(`{http: {path: "${path}"}}`, http(each)))).toEqual(expected);
  });

  it('a host is compared in lower case and without its port', () => {
    const host = (wanted: string, sent: string) => ask(`{http: {host: "${wanted}"}}`, http('/', sent));
    expect(host('shop.example.org', 'Shop.Example.ORG:8080')).toBe('allow');
    expect(host('*.example.org', 'shop.example.org')).toBe('allow');
    expect(host('shop.*', 'cart.example.org')).toBe('l7-deny');
    expect(host('*example*', 'shop.example.org')).toBe('allow');
  });

  it('entries are alternatives, fields of one are not, and no field is any request', () => {
    const either = '{http: {method: GET, path: /a}}, {http: {method: PUT}}';
    expect(ask(either, http('/b', 'h', 'PUT'))).toBe('allow');
    expect(ask(either, http('/b', 'h', 'GET'))).toBe('l7-deny');
    expect(ask('{http: {}}', http('/b'))).toBe('allow');
  });

  it('HTTP and TLS may be named by one rule', () => {
    const both = '{http: {path: /a}}, {tls: {sni: "*.example.org"}}';
    const tls = (serverName: string): Request => ({ serverName });
    expect(ask(both, http('/a'))).toBe('allow');
    expect(ask(both, tls('shop.example.org'))).toBe('allow');
    expect([ask(both, http('/b')), ask(both, tls('example.com')), ask(both, {})]).toEqual(
      Array(3).fill('l7-deny'),
    );
  });

  it('need their gate', () => {
    const policies = policy({ ingress: '{action: Allow, l7Protocols: [{http: {}}]}' });
    expect(findings(policies, { 'l7-network-policy': 'off' })).toEqual(['error gate-off spec']);
  });
});
