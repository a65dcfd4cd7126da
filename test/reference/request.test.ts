import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/ir/policy.ts';
import type { Request, RequestMatch, TextMatch } from '../../src/ir/request.ts';
import { Reference } from '../../src/reference/evaluate.ts';
import { normalisePath, pathHasPrefix } from '../../src/reference/path.ts';
import { requestMatches, requestOutcome } from '../../src/reference/request.ts';
import { trace } from '../../src/reference/trace.ts';
import { connection, pod, policySet, rule, stage } from '../ir/build.ts';

const web = pod('shop/web', '10.0.0.1');
const client = pod('shop/client', '10.0.0.2');

const http = (method: string, path: string, headers: Record<string, string> = {}): Request => ({
  http: { method, path, host: 'api.example', headers: new Map(Object.entries(headers)) },
});
const get: RequestMatch = { of: 'http', anyOf: [{ method: { op: 'equals', text: 'GET' } }] };

function verdict(rules: Rule[], request?: Request) {
  const set = policySet(stage('one', rules), stage('two', [rule('deny')]));
  const asked = connection(client, web, { request });
  const side = new Reference(set).evaluate('ingress', web, asked);
  const outcomes = trace(set, 'ingress', web, asked).map(({ outcome }) => outcome);
  const words = { accept: 'allow', deny: 'deny', 'l7-deny': 'l7-deny' } as Record<string, string>;
  const told = outcomes.map((outcome) => words[outcome]).find((word) => word !== undefined);
  expect(told, 'the trace tells the same').toBe(side.verdict);
  return side;
}

describe('a rule for some requests', () => {
  const accepting = (onOtherRequest?: Rule['onOtherRequest']) =>
    rule('accept', { request: get, onOtherRequest });

  it('accepts the connection where nobody looked at the request, and says so', () => {
    expect(verdict([accepting()])).toMatchObject({ verdict: 'allow', dependsOnRequest: true });
    expect(verdict([rule('accept')])).toMatchObject({ verdict: 'allow', dependsOnRequest: false });
  });

  it('accepts its own requests', () => {
    expect(verdict([accepting()], http('GET', '/'))).toMatchObject({
      verdict: 'allow',
      dependsOnRequest: false,
    });
  });

  it('leaves other requests to the rules and stages behind it', () => {
    expect(verdict([accepting()], http('PUT', '/')).verdict).toBe('deny');
    expect(verdict([accepting(), rule('accept')], http('PUT', '/')).verdict).toBe('allow');
  });

  it('can refuse other requests at once', () => {
    expect(verdict([accepting('refuse'), rule('accept')], http('PUT', '/')).verdict).toBe('l7-deny');
  });

  it('can refuse them only if no other rule of its stage accepts', () => {
    expect(verdict([accepting('refuse-last'), rule('accept')], http('PUT', '/')).verdict).toBe('allow');
    expect(verdict([accepting('refuse-last')], http('PUT', '/')).verdict).toBe('l7-deny');
  });

  it('takes a request of another kind for another request', () => {
    expect(verdict([accepting('refuse')], { dnsQuery: 'a.example' }).verdict).toBe('l7-deny');
  });
});

describe('what is known of a request', () => {
  const api: RequestMatch = { of: 'tls', anyOf: [{ text: 'api', tokens: [{ token: 'text', text: 'api' }] }] };
  const both: RequestMatch = { of: 'every', terms: [api, get] };

  it('leaves a rule for requests open where only the lack of a server name is known', () => {
    expect(requestOutcome(get, { serverName: '' })).toBe('unknown');
    expect(requestOutcome(api, { serverName: '' })).toBe('other');
  });

  it('takes what follows a server name for encrypted, and so for no request of the rule', () => {
    expect(requestOutcome(get, { serverName: 'api' })).toBe('other');
  });

  it('asks for the server name and for the request behind it', () => {
    expect(requestOutcome(both, { serverName: 'api', ...http('GET', '/') })).toBe('matches');
    expect(requestOutcome(both, { serverName: 'www', ...http('GET', '/') })).toBe('other');
    expect(requestOutcome(both, { serverName: 'api', ...http('PUT', '/') })).toBe('other');
    expect(requestOutcome(both, { serverName: 'api' })).toBe('unknown');
    expect(requestOutcome(both, undefined)).toBe('unknown');
  });
});

describe('requests', () => {
  const path = (match: TextMatch, sent: string) =>
    requestMatches({ of: 'http', anyOf: [{ path: match }] }, http('GET', sent));

  it('match all parts of one alternative', () => {
    const match: RequestMatch = {
      of: 'http',
      anyOf: [
        { method: { op: 'equals', text: 'GET' }, headers: [{ name: 'x-a', value: '1' }, { name: 'x-b' }] },
      ],
    };
    expect(requestMatches(match, http('GET', '/', { 'x-a': '1', 'x-b': '' }))).toBe(true);
    expect(requestMatches(match, http('GET', '/', { 'x-a': '2', 'x-b': '' }))).toBe(false);
    expect(requestMatches(match, http('GET', '/', { 'x-a': '1' }))).toBe(false);
  });

  it('compare texts by start, end and part', () => {
    expect(path({ op: 'prefix', text: '/a' }, '/ab')).toBe(true);
    expect(path({ op: 'suffix', text: '.js' }, '/a.js')).toBe(true);
    expect(path({ op: 'contains', text: 'b' }, '/abc')).toBe(true);
    expect(path({ op: 'equals', text: '/a' }, '/a/')).toBe(false);
  });

  it('compare normalised paths by whole segments', () => {
    expect(path({ op: 'prefixPath', text: '/pub' }, '/pub/x?y#z')).toBe(true);
    expect(path({ op: 'prefixPath', text: '/pub' }, '/public')).toBe(false);
    expect(path({ op: 'exactPath', text: '/pub/' }, '//x/..//pub;v=1')).toBe(true);
    expect(pathHasPrefix('/a', '/')).toBe(true);
  });

  it.each(['/%252e', '/a%2fb%252f', '/%00', '/%zz', '/%255c'])(
    'refuse a path with two readings: %s',
    (sent) => {
      expect(normalisePath(sent)).toBeUndefined();
      expect(path({ op: 'prefixPath', text: '/' }, sent)).toBe(false);
    },
  );

  it('match Kafka requests only if all topics do', () => {
    const kafka = (topics: string[]): Request => ({ kafka: { apiKey: 'produce', clientId: 'c', topics } });
    const match: RequestMatch = { of: 'kafka', anyOf: [{ apiKeys: ['produce'], topic: 'orders' }] };
    expect(requestMatches(match, kafka(['orders']))).toBe(true);
    expect(requestMatches(match, kafka(['orders', 'users']))).toBe(false);
  });

  it('match no server name where the ClientHello has none', () => {
    const any: RequestMatch = { of: 'tls', anyOf: [{ text: '*', tokens: [{ token: 'anything' }] }] };
    expect(requestMatches(any, { serverName: 'a.example' })).toBe(true);
    expect(requestMatches(any, { serverName: '' })).toBe(false);
    expect(requestMatches(any, {})).toBe(false);
  });
});
