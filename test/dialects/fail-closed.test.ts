import { describe, expect, it } from 'vitest';
import { findings, lower, verdict } from './judging.ts';
import { adminNetworkPolicy, clusterNetworkPolicy, rules } from './objects.ts';

const stored = (egress: string): string =>
  clusterNetworkPolicy(
    `{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [${egress}]}`,
    '{name: p, uid: x}',
  );
const rule = 'spec.egress[0]';
const elsewhere = { from: 'shop/web', to: '203.0.113.7', traffic: 'UDP/7' };

describe('a rule with something unknown (trap 21)', () => {
  it.each([
    ['peer', '{services: {}}', '', 'to[0].services'],
    ['second field of a peer', '{namespaces: {}, ports: []}', '', 'to[0].ports'],
    ['peer beside a known one', '{namespaces: {}}, {all: true}', '', 'to[1].all'],
    ['protocol', '{namespaces: {}}', ', protocols: [{icmp: {}}]', 'protocols[0].icmp'],
    [
      'field of a protocol',
      '{namespaces: {}}',
      ', protocols: [{tcp: {sourcePort: 1}}]',
      'protocols[0].tcp.sourcePort',
    ],
    [
      'kind of port',
      '{namespaces: {}}',
      ', protocols: [{udp: {destinationPort: {name: x}}}]',
      'protocols[0].udp.destinationPort.name',
    ],
    ['old namespaces peer', '{namespaces: {sameLabels: [team]}}', '', 'to[0].namespaces.sameLabels'],
    [
      'old namespaces selector',
      '{namespaces: {namespaceSelector: {}}}',
      '',
      'to[0].namespaces.namespaceSelector',
    ],
    [
      'old pods peer',
      '{pods: {namespaces: {notSameLabels: [team]}, podSelector: {}}}',
      '',
      'to[0].pods.namespaces',
    ],
  ])('in its %s: an Accept matches nothing, a Deny and a Pass deny everything', (_, to, protocols, path) => {
    const of = (action: string): string => rules('egress', `{action: ${action}, to: [${to}]${protocols}}`);
    const code = path.startsWith('to') ? 'unknown-peer' : 'unknown-protocol';
    expect(findings(of('Accept'))).toEqual([`warning ${code} ${rule}.${path}`]);
    const denial = ', {action: Deny, to: [{networks: [0.0.0.0/0]}]}';
    expect(verdict(rules('egress', `{action: Accept, to: [${to}]${protocols}}${denial}`), elsewhere)).toBe(
      'deny',
    );
    expect(verdict(of('Deny'), elsewhere)).toBe('deny');
    expect(verdict(of('Pass'), elsewhere)).toBe('deny');
  });

  it('denies in its own direction only', () => {
    const yaml = rules('ingress', '{action: Deny, from: [{world: {}}]}');
    expect(verdict(yaml, { from: '203.0.113.7', to: 'shop/web' })).toBe('deny');
    expect(verdict(yaml, { from: 'shop/web', to: '203.0.113.7' })).toBe('allow');
  });

  it('says so, and what may have been meant', () => {
    const [diagnostic] = lower(rules('egress', '{action: Pass, to: [{namespace: {}}]}')).diagnostics;
    expect(diagnostic.message).toBe(
      'unknown field "namespace" in a peer: the rule fails closed and denies everything',
    );
    expect(diagnostic.hint).toBe('Did you mean "namespaces"?');
  });

  it("is also an AdminNetworkPolicy's", () => {
    const yaml = adminNetworkPolicy(
      '{priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{namespaces: {}}], ports: [{range: 1}]}]}',
    );
    expect(findings(yaml)).toEqual([`warning unknown-protocol ${rule}.ports[0].range`]);
    expect(verdict(yaml, elsewhere)).toBe('deny');
  });
});

describe('what a cluster has pruned to nothing', () => {
  it.each([
    ['a peer', '{action: Deny, to: [{}]}'],
    ['a protocol', '{action: Deny, to: [{namespaces: {}}], protocols: [{}]}'],
    ['the fields of a protocol', '{action: Pass, to: [{namespaces: {}}], protocols: [{tcp: {}}]}'],
  ])('%s fails closed in a dumped object', (_, text) => {
    expect(findings(stored(text)).map((line) => line.split(' ', 2).join(' '))).toEqual([
      'warning not-exactly-one',
    ]);
    expect(verdict(stored(text), elsewhere)).toBe('deny');
  });
});

describe('domainNames outside of Accept', () => {
  it.each(['Deny', 'Pass'])('make a %s rule deny everything', (action) => {
    const yaml = rules('egress', `{action: ${action}, to: [{domainNames: [a.example.org]}]}`);
    expect(verdict(yaml, elsewhere)).toBe('deny');
  });
});
