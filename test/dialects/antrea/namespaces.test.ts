import { describe, expect, it } from 'vitest';
import { documents } from '../objects.ts';
import { expectVerdicts, findings, sound } from './judging.ts';
import { acnp, clusterGroup, ns, policy } from './objects.ts';

const everyNamespace = '[{namespaceSelector: {}}]';
const sameLabels = (keys: string, action = 'Allow') =>
  `{action: ${action}, from: [{namespaces: {sameLabels: [${keys}]}}]}`;

describe('peers that depend on the namespace of the subject', () => {
  it('Self is the own namespace (e2e testACNPNamespaceIsolation)', () => {
    const self = '{action: Allow, from: [{namespaces: {match: Self}}]}';
    const policies = policy({
      appliedTo: everyNamespace,
      ingress: `${self}, {action: Drop, from: [{namespaceSelector: {}}]}`,
    });
    expectVerdicts(policies, [
      ['red/db', 'red/web', 'TCP/1', 'allow'],
      ['blue/db', 'red/web', 'TCP/1', 'deny'],
      ['203.0.113.7', 'red/web', 'TCP/1', 'allow'],
    ]);
  });

  it('Self goes with a podSelector', () => {
    const peer = '{namespaces: {match: Self}, podSelector: {matchLabels: {app: db}}}';
    expectVerdicts(policy({ appliedTo: everyNamespace, ingress: `{action: Drop, from: [${peer}]}` }), [
      ['red/db', 'red/web', 'TCP/1', 'deny'],
      ['blue/db', 'red/web', 'TCP/1', 'allow'],
      ['red/web', 'red/db', 'TCP/1', 'allow'],
    ]);
  });

  it('peers beside Self in one rule are for all subjects', () => {
    const peers = `{namespaces: {match: Self}}, ${ns('green')}`;
    const policies = policy({
      appliedTo: everyNamespace,
      ingress: `{action: Allow, from: [${peers}]}, {action: Drop}`,
    });
    expectVerdicts(policies, [
      ['red/db', 'red/web', 'TCP/1', 'allow'],
      ['green/web', 'red/web', 'TCP/1', 'allow'],
      ['blue/db', 'red/web', 'TCP/1', 'deny'],
    ]);
  });

  it('sameLabels asks for equal values of every label (e2e testACNPStrictNamespacesIsolationByLabels)', () => {
    const two = policy({ appliedTo: everyNamespace, ingress: `${sameLabels('org, stage')}, {action: Drop}` });
    expectVerdicts(two, [
      ['red/db', 'red/web', 'TCP/1', 'allow'],
      ['blue/db', 'red/web', 'TCP/1', 'deny'],
      ['green/web', 'red/web', 'TCP/1', 'deny'],
    ]);
    const one = policy({ appliedTo: everyNamespace, ingress: `${sameLabels('org')}, {action: Drop}` });
    expectVerdicts(one, [['blue/db', 'red/web', 'TCP/1', 'allow']]);
  });

  it('18: a namespace without the labels loses only that rule: a Drop behind it still applies', () => {
    const policies = policy({ appliedTo: everyNamespace, ingress: `${sameLabels('org')}, {action: Drop}` });
    expectVerdicts(policies, [
      ['plain/db', 'plain/web', 'TCP/1', 'deny'],
      ['red/db', 'plain/web', 'TCP/1', 'deny'],
    ]);
  });

  it('sameLabels without a label is no peer at all, and the rule is for everyone (splitPeersByScope)', () => {
    const policies = policy({ appliedTo: everyNamespace, ingress: `${sameLabels('', 'Drop')}` });
    expect(findings(policies)).toEqual(['warning empty-same-labels spec.ingress[0].from[0].namespaces']);
    expectVerdicts(policies, [['203.0.113.7', 'red/web', 'TCP/1', 'deny']]);
  });

  describe('where appliedTo has several entries (atgPerAffectedNS, labelsPerAffectedNS)', () => {
    const selfDrop = '{action: Drop, from: [{namespaces: {match: Self}}]}';
    const entries = `[${ns('red')}, {namespaceSelector: {matchLabels: {org: acme}}, podSelector: {matchLabels: {app: db}}}]`;
    const self = policy({ appliedTo: entries, ingress: selfDrop });
    const same = policy({ appliedTo: `[${ns('red')}, ${ns('green')}]`, ingress: sameLabels('org', 'Drop') });

    it('the last one that covers the namespace applies', () => {
      expect(findings(self)).toEqual(['warning last-entry-applies spec.appliedTo']);
      expectVerdicts(self, [
        ['red/db', 'red/web', 'TCP/1', 'allow'],
        ['red/web', 'red/db', 'TCP/1', 'deny'],
        ['blue/web', 'blue/db', 'TCP/1', 'deny'],
      ]);
    });

    it('sameLabels forgets the namespaces of the earlier ones', () => {
      expectVerdicts(same, [
        ['red/db', 'red/web', 'TCP/1', 'allow'],
        ['green/web', 'green/web', 'TCP/1', 'allow'],
      ]);
      expectVerdicts(
        policy({ appliedTo: `[${ns('green')}, ${ns('red')}]`, ingress: sameLabels('org', 'Drop') }),
        [['red/db', 'red/web', 'TCP/1', 'deny']],
      );
    });

    it('all of them apply under namespaces-peers=every-entry', () => {
      const every = { 'namespaces-peers': 'every-entry' };
      expect(findings(self, every)).toEqual([]);
      expectVerdicts(sound(self, every), [['red/db', 'red/web', 'TCP/1', 'deny']]);
      expectVerdicts(sound(same, every), [['red/db', 'red/web', 'TCP/1', 'deny']]);
    });

    it('Self in rules with their own appliedTo applies to all of them', () => {
      const rule = `{action: Drop, appliedTo: ${entries}, from: [{namespaces: {match: Self}}]}`;
      expectVerdicts(acnp(`{priority: 5, ingress: [${rule}]}`), [
        ['red/db', 'red/web', 'TCP/1', 'deny'],
        ['blue/db', 'blue/web', 'TCP/1', 'allow'],
      ]);
    });
  });

  it('a service account is one entry, a group stands for all pods of its namespaces', () => {
    const selfDrop = '{action: Drop, from: [{namespaces: {match: Self}}]}';
    const account = policy({
      appliedTo: '[{serviceAccount: {name: robot, namespace: red}}]',
      ingress: selfDrop,
    });
    expectVerdicts(account, [
      ['red/db', 'red/web', 'TCP/1', 'deny'],
      ['red/web', 'red/db', 'TCP/1', 'allow'],
    ]);
    const grouped = documents(
      clusterGroup(
        'g',
        '{namespaceSelector: {matchLabels: {org: acme}}, podSelector: {matchLabels: {app: db}}}',
      ),
      policy({ appliedTo: '[{group: g}]', ingress: `${selfDrop}, {action: Reject}` }),
    );
    const rows = (own: string) =>
      [
        ['red/db', 'red/web', 'TCP/1', own],
        ['green/web', 'red/db', 'TCP/1', 'reject'],
        ['green/web', 'red/web', 'TCP/1', 'allow'],
      ] as const;
    expectVerdicts(grouped, rows('deny'));
    expectVerdicts(sound(grouped, { 'namespaces-peers': 'every-entry' }), rows('allow'));
  });
});
