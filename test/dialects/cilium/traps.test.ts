import { describe, expect, it } from 'vitest';
import { cilium } from '../../../src/dialects/cilium/index.ts';
import { errors, http, type Question, verdict } from './judging.ts';
import {
  ccnp,
  clientEgress,
  cnp,
  dnsRule,
  documents,
  fromClient,
  knp,
  port,
  webIngress,
  webIngressDeny,
} from './objects.ts';

/** What readers of Cilium's policies most often get wrong, one test each. */
describe('traps of Cilium', () => {
  const ask = (policies: string, from: string, to: string, more: Partial<Question> = {}) =>
    verdict(policies, { from, to, ...more });

  it('an empty item allows nothing, and in a NetworkPolicy everything', () => {
    expect(ask(webIngress('{}'), 'client', 'web')).toBe('deny');
    expect(ask(knp('{podSelector: {}, ingress: [{}]}'), 'client', 'web')).toBe('allow');
  });

  it.each(['fromEndpoints', 'fromEntities', 'fromCIDR', 'fromCIDRSet', 'fromGroups', 'fromNodes'])(
    'an empty list of peers is nobody, a missing one anybody: %s',
    (field) => {
      expect(ask(webIngress(`{${field}: [], ${port(8080)}}`), 'client', 'web')).toBe('deny');
      expect(ask(webIngress(`{${port(8080)}}`), 'client', 'web')).toBe('allow');
      expect(ask(webIngressDeny(`{${field}: [], ${port(8080)}}`), 'client', 'web')).toBe('deny');
    },
  );

  it.each(['toServices', 'toFQDNs', 'toGroups', 'toEndpoints'])('... and for egress: %s', (field) => {
    expect(ask(clientEgress(`{${field}: [], ${port(8080)}}`), 'client', 'web')).toBe('deny');
  });

  it('a policy of denials alone isolates too', () => {
    const denials = webIngressDeny('{fromEntities: [world]}');
    expect(ask(denials, 'client', 'web')).toBe('deny');
    expect(ask(denials, 'web', 'client'), 'the other direction').toBe('allow');
    const open = denials.replace('spec: {', 'spec: {enableDefaultDeny: {ingress: false}, ');
    expect(ask(open, 'client', 'web')).toBe('allow');
    expect(ask(open, 'world', 'web')).toBe('deny');
  });

  it('a wide denial beats a narrow allowance', () => {
    const narrow = webIngress(`{${fromClient}, ${port(8080)}}`);
    for (const wide of [
      '{fromEntities: [all]}',
      `{${port(0)}}`,
      `{${port(8000, '').replace('8000"', '8000", endPort: 9000')}}`,
    ]) {
      expect(ask(documents(narrow, webIngressDeny(wide)), 'client', 'web')).toBe('deny');
    }
  });

  it('no match, an explicit denial and a refused request are three things', () => {
    const set = documents(
      webIngress(`{${fromClient}, ${port(8080, 'rules: {http: [{path: /a}]}')}}`),
      webIngressDeny('{fromEndpoints: [{matchLabels: {app: other}}]}'),
    );
    expect(ask(set, 'world', 'web')).toBe('deny');
    expect(ask(set, 'other', 'web')).toBe('deny');
    expect(ask(set, 'client', 'web', { request: http('GET', '/b') })).toBe('l7-deny');
  });

  it('an empty selector is the own namespace, and in clusterwide policies all pods; never world or nodes', () => {
    const own = webIngress('{fromEndpoints: [{}]}');
    const wide = ccnp('{endpointSelector: {matchLabels: {app: web}}, ingress: [{fromEndpoints: [{}]}]}');
    expect([own, wide].map((set) => ask(set, 'other', 'web'))).toEqual(['allow', 'allow']);
    expect([own, wide].map((set) => ask(set, 'lab/client', 'web'))).toEqual(['deny', 'allow']);
    expect([own, wide].map((set) => ask(set, 'world', 'web'))).toEqual(['deny', 'deny']);
    expect([own, wide].map((set) => ask(set, 'node:n2', 'web'))).toEqual(['deny', 'deny']);
  });

  it('naming the namespace with any operator switches its default off; NotIn then reaches world and nodes', () => {
    const item =
      '{fromEndpoints: [{matchExpressions: [{key: k8s:io.kubernetes.pod.namespace, operator: NotIn, values: [ops]}]}]}';
    const set = webIngress(item);
    expect(ask(set, 'lab/client', 'web')).toBe('allow');
    expect(ask(set, 'ops/client', 'web')).toBe('deny');
    expect(ask(set, 'world', 'web')).toBe('deny');
    expect(ask(set, 'world', 'web', { version: '1.18' })).toBe('allow');
    expect(ask(set, 'node:n2', 'web', { version: '1.18' })).toBe('allow');
  });

  it('labels that are not part of an identity match nobody, in NetworkPolicy too', () => {
    const byHash = 'matchLabels: {pod-template-hash: abc}';
    expect(ask(webIngress(`{fromEndpoints: [{${byHash}}]}`), 'client', 'web')).toBe('deny');
    expect(ask(cnp(`{endpointSelector: {${byHash}}, ingress: [{}]}`), 'client', 'web')).toBe('allow');
    expect(ask(knp(`{podSelector: {${byHash}}, ingress: []}`), 'client', 'web')).toBe('allow');
    expect(
      ask(knp(`{podSelector: {}, ingress: [{from: [{podSelector: {${byHash}}}]}]}`), 'client', 'web'),
    ).toBe('deny');
    expect(
      ask(
        cnp('{endpointSelector: {matchLabels: {app.kubernetes.io/name: web}}, ingress: [{}]}'),
        'client',
        'web',
      ),
    ).toBe('deny');
  });

  it('a CIDR matches no pod and no node; nodes only with policyCIDRMatchMode=nodes', () => {
    const all = webIngress('{fromCIDR: [0.0.0.0/0]}');
    const ipBlock = knp('{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}');
    for (const set of [all, ipBlock]) {
      expect(ask(set, 'client', 'web')).toBe('deny');
      expect(ask(set, 'node:n2', 'web')).toBe('deny');
      expect(ask(set, 'world', 'web')).toBe('allow');
      expect(ask(set, 'node:n2', 'web', { options: { policyCIDRMatchMode: 'nodes' } })).toBe('allow');
      expect(ask(set, 'client', 'web', { options: { policyCIDRMatchMode: 'nodes' } })).toBe('deny');
    }
  });

  it('nested CIDRs add up, and an exception cuts its own entry only', () => {
    const wide = '{cidr: 198.51.100.0/24, except: [198.51.100.7/32]}';
    expect(ask(webIngress(`{fromCIDRSet: [${wide}]}`), 'world', 'web')).toBe('deny');
    expect(ask(webIngress(`{fromCIDRSet: [${wide}, {cidr: 198.51.100.0/28}]}`), 'world', 'web')).toBe(
      'allow',
    );
    expect(ask(webIngress('{fromCIDR: [198.51.100.7, 203.0.113.0/24]}'), 'world', 'web')).toBe('allow');
  });

  it('an API server outside is world, kube-apiserver and in the entity cluster', () => {
    for (const entity of ['world', 'kube-apiserver', 'cluster']) {
      expect(ask(webIngress(`{fromEntities: [${entity}]}`), '203.0.113.200', 'web')).toBe('allow');
    }
    expect(ask(webIngress('{fromCIDR: [203.0.113.0/24]}'), '203.0.113.200', 'web')).toBe('allow');
    expect(ask(webIngress('{fromEntities: [cluster]}'), 'world', 'web')).toBe('deny');
  });

  it('host and remote-node depend on the node of the pod; only ingress from the host is free', () => {
    expect(ask(webIngress('{}'), 'node:n1', 'web')).toBe('allow');
    expect(ask(webIngress('{}'), 'node:n2', 'web')).toBe('deny');
    expect(ask(webIngress('{fromEntities: [remote-node]}'), 'node:n2', 'web')).toBe('allow');
    expect(ask(clientEgress('{}'), 'client', 'host')).toBe('deny');
    expect(ask(webIngress('{}'), 'node:n1', 'web', { options: { allowLocalhost: 'policy' } })).toBe('deny');
    const always = { options: { policyEnforcementMode: 'always' } };
    expect(ask('', 'node:n1', 'web', { ...always, version: '1.19' })).toBe('allow');
    expect(ask('', 'node:n1', 'web', always)).toBe('deny');
    expect(ask(webIngress('{}'), 'node:n1', 'web', always)).toBe('allow');
  });

  it('ports of services are translated before the policy', () => {
    const back = clientEgress(`{toEndpoints: [{matchLabels: {app: web}}], ${port(8080)}}`);
    const front = clientEgress(`{toEndpoints: [{matchLabels: {app: web}}], ${port(80)}}`);
    const clusterIp = clientEgress('{toCIDR: [10.96.0.20/32]}');
    const asked = [back, front, clusterIp].map((set) =>
      ask(set, 'client', 'svc:shop/web', { traffic: 'TCP/80' }),
    );
    expect(asked).toEqual(['allow', 'deny', 'deny']);
  });

  it('no protocol is TCP, UDP and SCTP, never ICMP; any port rule blocks ping, a rule without ports allows it', () => {
    const any = webIngress('{toPorts: [{ports: [{port: "8080"}]}]}');
    const asked = ['TCP/8080', 'UDP/8080', 'SCTP/8080', 'ICMP/8'].map((traffic) =>
      ask(any, 'client', 'web', { traffic }),
    );
    expect(asked).toEqual(['allow', 'allow', 'allow', 'deny']);
    expect(ask(webIngress(`{${fromClient}}`), 'client', 'web', { traffic: 'ICMP/8' })).toBe('allow');
  });

  it('fragmentation needed passes under default deny', () => {
    expect(ask(webIngress('{}'), 'world', 'web', { traffic: 'ICMP/3/4' })).toBe('allow');
    expect(ask(webIngress('{}'), 'world', 'web', { traffic: 'ICMP/3/1' })).toBe('deny');
    const off = { options: { allowICMPFragNeeded: 'false' } };
    expect(ask(webIngress('{}'), 'world', 'web', { traffic: 'ICMP/3/4', ...off })).toBe('deny');
  });

  it('HTTP rules without protocol TCP reject the whole object, and nothing of it is enforced', () => {
    const bad = webIngress('{toPorts: [{ports: [{port: "8080"}], rules: {http: [{path: /a}]}}]}, {}');
    expect(errors(bad)).toEqual(['l7-needs-tcp spec.ingress[0].toPorts[0].ports[0].protocol']);
    expect(ask(bad, 'world', 'web')).toBe('allow');
  });

  it('an HTTP path is matched whole, with its query; dots of a host are wildcards; header values are literal', () => {
    const rule = (text: string) => webIngress(`{${fromClient}, ${port(8080, `rules: {http: [${text}]}`)}}`);
    const asked = (text: string, ...request: Parameters<typeof http>) =>
      ask(rule(text), 'client', 'web', { request: http(...request) });
    expect(asked('{path: /a}', 'GET', '/a')).toBe('allow');
    expect(asked('{path: /a}', 'GET', '/a?x=1')).toBe('l7-deny');
    expect(asked('{path: /a}', 'GET', '/ab')).toBe('l7-deny');
    expect(asked('{path: "/a([?].*)?"}', 'GET', '/a?x=1')).toBe('allow');
    expect(asked('{method: GET}', 'GETX', '/')).toBe('l7-deny');
    expect(asked('{host: api.example}', 'GET', '/', {}, 'apixexample')).toBe('allow');
    expect(asked('{host: api.example}', 'GET', '/', {}, 'api.example:8080')).toBe('l7-deny');
    expect(asked('{headers: ["X-A: 1.*"]}', 'GET', '/', { 'x-a': '1.*' })).toBe('allow');
    expect(asked('{headers: ["X-A: 1.*"]}', 'GET', '/', { 'x-a': '123' })).toBe('l7-deny');
  });

  it('an allowance that covers the peer makes its request rules moot; request rules restrict no other allowance', () => {
    const l7 = webIngress(`{${fromClient}, ${port(8080, 'rules: {http: [{path: /a}]}')}}`);
    const request = http('POST', '/b');
    expect(ask(l7, 'client', 'web', { request })).toBe('l7-deny');
    for (const plain of [
      `{${fromClient}}`,
      `{${fromClient}, ${port(8080)}}`,
      `{${port(8080)}}`,
      '{fromEntities: [cluster]}',
    ]) {
      expect(ask(documents(l7, webIngress(plain, 'q')), 'client', 'web', { request })).toBe('allow');
    }
  });

  it('a rule with server names and one without on the same peer and port: the names are mandatory', () => {
    const named = clientEgress(`{toEntities: [world], ${port(443, 'serverNames: [api.example]')}}`);
    const plain = clientEgress(`{toEntities: [world], ${port(443)}}`, 'q');
    const traffic = 'TCP/443';
    const request = { serverName: 'www.example' };
    expect(ask(documents(named, plain), 'client', 'world', { traffic, request })).toBe('l7-deny');
    expect(ask(plain, 'client', 'world', { traffic, request })).toBe('allow');
    const elsewhere = clientEgress(`{toEntities: [all], ${port(443)}}`, 'q');
    expect(ask(documents(named, elsewhere), 'client', 'world', { traffic, request }), 'another peer').toBe(
      'allow',
    );
  });

  it('toFQDNs needs a DNS rule, and the match is by address', () => {
    const names = '{toFQDNs: [{matchName: api.example}]}';
    const answer = 'api.example=203.0.113.50';
    const asked = (items: string) => ask(clientEgress(items), 'client', '203.0.113.50', { answer });
    expect(asked(names)).toBe('deny');
    expect(asked(`${names}, ${dnsRule}`)).toBe('allow');
    const request = { serverName: 'other.example' };
    const byAddress = { answer, request, traffic: 'TCP/443' };
    expect(ask(clientEgress(`${names}, ${dnsRule}`), 'client', '203.0.113.50', byAddress)).toBe('allow');
  });

  it('a star never crosses a dot, and two of them changed their meaning in 1.19', () => {
    const asked = (pattern: string, name: string, version = '') =>
      ask(clientEgress(`{toFQDNs: [{matchPattern: "${pattern}"}]}, ${dnsRule}`), 'client', '203.0.113.50', {
        answer: `${name}=203.0.113.50`,
        version,
      });
    expect(asked('*.x.example', 'a.x.example')).toBe('allow');
    expect(asked('*.x.example', 'x.example')).toBe('deny');
    expect(asked('*.x.example', 'a.b.x.example')).toBe('deny');
    expect(asked('*x.example', 'x.example')).toBe('allow');
    expect(asked('**.x.example', 'a.b.x.example')).toBe('allow');
    expect(asked('**.x.example', 'a.b.x.example', '1.18')).toBe('deny');
  });

  it('an answer opens its address for as long as it is known: names end with the facts, not with the policy', () => {
    const set = clientEgress(`{toFQDNs: [{matchName: api.example}]}, ${dnsRule}`);
    expect(ask(set, 'client', '203.0.113.50')).toBe('deny');
    expect(ask(set, 'client', '203.0.113.50', { answer: 'api.example=203.0.113.50' })).toBe('allow');
  });

  it('names of pods and nodes open nothing', () => {
    const set = clientEgress(`{toFQDNs: [{matchPattern: "*"}]}, ${dnsRule}`);
    expect(ask(set, 'client', 'web', { answer: 'web.example=10.0.1.10' })).toBe('deny');
    expect(ask(set, 'client', 'node:n2', { answer: 'n2.example=172.18.0.12' })).toBe('deny');
  });

  it('peers mean the local cluster since 1.19; the entity cluster has remote nodes, and no remote pods', () => {
    const set = webIngress(`{${fromClient}}`);
    expect(ask(set, 'west:shop/client', 'web')).toBe('deny');
    expect(ask(set, 'west:shop/client', 'web', { version: '1.18' })).toBe('allow');
    const cluster = webIngress('{fromEntities: [cluster]}');
    expect(ask(cluster, 'west:shop/client', 'web')).toBe('deny');
    expect(ask(cluster, 'west:node:w1', 'web')).toBe('allow');
  });

  it('open connections are looked up again', () => {
    expect(cilium.liveConnections).toBe('recheck');
  });
});
