import { describe, expect, it } from 'vitest';
import { parseDocuments } from '../../src/manifest/document.ts';
import { parseManifests } from '../../src/manifest/parse.ts';
import { errors, findings, lower, verdict } from '../dialects/judging.ts';
import {
  adminNetworkPolicy,
  baselineAdminNetworkPolicy,
  clusterNetworkPolicy,
  documents,
  networkPolicy,
  rules,
} from '../dialects/objects.ts';

/** Findings that are not only good to know. */
const told = (yaml: string) => findings(yaml).filter((finding) => !finding.startsWith('info '));

describe('podSelector: null in a custom resource', () => {
  it('is the same as none, and so missing', () => {
    const pods = '{pods: {namespaceSelector: {}, podSelector: null}}';
    const missing = (path: string) => [`missing-field ${path}`];
    expect(errors(rules('ingress', `{action: Deny, from: [${pods}]}`))).toEqual(
      missing('spec.ingress[0].from[0].pods.podSelector'),
    );
    expect(errors(adminNetworkPolicy(`{priority: 1, subject: ${pods}}`))).toEqual(
      missing('spec.subject.pods.podSelector'),
    );
    expect(errors(baselineAdminNetworkPolicy(`{subject: ${pods}}`))).toEqual(
      missing('spec.subject.pods.podSelector'),
    );
  });

  it('comes with a word on how to write all pods', () => {
    const pods = '{pods: {namespaceSelector: {}, podSelector: null}}';
    const { diagnostics } = lower(rules('ingress', `{action: Deny, from: [${pods}]}`));
    expect(diagnostics[0].hint).toBe('For all write podSelector: {}');
  });
});

describe('a label value that no label can have', () => {
  const selecting = (metadata: string) =>
    networkPolicy(
      '{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: ["no good"]}]}}',
      metadata,
    );
  const path = 'spec.podSelector.matchExpressions[0].values[0]';

  it('is refused in a new NetworkPolicy', () => {
    expect(errors(selecting('{name: p, namespace: shop}'))).toEqual([`invalid-label-value ${path}`]);
  });

  it('is tolerated in one that a cluster holds, and the selector selects nobody', () => {
    const stored = selecting('{name: p, namespace: shop, uid: u}');
    expect(told(stored)).toContain(`warning invalid-label-value ${path}`);
    expect(lower(stored).diagnostics[0].message).toContain('; the selector selects nobody');
    expect(verdict(stored, { from: 'lab/nb', to: 'shop/web' })).toBe('allow');
  });

  it('is refused in matchLabels of any NetworkPolicy, as it always was', () => {
    const yaml = networkPolicy('{podSelector: {matchLabels: {app: "no good"}}}', '{name: p, uid: u}');
    expect(errors(yaml)).toEqual(['invalid-label-value spec.podSelector.matchLabels.app']);
  });
});

describe('values: [null]', () => {
  const selector = '{matchExpressions: [{key: app, operator: In, values: [null]}]}';

  it('is the empty text in a NetworkPolicy', () => {
    expect(errors(networkPolicy(`{podSelector: ${selector}}`))).toEqual([]);
  });

  it('is no text in a custom resource', () => {
    const yaml = clusterNetworkPolicy(`{tier: Admin, priority: 1, subject: {namespaces: ${selector}}}`);
    expect(errors(yaml)).toEqual(['wrong-type spec.subject.namespaces.matchExpressions[0].values[0]']);
  });
});

describe('the protocol of an AdminNetworkPolicy', () => {
  const elsewhere = { from: 'shop/web', to: '203.0.113.7', traffic: 'UDP/7' };
  const admin = (action: string, port: string) =>
    adminNetworkPolicy(
      `{priority: 1, subject: {namespaces: {}}, egress: [{action: ${action}, to: [{networks: [0.0.0.0/0]}], ports: [${port}]}]}`,
    );

  it.each(['portNumber: {protocol: tcp, port: 80}', 'portRange: {protocol: ICMP, start: 1, end: 2}'])(
    'has no enumeration in the CRD, so that the object is stored and the rule fails closed: %s',
    (port) => {
      const path = `spec.egress[0].ports[0].${port.slice(0, port.indexOf(':'))}.protocol`;
      expect(told(admin('Deny', `{${port}}`))).toEqual([`warning unknown-protocol ${path}`]);
      expect(verdict(admin('Deny', `{${port}}`), elsewhere)).toBe('deny');
      expect(verdict(admin('Allow', `{${port}}`), elsewhere)).toBe('allow');
    },
  );

  it('is no question of a known one, nor of none', () => {
    expect(told(admin('Deny', '{portNumber: {protocol: SCTP, port: 80}}'))).toEqual([]);
    expect(told(admin('Deny', '{portNumber: {port: 80}}'))).toEqual([]);
  });
});

describe('a selector with a bad operator in a custom resource', () => {
  const policy = (requirement: string, metadata: string) =>
    clusterNetworkPolicy(
      `{tier: Admin, priority: 1, subject: {namespaces: {matchExpressions: [${requirement}]}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}`,
      metadata,
    );
  const probe = { from: 'lab/nb', to: 'shop/web' };
  const path = 'spec.subject.namespaces.matchExpressions[0]';

  it.each([
    ['{key: app, operator: Like, values: [a]}', `unsupported-value ${path}.operator`],
    ['{key: app, operator: NotIn}', `selector-values ${path}.values`],
    ['{key: app, operator: DoesNotExist, values: [a]}', `selector-values ${path}.values`],
    ['{key: "a b", operator: DoesNotExist}', `invalid-label-key ${path}.key`],
    ['{key: app, operator: NotIn, values: ["a b"]}', `invalid-label-value ${path}.values[0]`],
  ])('is refused in a file, and selects nobody in a dump: %s', (requirement, expected) => {
    expect(errors(policy(requirement, '{name: p}'))).toEqual([expected]);
    const stored = policy(requirement, '{name: p, uid: u}');
    expect(told(stored)).toContain(`warning ${expected}`);
    expect(verdict(stored, probe)).toBe('allow');
  });

  it('of a NetworkPolicy is refused in a dump too: no API server ever took it', () => {
    const yaml = networkPolicy(
      '{podSelector: {matchExpressions: [{key: app, operator: Like}]}}',
      '{name: p, uid: u}',
    );
    expect(errors(yaml)).toEqual(['unsupported-value spec.podSelector.matchExpressions[0].operator']);
  });
});

describe('a plain scalar in brackets that begins with an indicator', () => {
  const faults = (text: string) =>
    parseManifests(text, 'p.yaml').diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`);

  it.each([
    [networkPolicy('{ingress: [{from: [{ipBlock: {cidr: ::/0}}]}]}'), ['yaml-syntax 4:43']],
    [networkPolicy('{ingress: [{from: [{ipBlock: {cidr: "::/0"}}]}]}'), []],
    [networkPolicy('{ingress: [{from: [{ipBlock: {cidr: fd00::/8}}]}]}'), []],
    [`${networkPolicy('\n  ingress:\n  - from:\n    - ipBlock:\n        cidr: ::/0')}`, []],
  ])('is refused as by go-yaml: %j', (text, expected) => {
    expect(faults(text)).toEqual(expected);
  });

  it('is a text in the own formats, which no API server reads', () => {
    const text = 'cluster:\n  pods: [{namespace: a, name: b, ips: [::1]}]\n';
    expect(parseDocuments(text, 'c.yaml').diagnostics).toEqual([]);
  });
});

describe('not-in-force', () => {
  const holds = (yaml: string) =>
    lower(yaml).diagnostics.flatMap(({ code, message }) => (code === 'not-in-force' ? [message] : []));

  it('says what holds in place of a refused object', () => {
    expect(holds(networkPolicy('{podSelectr: {}}'))).toEqual([
      'NetworkPolicy shop/p is refused: it isolates nobody, so that pods which no other policy isolates are open to everything',
    ]);
    expect(holds(clusterNetworkPolicy('{tier: Admin}'))).toEqual([
      'ClusterNetworkPolicy p is refused: none of its rules is in force, and whom it selects is left to the other policies',
    ]);
  });

  it('says nothing of objects in force, nor of a second one of the same name', () => {
    const one = networkPolicy('{podSelector: {}}');
    expect(holds(one)).toEqual([]);
    expect(holds(documents(one, one))).toEqual([]);
  });
});
