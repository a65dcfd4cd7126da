import { describe, expect, it } from 'vitest';
import { errors, lower } from './judging.ts';
import { adminNetworkPolicy, baselineAdminNetworkPolicy } from './objects.ts';

const admin = (egress: string): string =>
  adminNetworkPolicy(`{priority: 1, subject: {namespaces: {}}, egress: [${egress}]}`);
const baseline = (egress: string): string =>
  baselineAdminNetworkPolicy(`{subject: {namespaces: {}}, egress: [${egress}]}`);
const port = (text: string): string => admin(`{action: Deny, to: [{namespaces: {}}], ports: [${text}]}`);
const rule = 'spec.egress[0]';

describe('AdminNetworkPolicy refuses', () => {
  it.each([
    ['no priority', adminNetworkPolicy('{subject: {namespaces: {}}}'), 'missing-field spec.priority'],
    [
      'a tier',
      adminNetworkPolicy('{tier: Admin, priority: 1, subject: {namespaces: {}}}'),
      'unknown-field spec.tier',
    ],
    [
      'the action word of v1alpha2',
      admin('{action: Accept, to: [{namespaces: {}}]}'),
      `unsupported-value ${rule}.action`,
    ],
    [
      'pods without namespaceSelector',
      admin('{action: Deny, to: [{pods: {podSelector: {}}}]}'),
      `missing-field ${rule}.to[0].pods.namespaceSelector`,
    ],
    ['an empty list of ports', port(''), `too-few ${rule}.ports`],
    ['an empty port', port('{}'), `not-exactly-one ${rule}.ports[0]`],
    [
      'two ports in one item',
      port('{namedPort: http, portNumber: {port: 80}}'),
      `not-exactly-one ${rule}.ports[0]`,
    ],
    [
      'portNumber without port',
      port('{portNumber: {protocol: TCP}}'),
      `missing-field ${rule}.ports[0].portNumber.port`,
    ],
    [
      'the protocols of v1alpha2',
      admin('{action: Deny, to: [{namespaces: {}}], protocols: []}'),
      `unknown-field ${rule}.protocols`,
    ],
    [
      'a named port beside nodes',
      admin('{action: Deny, to: [{nodes: {}}], ports: [{namedPort: http}]}'),
      `named-port-needs-pods ${rule}.ports[0].namedPort`,
    ],
    [
      '101 rules',
      admin(Array.from({ length: 101 }, () => '{action: Deny, to: [{namespaces: {}}]}').join(', ')),
      'too-many spec.egress',
    ],
  ])('%s', (_, yaml, expected) => {
    expect(errors(yaml)).toEqual([expected]);
  });
});

describe('AdminNetworkPolicy takes', () => {
  it.each([
    ['a range of one port', port('{portRange: {start: 80, end: 80}}')],
    ['a range that ends before it starts', port('{portRange: {start: 81, end: 80}}')],
    [
      '26 rules',
      admin(Array.from({ length: 26 }, () => '{action: Deny, to: [{namespaces: {}}]}').join(', ')),
    ],
    ['domainNames in an Allow rule', admin('{action: Allow, to: [{domainNames: [a.example.org]}]}')],
  ])('%s', (_, yaml) => {
    expect(errors(yaml)).toEqual([]);
  });
});

describe('BaselineAdminNetworkPolicy', () => {
  it('has the name default', () => {
    const yaml = baselineAdminNetworkPolicy('{subject: {namespaces: {}}}', '{name: mine}');
    expect(errors(yaml)).toEqual(['baseline-name metadata.name']);
  });

  it('has no priority', () => {
    const yaml = baselineAdminNetworkPolicy('{priority: 1, subject: {namespaces: {}}}');
    expect(errors(yaml)).toEqual(['unknown-field spec.priority']);
  });

  it('has no Pass', () => {
    expect(errors(baseline('{action: Pass, to: [{namespaces: {}}]}'))).toEqual([
      `unsupported-value ${rule}.action`,
    ]);
  });

  it('does not know domainNames, and so fails closed on them', () => {
    const found = lower(baseline('{action: Allow, to: [{domainNames: [a.example.org]}]}')).diagnostics;
    expect(found.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['warning unknown-peer']);
  });
});
