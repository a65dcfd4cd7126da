import { describe, expect, it } from 'vitest';
import { kubernetes } from '../../src/dialects/kubernetes/index.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { inventory } from './cluster.ts';
import { findings, lower } from './judging.ts';
import { clusterNetworkPolicy, documents, namespace, networkPolicy, rules } from './objects.ts';

const hints = (yaml: string): readonly (string | undefined)[] =>
  lower(yaml).diagnostics.map(({ hint }) => hint);

describe('selects-nothing', () => {
  it('is said of a subject, with the label that may have been meant', () => {
    const yaml = networkPolicy('{podSelector: {matchLabels: {app: wbe}}}');
    expect(findings(yaml)).toEqual(['warning selects-nothing spec.podSelector']);
    expect(hints(yaml)).toEqual(['Nobody has label:app=wbe. Did you mean "web"?']);
  });

  it('does not take a label that nobody has for one without a value', () => {
    expect(hints(networkPolicy('{podSelector: {matchLabels: {a: b}}}'))).toEqual(['Nobody has label:a=b.']);
  });

  it('is said of a namespace that is not there', () => {
    expect(hints(networkPolicy('{}', '{name: p, namespace: shpo}'))).toEqual([
      'Nobody has namespace=shpo. Did you mean "shop"?',
    ]);
  });

  it('is said of a peer, at its place', () => {
    const peer = (text: string): string => networkPolicy(`{ingress: [{from: [{podSelector: {}}, ${text}]}]}`);
    expect(findings(peer(`{namespaceSelector: ${namespace('nowhere')}}`))).toEqual([
      'warning selects-nothing spec.ingress[0].from[1]',
    ]);
    expect(
      hints(peer(`{namespaceSelector: ${namespace('lab')}, podSelector: {matchLabels: {app: web}}}`)),
    ).toEqual(['Each of its conditions is met by somebody, all together by nobody.']);
  });

  it('is not said of networks, of domain names, or of a rule that fails closed', () => {
    const yaml = rules(
      'egress',
      '{action: Accept, to: [{networks: [192.0.2.0/24]}, {domainNames: [a.example.org]}]}',
    );
    expect(findings(yaml)).toEqual([]);
  });

  it('needs pods to speak of', () => {
    const { manifests } = parseManifests(networkPolicy('{podSelector: {matchLabels: {app: x}}}'), 'p.yaml');
    const empty = { ...inventory, entities: [] };
    const input = { manifests, inventory: empty, resources: [], options: new Map(), version: '' };
    expect(kubernetes.lower(input).diagnostics).toEqual([]);
  });
});

describe('unresolved-named-port', () => {
  const ingress = (port: string): string =>
    networkPolicy(`{podSelector: {matchLabels: {app: web}}, ingress: [{ports: [${port}]}]}`);

  it('is said where no selected pod has the name', () => {
    expect(findings(ingress('{port: htp}'))).toEqual(['warning unresolved-named-port spec.ingress[0]']);
    expect(hints(ingress('{port: htp}'))).toEqual(['Did you mean "http"?']);
  });

  it('is said where the name belongs to another protocol', () => {
    expect(findings(ingress('{port: http, protocol: UDP}'))).toEqual([
      'warning unresolved-named-port spec.ingress[0]',
    ]);
  });

  it('asks the peers for egress', () => {
    const egress = (to: string): string =>
      rules(
        'egress',
        `{action: Accept, to: [{namespaces: ${namespace(to)}}], protocols: [{destinationNamedPort: dns}]}`,
      );
    expect(findings(egress('core'))).toEqual([]);
    expect(findings(egress('shop'))).toEqual(['warning unresolved-named-port spec.egress[0]']);
  });
});

describe('priority-tie', () => {
  const policy = (name: string, subject: string, rest: string, priority = 5): string =>
    clusterNetworkPolicy(
      `{tier: Admin, priority: ${priority}, subject: {namespaces: ${subject}}, ${rest}}`,
      `{name: ${name}}`,
    );
  const egress = (action: string, peer: string, protocols = ''): string =>
    `egress: [{action: ${action}, to: [${peer}]${protocols}}]`;
  const shop = `{namespaces: ${namespace('shop')}}`;
  const lab = `{namespaces: ${namespace('lab')}}`;
  const port = (from: number, to: number): string =>
    `, protocols: [{tcp: {destinationPort: {range: {start: ${from}, end: ${to}}}}}]`;

  it('is said where both select a pod and their rules differ and meet', () => {
    const yaml = documents(
      policy('b', '{}', egress('Deny', shop)),
      policy('a', '{}', egress('Accept', '{networks: [10.10.1.0/24]}')),
    );
    expect(findings(yaml)).toEqual(['warning priority-tie spec.priority']);
    expect(lower(yaml).diagnostics[0].message).toContain('here a does, by name');
  });

  it.each([
    [
      'other priorities',
      policy('a', '{}', egress('Accept', shop), 6),
      policy('b', '{}', egress('Deny', shop)),
    ],
    [
      'other subjects',
      policy('a', namespace('lab'), egress('Accept', shop)),
      policy('b', namespace('ops'), egress('Deny', shop)),
    ],
    ['the same action', policy('a', '{}', egress('Deny', shop)), policy('b', '{}', egress('Deny', shop))],
    ['other peers', policy('a', '{}', egress('Accept', lab)), policy('b', '{}', egress('Deny', shop))],
    [
      'other ports',
      policy('a', '{}', egress('Accept', shop, port(1, 9))),
      policy('b', '{}', egress('Deny', shop, port(10, 20))),
    ],
    [
      'the other direction',
      policy('a', '{}', egress('Accept', shop)),
      policy('b', '{}', `ingress: [{action: Deny, from: [${shop}]}]`),
    ],
  ])('is not said with %s', (_, a, b) => {
    expect(findings(documents(a, b))).toEqual([]);
  });

  it('is not said where the option wants none', () => {
    const yaml = documents(
      policy('a', '{}', egress('Accept', shop)),
      policy('b', '{}', egress('Deny', shop)),
    );
    expect(findings(yaml, { ties: 'by-name' })).toEqual([]);
  });
});
