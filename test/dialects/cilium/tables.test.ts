import { describe, expect, it } from 'vitest';
import { namePattern, selectedNames } from '../../../src/dialects/cilium/names.ts';
import { releaseOf } from '../../../src/dialects/cilium/release.ts';
import { canonicalName, matchesName } from '../../../src/ir/name-pattern.ts';
import { http, verdict } from './judging.ts';
import { cnp, documents, fromClient, port } from './objects.ts';

const get = 'rules: {http: [{method: GET, path: /}]}';

/** One bit for each rule of the distillery tests: what it allows or denies of client -> web. */
const bits = [
  { list: 'ingress', item: `{${fromClient}}` },
  { list: 'ingress', item: `{${port(80)}}` },
  { list: 'ingress', item: `{${fromClient}, ${port(80)}}` },
  { list: 'ingress', item: `{${port(80, get)}}` },
  { list: 'ingress', item: `{${fromClient}, ${port(80, get)}}` },
  { list: 'ingressDeny', item: `{${fromClient}}` },
  { list: 'ingressDeny', item: `{${port(80)}}` },
  { list: 'ingressDeny', item: `{${fromClient}, ${port(80)}}` },
] as const;

function policies(mask: number): string {
  const items = (list: string) =>
    bits.filter((bit, at) => bit.list === list && mask & (1 << at)).map(({ item }) => item);
  // An empty item isolates and allows nothing, as the one that the table adds to every row.
  return cnp(
    `{endpointSelector: {matchLabels: {app: web}}, ingress: [{}, ${items('ingress').join(', ')}], ingressDeny: [${items('ingressDeny').join(', ')}]}`,
  );
}

/** What the rows of the table come down to: denials of the peer, of the port and of both first; then the union. */
function expected(mask: number, peer: boolean, on80: boolean, isGet: boolean): string {
  const has = (at: number) => (mask & (1 << at)) !== 0;
  if ((has(5) && peer) || (has(6) && on80) || (has(7) && peer && on80)) return 'deny';
  if ((has(0) && peer) || (has(1) && on80) || (has(2) && peer && on80)) return 'allow';
  if (!((has(3) && on80) || (has(4) && peer && on80))) return 'deny';
  return isGet ? 'allow' : 'l7-deny';
}

describe('all combinations of L3, L4 and L7 allowances and denials (cilium/cilium pkg/policy/distillery_test.go)', () => {
  const questions = [
    { from: 'client', number: 80, request: http('GET', '/') },
    { from: 'client', number: 80, request: http('PUT', '/') },
    { from: 'client', number: 81, request: http('GET', '/') },
    { from: 'other', number: 80, request: http('GET', '/') },
    { from: 'other', number: 80, request: http('PUT', '/') },
    { from: 'other', number: 81, request: http('GET', '/') },
  ];

  it.each(Array.from({ length: 8 }, (_, high) => high))('rows %i * 32 and following', (high) => {
    for (let mask = high * 32; mask < high * 32 + 32; mask++) {
      const set = policies(mask);
      for (const { from, number, request } of questions) {
        const told = verdict(set, { from, to: 'web', traffic: `TCP/${number}`, request });
        const wanted = expected(mask, from === 'client', number === 80, request.http?.method === 'GET');
        expect(told, `row ${mask}, ${from} port ${number} ${request.http?.method}`).toBe(wanted);
      }
    }
  });
});

describe('deny policies (cilium/cilium Documentation/security/policy/deny.rst, table)', () => {
  const rows = {
    L7: `ingress: [{${fromClient}, ${port(80, 'rules: {http: [{method: GET}]}')}}]`,
    L4: `ingress: [{${fromClient}, ${port(81)}}]`,
    L3: `ingress: [{${fromClient}}]`,
    denyL4: `ingressDeny: [{${port(80)}}]`,
    denyL3: `ingressDeny: [{${fromClient}}]`,
  };
  const columns: readonly [readonly (keyof typeof rows)[], readonly string[]][] = [
    [
      ['L7', 'L4', 'L3'],
      ['allow', 'allow', 'allow'],
    ],
    [
      ['L7', 'L4', 'L3', 'denyL4'],
      ['deny', 'allow', 'allow'],
    ],
    [
      ['L7', 'L4', 'L3', 'denyL4', 'denyL3'],
      ['deny', 'deny', 'deny'],
    ],
    [
      ['L7', 'L4', 'L3', 'denyL3'],
      ['deny', 'deny', 'deny'],
    ],
    [['denyL3'], ['deny', 'deny', 'deny']],
  ];

  it.each(columns)('%j: port 80, port 81 and ping are %j', (chosen, told) => {
    const set = documents(
      ...chosen.map((row) =>
        cnp(`{endpointSelector: {matchLabels: {app: web}}, ${rows[row]}}`, row.toLowerCase()),
      ),
    );
    const request = http('GET', '/');
    expect(
      ['TCP/80', 'TCP/81', 'ICMP/8'].map((traffic) =>
        verdict(set, { from: 'client', to: 'web', traffic, request }),
      ),
    ).toEqual(told);
  });
});

describe('name patterns (cilium/cilium pkg/fqdn/matchpattern, pkg/policy/api/fqdn_test.go)', () => {
  const names = (pattern: string, version = '') => {
    const read = namePattern(pattern, releaseOf(version));
    return (name: string) => matchesName(read, canonicalName(name));
  };

  it.each([
    ['*', 'cilium.io www.cilium.io io', ''],
    ['**', 'cilium.io www.cilium.io', ''],
    ['*.', 'cilium.io', ''],
    ['*.cilium.io', 'www.cilium.io WWW.Cilium.IO. a_b.cilium.io', 'cilium.io a.b.cilium.io'],
    ['*cilium.io', 'cilium.io sub-cilium.io', 'www.cilium.io'],
    ['sub*.cilium.io', 'sub.cilium.io subdomain.cilium.io', 'www.cilium.io sub.a.cilium.io'],
    ['**.cilium.io', 'www.cilium.io a.b.cilium.io', 'cilium.io'],
    ['*.*.cilium.io', 'a.b.cilium.io', 'a.cilium.io a.b.c.cilium.io'],
    ['cilium.io', 'cilium.io cilium.io.', 'xcilium.io cilium.iox'],
  ])('%s matches %s', (pattern, yes, no) => {
    const matches = names(pattern);
    expect(yes.split(' ').filter((name) => !matches(name))).toEqual([]);
    expect(no.split(' ').filter((name) => name !== '' && matches(name))).toEqual([]);
  });

  it('read two stars as one before 1.19', () => {
    const matches = names('**.cilium.io', '1.18');
    expect(['www.cilium.io', 'a.b.cilium.io'].map(matches)).toEqual([true, false]);
  });

  it('take matchName literally', () => {
    const read = selectedNames({ matchName: 'API.example' }, releaseOf(''));
    expect(['api.example', 'apixexample'].map((name) => matchesName(read, name))).toEqual([true, false]);
  });
});
