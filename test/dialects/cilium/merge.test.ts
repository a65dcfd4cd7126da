import { describe, expect, it } from 'vitest';
import type { Request } from '../../../src/ir/request.ts';
import { findings, http, verdict } from './judging.ts';
import { clientEgress, cnp, dnsRule, documents, fromClient, port, webIngress } from './objects.ts';

const get = 'rules: {http: [{method: GET, path: /}]}';
const a = 'fromEndpoints: [{matchLabels: {app: client}}]';
const c = 'fromEndpoints: [{matchLabels: {app: other}}]';
const kafka = 'rules: {kafka: [{topic: orders}]}';
const put = http('PUT', '/');

/** What client and other may do at port 80: everything, GET only, nothing. */
function access(...items: readonly string[]): string {
  const set = documents(...items.map((item, at) => webIngress(item, `p${at}`)));
  return ['client', 'other']
    .map((from) => {
      const asked = [http('GET', '/'), put].map((request) =>
        verdict(set, { from, to: 'web', traffic: 'TCP/80', request }),
      );
      return (
        { 'allow allow': 'all', 'allow l7-deny': 'GET', 'deny deny': 'none' }[asked.join(' ')] ??
        asked.join(' ')
      );
    })
    .join(' ');
}

/** Two rules for port 80: of the same or another peer, with or without a rule for requests, in both orders. */
const cases: readonly [string, string, string, string][] = [
  ['1A  anyone twice', `{${port(80)}}`, `{${port(80)}}`, 'all all'],
  ['1B  anyone by name and anyone', `{fromEntities: [all], ${port(80)}}`, `{${port(80)}}`, 'all all'],
  ['2   anyone GET and anyone', `{${port(80, get)}}`, `{${port(80)}}`, 'all all'],
  ['3   anyone GET twice', `{${port(80, get)}}`, `{${port(80, get)}}`, 'GET GET'],
  ['6   anyone and A', `{${port(80)}}`, `{${a}, ${port(80)}}`, 'all all'],
  ['7   anyone and A GET', `{${port(80)}}`, `{${a}, ${port(80, get)}}`, 'all all'],
  ['8   anyone GET and A GET', `{${port(80, get)}}`, `{${a}, ${port(80, get)}}`, 'GET GET'],
  ['10  A GET and C GET', `{${a}, ${port(80, get)}}`, `{${c}, ${port(80, get)}}`, 'GET GET'],
  ['11  A and C', `{${a}, ${port(80)}}`, `{${c}, ${port(80)}}`, 'all all'],
  ['12  A GET and C', `{${a}, ${port(80, get)}}`, `{${c}, ${port(80)}}`, 'GET all'],
  ['anyone GET, and A without ports', `{${port(80, get)}}`, `{${a}}`, 'all GET'],
  ['anyone without ports, and C GET', '{fromEntities: [all]}', `{${c}, ${port(80, get)}}`, 'all all'],
];

describe('merging of rules for one port (cases of cilium/cilium pkg/policy/l4_filter_test.go)', () => {
  it.each(cases)('%s', (_, one, two, told) => {
    expect(access(one, two)).toBe(told);
    expect(access(two, one), 'in the other order').toBe(told);
  });

  it.each([
    ['4', `{${port(80, get)}}`, `{${port(80, kafka)}}`],
    ['5', `{${port(80, kafka)}}`, `{${port(80, get)}}`],
    ['9', `{${port(80, get)}}`, `{${a}, ${port(80, kafka)}}`],
  ])('%s   warns of two kinds of requests, which the agent cannot merge', (_, one, two) => {
    const set = documents(webIngress(one, 'p0'), webIngress(two, 'p1'));
    expect(findings(set, { version: '1.19' })).toEqual(['warning l7-kinds-conflict spec.ingress[0]']);
  });

  it('unites the requests of rules for one peer', () => {
    const path = (text: string) => `{${fromClient}, ${port(80, `rules: {http: [{path: ${text}}]}`)}}`;
    const set = documents(webIngress(path('/a'), 'one'), webIngress(path('/b'), 'two'));
    const asked = ['/a', '/b', '/c'].map((sent) =>
      verdict(set, { from: 'client', to: 'web', traffic: 'TCP/80', request: http('GET', sent) }),
    );
    expect(asked).toEqual(['allow', 'allow', 'l7-deny']);
  });
});

describe('DNS rules', () => {
  const asked = (items: string, query: string, traffic = 'UDP/53') =>
    verdict(clientEgress(items), {
      from: 'client',
      to: 'kube-system/coredns',
      traffic,
      request: { dnsQuery: query },
    });
  const only = dnsRule.replace('matchPattern: "*"', 'matchName: api.example');

  it('refuse other queries, and are opened by a rule for the port without them', () => {
    expect([asked(only, 'api.example'), asked(only, 'www.example')]).toEqual(['allow', 'l7-deny']);
    expect(asked(`${only}, {${port(53, '', 'UDP')}}`, 'www.example')).toBe('allow');
    expect(asked(`${only}, {${port(53, '', 'UDP')}}`, 'www.example', 'TCP/53')).toBe('l7-deny');
  });

  it('are not opened by a rule without ports, which the DNS proxy does not know', () => {
    expect(asked(`${only}, {toEntities: [cluster]}`, 'www.example')).toBe('l7-deny');
    expect(asked(`${only}, {toEntities: [cluster]}`, 'api.example')).toBe('allow');
    expect(
      asked(`${only}, {toPorts: [{ports: [{port: "53"}, {port: "1000", endPort: 2000}]}]}`, 'www.example'),
    ).toBe('allow');
  });

  it('add up', () => {
    const other = dnsRule.replace('matchPattern: "*"', 'matchName: www.example');
    expect(asked(`${only}, ${other}, {toEntities: [cluster]}`, 'www.example')).toBe('allow');
  });
});

describe('server names', () => {
  const asked = (policies: string, request?: Request, from = 'client') =>
    verdict(policies, { from, to: 'world', traffic: 'TCP/443', request });
  const item = (name: string, rest = '') =>
    `{toEntities: [world], ${port(443, `serverNames: ["${name}"]${rest}`)}}`;

  it('of two rules add up', () => {
    const set = clientEgress(`${item('a.example')}, ${item('b.example')}`);
    const names = ['a.example', 'b.example', 'c.example', ''].map((serverName) => asked(set, { serverName }));
    expect(names).toEqual(['allow', 'allow', 'l7-deny', 'l7-deny']);
  });

  it('are mandatory only for whom the rule with names selects', () => {
    const named = clientEgress(item('a.example'), 'named');
    const plain = cnp(`{endpointSelector: {}, egress: [{toEntities: [world], ${port(443)}}]}`, 'plain');
    const set = documents(named, plain);
    expect(asked(set, { serverName: 'b.example' })).toBe('l7-deny');
    expect(asked(set, { serverName: 'b.example' }, 'other')).toBe('allow');
  });

  it('leave the other ports of a rule as they are', () => {
    const plain =
      '{toEntities: [world], toPorts: [{ports: [{port: "443", protocol: TCP}, {port: "80", protocol: TCP}]}]}';
    const set = clientEgress(`${item('a.example')}, ${plain}`);
    expect(verdict(set, { from: 'client', to: 'world', traffic: 'TCP/80' })).toBe('allow');
    expect(asked(set, { serverName: 'b.example' })).toBe('l7-deny');
  });

  it('go with requests where TLS is terminated', () => {
    const rest = ', terminatingTLS: {secret: {name: s}}, rules: {http: [{method: GET}]}';
    const set = clientEgress(item('a.example', rest));
    expect(asked(set, { serverName: 'a.example', ...http('GET', '/') })).toBe('allow');
    expect(asked(set, { serverName: 'a.example', ...put })).toBe('l7-deny');
    expect(asked(set, { serverName: 'b.example', ...http('GET', '/') })).toBe('l7-deny');
  });
});

describe('requests', () => {
  it('that nobody looked at leave the connection allowed', () => {
    expect(verdict(webIngress(`{${port(80, get)}}`), { from: 'client', to: 'web', traffic: 'TCP/80' })).toBe(
      'allow',
    );
  });

  it('of the own node are all allowed where it is among the peers', () => {
    const request = put;
    const ask = (items: string, options = {}) =>
      verdict(webIngress(items), { from: 'host', to: 'web', traffic: 'TCP/80', request, options });
    expect(ask(`{${port(80, get)}}`)).toBe('allow');
    expect(ask(`{${port(80, get)}}`, { allowLocalhost: 'policy' })).toBe('l7-deny');
  });
});
