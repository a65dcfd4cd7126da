import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../../src/ir/request.ts';
import { normalisePath } from '../../../src/reference/path.ts';
import { connection, verdict } from './judging.ts';
import { ingress } from './objects.ts';

/**
 * Paths of rules and of requests, and whether they match: facts out of projectcalico/calico
 * app-policy/checker/match_test.go. `=/a` is exact, `/a` a prefix, `-` no path at all.
 */
const matching: readonly (readonly [rule: string, request: string])[] = [
  ['-', '/foo'],
  ['=/foo', '/foo'],
  ['/foo', '/foo/bar'],
  ['/joo =/foo', '/joo/bar'],
  ['=/foo', '/foo?xyz'],
  ['=/foo', '/foo#xyz'],
  ['/public', '/public'],
  ['/public', '/public/'],
  ['/public', '/public/index.html'],
  ['=/public', '/public'],
  ['=/public', '/public/.'],
  ['=/public', '/public/../public'],
  ['=/public/foo', '/public/bar/../foo'],
  ['=/public/file', '/public/%66ile'],
  ['/public', '//public'],
  ['/public', '/public//foo'],
  ['/pub', '/pub'],
  ['/pub', '/pub/x'],
  ['/public', '/public/foo\\bar'],
  ['/public', '/public/foo;jsessionid=abc'],
  ['/public', '/public/foo;x=1/bar'],
];

const different: readonly (readonly [rule: string, request: string])[] = [
  ['/foo', '/foobar'],
  ['=/foo', '/joo'],
  ['=/foo', '/foobar'],
  ['/foo', '/joobar'],
  ['/joo =/foo', '/joobar'],
  ['/foobar', '/foo?bar'],
  ['/foobar', '/foo#bar'],
  ['/public', '/public/../admin'],
  ['/public', '/public/a/../../admin'],
  ['/public', '/public%2F..%2Fadmin'],
  ['/public', '/public/%2e%2e/admin'],
  ['/public', '/public/%2E%2E/admin'],
  ['/public', '/public//../admin'],
  ['/pub', '/public-leak-endpoint'],
  ['/pub', '/public'],
  ['/public', '/public/../admin?x=1'],
  ['/public', '/public/../admin#frag'],
  ['/public', '/public\\..\\admin'],
  ['/public', '/public/..\\admin'],
  ['/public', '/public%5C..%5Cadmin'],
  ['/public', '/public/..;x/admin'],
  ['/public', '/public/..;jsessionid=abc/admin'],
  ['/public', '/public/..%3Bx/admin'],
  ['/public', '/public/%252e%252e/admin'],
  ['/public', '/public%252fadmin'],
  ['/public', '/public%255c..%255cadmin'],
  ['/public', '/public/%25%32%65%25%32%65/admin'],
  ['/public', '/public%00/admin'],
  ['/public', '/public/foo%00bar'],
  ['/public', '/public/foo\0'],
];

/** What a path of a request comes to, from the same file; undefined where the checker refuses it. */
const normalised: Readonly<Record<string, string | undefined>> = {
  '/': '/',
  '/public/': '/public',
  '/..': '/',
  '/public%2F..%2Fadmin': '/admin',
  '/public/%2e%2e/admin': '/admin',
  '/public%3Ffoo': '/public?foo',
  '\\public\\..\\admin': '/admin',
  '/public%5C..%5Cadmin': '/admin',
  '/a;p=1/b;q=2/c;r=3': '/a/b/c',
  '/public/..%3Bx/admin': '/admin',
  '/public/%252E%252E/admin': undefined,
  '/public%00/admin': undefined,
  '/%XY/admin': undefined,
  'relative/path': undefined,
  'http://example.com/admin': undefined,
  '': undefined,
};

const request = (path: string, method = 'GET'): HttpRequest => ({
  method,
  path,
  host: 'web',
  headers: new Map(),
});

function answer(http: string, asked: HttpRequest, settings = {}): string {
  const policies = ingress(`{action: Allow, protocol: TCP, http: ${http}}`);
  return verdict(policies, connection('shop/cart > shop/web', asked), { settings });
}

function paths(rule: string): string {
  if (rule === '-') return '{}';
  const items = rule
    .split(' ')
    .map((one) => (one[0] === '=' ? `{exact: ${one.slice(1)}}` : `{prefix: ${one}}`));
  return `{paths: [${items}]}`;
}

describe('http in a rule', () => {
  it.each(matching)('matches by path: %s has %s', (rule, path) => {
    expect(answer(paths(rule), request(path))).toBe('allow');
  });

  it.each(different)('does not match: %s and %s', (rule, path) => {
    expect(answer(paths(rule), request(path))).toBe('deny');
  });

  it.each(Object.entries(normalised))('normalises %j to %j', (path, wanted) => {
    expect(normalisePath(path)).toBe(wanted);
  });

  it('compares methods by case, takes * for any and no list for any', () => {
    expect(answer('{methods: [GET, HEAD]}', request('/', 'HEAD'))).toBe('allow');
    expect(answer('{methods: [GET]}', request('/', 'get'))).toBe('deny');
    expect(answer('{methods: [GET, "*"]}', request('/', 'PURGE'))).toBe('allow');
    expect(answer('{}', request('/', 'PURGE'))).toBe('allow');
  });

  it('asks for a method and a path together', () => {
    const http = '{methods: [GET], paths: [{prefix: /a}, {exact: /b}]}';
    expect(answer(http, request('/b'))).toBe('allow');
    expect(answer(http, request('/b', 'POST'))).toBe('deny');
    expect(answer(http, request('/c'))).toBe('deny');
  });

  it('leaves a request that it does not match to the rules behind it', () => {
    const policies = ingress(
      '{action: Allow, http: {methods: [GET]}}, {action: Allow, http: {methods: [POST]}}',
    );
    expect(verdict(policies, connection('shop/cart > shop/web', request('/', 'POST')))).toBe('allow');
  });

  it('accepts connections of which nobody looked at the request', () => {
    expect(verdict(ingress('{action: Allow, http: {methods: [GET]}}'), 'shop/cart > shop/web')).toBe('allow');
  });

  it('is ignored where no proxy asks for it', () => {
    expect(answer('{methods: [GET]}', request('/', 'POST'), { http: 'ignored' })).toBe('allow');
  });
});
