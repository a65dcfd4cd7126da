import { describe, expect, it } from 'vitest';
import { errors, findings, lower } from './judging.ts';
import { networkPolicy } from './objects.ts';

const port = (text: string): string => networkPolicy(`{podSelector: {}, ingress: [{ports: [${text}]}]}`);
const peer = (text: string): string => networkPolicy(`{podSelector: {}, ingress: [{from: [${text}]}]}`);
const selector = (text: string): string => networkPolicy(`{podSelector: ${text}}`);
const portPath = 'spec.ingress[0].ports[0]';
const peerPath = 'spec.ingress[0].from[0]';

describe('NetworkPolicy refuses', () => {
  it.each([
    ['an unknown field of the spec', networkPolicy('{podSelektor: {}}'), 'unknown-field spec.podSelektor'],
    [
      'an unknown field of a rule',
      networkPolicy('{ingress: [{to: []}]}'),
      'unknown-field spec.ingress[0].to',
    ],
    ['an unknown field of a peer', peer('{podSelectr: {}}'), `unknown-field ${peerPath}.podSelectr`],
    [
      'an unknown policy type',
      networkPolicy('{policyTypes: [ingress]}'),
      'unsupported-value spec.policyTypes[0]',
    ],
    [
      'three policy types',
      networkPolicy('{policyTypes: [Ingress, Egress, Egress]}'),
      'too-many spec.policyTypes',
    ],
    ['a rule list that is an object', networkPolicy('{ingress: {}}'), 'wrong-type spec.ingress'],
    ['a spec that is a text', networkPolicy('all'), 'wrong-type spec'],
    ['a protocol in lower case', port('{protocol: tcp}'), `unsupported-value ${portPath}.protocol`],
    [
      'a protocol that NetworkPolicy has not',
      port('{protocol: ICMP}'),
      `unsupported-value ${portPath}.protocol`,
    ],
    ['port 0', port('{port: 0}'), `out-of-range ${portPath}.port`],
    ['port 65536', port('{port: 65536}'), `out-of-range ${portPath}.port`],
    ['a negative port', port('{port: -1}'), `out-of-range ${portPath}.port`],
    ['a broken number', port('{port: 80.5}'), `wrong-type ${portPath}.port`],
    ['a number in quotes as port', port('{port: "80"}'), `invalid-port-name ${portPath}.port`],
    ['a port name of 16 characters', port('{port: abcdefghijklmnop}'), `invalid-port-name ${portPath}.port`],
    ['a port name in upper case', port('{port: HTTP}'), `invalid-port-name ${portPath}.port`],
    ['a port name with two hyphens in a row', port('{port: a--b}'), `invalid-port-name ${portPath}.port`],
    ['a port name that ends with a hyphen', port('{port: a-}'), `invalid-port-name ${portPath}.port`],
    ['an empty port name', port('{port: ""}'), `invalid-port-name ${portPath}.port`],
    ['endPort without port', port('{endPort: 90}'), `end-port-without-port ${portPath}.endPort`],
    ['endPort beside a name', port('{port: http, endPort: 90}'), `end-port-named ${portPath}.endPort`],
    ['endPort below port', port('{port: 80, endPort: 79}'), `end-port-order ${portPath}.endPort`],
    ['endPort beyond the last port', port('{port: 80, endPort: 65536}'), `out-of-range ${portPath}.endPort`],
    ['an empty peer', peer('{}'), `empty-peer ${peerPath}`],
    ['a peer that is null', peer('null'), `empty-peer ${peerPath}`],
    [
      'ipBlock beside podSelector',
      peer('{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}'),
      `ip-block-alone ${peerPath}.ipBlock`,
    ],
    [
      'ipBlock beside namespaceSelector',
      peer('{ipBlock: {cidr: 10.0.0.0/8}, namespaceSelector: {}}'),
      `ip-block-alone ${peerPath}.ipBlock`,
    ],
    ['ipBlock without cidr', peer('{ipBlock: {}}'), `missing-field ${peerPath}.ipBlock.cidr`],
    ['a CIDR without length', peer('{ipBlock: {cidr: 10.0.0.1}}'), `invalid-cidr ${peerPath}.ipBlock.cidr`],
    ['a CIDR that is none', peer('{ipBlock: {cidr: 10.0.0.0/33}}'), `invalid-cidr ${peerPath}.ipBlock.cidr`],
    ['host bits', peer('{ipBlock: {cidr: 192.168.0.5/24}}'), `cidr-host-bits ${peerPath}.ipBlock.cidr`],
    ['leading zeros', peer('{ipBlock: {cidr: 010.0.0.0/8}}'), `cidr-host-bits ${peerPath}.ipBlock.cidr`],
    [
      'an exception outside of the block',
      peer('{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}'),
      `except-outside-cidr ${peerPath}.ipBlock.except[0]`,
    ],
    [
      'an exception that is the whole block',
      peer('{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}'),
      `except-outside-cidr ${peerPath}.ipBlock.except[0]`,
    ],
    [
      'an exception of the other family',
      peer('{ipBlock: {cidr: 0.0.0.0/0, except: ["fd00::/8"]}}'),
      `except-outside-cidr ${peerPath}.ipBlock.except[0]`,
    ],
    [
      'an operator that is none',
      selector('{matchExpressions: [{key: a, operator: Is}]}'),
      'unsupported-value spec.podSelector.matchExpressions[0].operator',
    ],
    [
      'In without values',
      selector('{matchExpressions: [{key: a, operator: In}]}'),
      'selector-values spec.podSelector.matchExpressions[0].values',
    ],
    [
      'NotIn with an empty list',
      selector('{matchExpressions: [{key: a, operator: NotIn, values: []}]}'),
      'selector-values spec.podSelector.matchExpressions[0].values',
    ],
    [
      'Exists with values',
      selector('{matchExpressions: [{key: a, operator: Exists, values: [b]}]}'),
      'selector-values spec.podSelector.matchExpressions[0].values',
    ],
    [
      'an expression without key',
      selector('{matchExpressions: [{operator: Exists}]}'),
      'missing-field spec.podSelector.matchExpressions[0].key',
    ],
    [
      'a label key with a space',
      selector('{matchLabels: {"a b": c}}'),
      'invalid-label-key spec.podSelector.matchLabels["a b"]',
    ],
    [
      'a label value with a space',
      selector('{matchLabels: {a: "b c"}}'),
      'invalid-label-value spec.podSelector.matchLabels.a',
    ],
    [
      'a boolean as label value',
      selector('{matchLabels: {a: true}}'),
      'wrong-type spec.podSelector.matchLabels.a',
    ],
    [
      'a number among the values',
      selector('{matchExpressions: [{key: a, operator: In, values: [1]}]}'),
      'wrong-type spec.podSelector.matchExpressions[0].values[0]',
    ],
  ])('%s', (_, yaml, expected) => {
    expect(errors(yaml)).toEqual([expected]);
  });
});

describe('NetworkPolicy takes', () => {
  it.each([
    [
      'no spec at all',
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\n',
    ],
    ['a spec that is null', networkPolicy('null')],
    ['a null podSelector', networkPolicy('{podSelector: null}')],
    ['policy types given twice', networkPolicy('{policyTypes: [Ingress, Ingress]}')],
    ['endPort equal to port', port('{port: 80, endPort: 80}')],
    ['an empty port item', port('{}')],
    ['SCTP', port('{protocol: SCTP, port: 3868}')],
    ['an exception inside of the block', peer('{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/9]}}')],
    ['an empty label value', selector('{matchLabels: {a: ""}}')],
    ['a label value that is null, as the empty text', selector('{matchLabels: {a: null}}')],
    ['a label key with a prefix', selector('{matchLabels: {example.com/a: b}}')],
    ['a status', `${networkPolicy('{}')}status: {anything: true}\n`],
  ])('%s', (_, yaml) => {
    expect(errors(yaml)).toEqual([]);
  });
});

describe('a diagnostic of NetworkPolicy', () => {
  const yaml = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: shop
spec:
  podSelector:
    matchLabels:
      live: yes
  ingress:
    - ports:
        - port: "8080"
    - form:
        - podSelector: {}
`;

  it('has the place of the field, line and column', () => {
    const found = lower(yaml).diagnostics.map(({ file, line, column, code }) => [file, line, column, code]);
    expect(found).toContainEqual(['policy.yaml', 9, 7, 'wrong-type']);
    expect(found).toContainEqual(['policy.yaml', 12, 11, 'invalid-port-name']);
    expect(found).toContainEqual(['policy.yaml', 13, 7, 'unknown-field']);
    expect(found).toContainEqual(['policy.yaml', 1, 1, 'not-in-force']);
    expect(found).toHaveLength(4);
  });

  it('says what to write instead', () => {
    const hints = lower(yaml).diagnostics.map(({ hint }) => hint);
    expect(hints).toContain(
      'YAML 1.1 reads yes, no, on, off, true and false as booleans: write "true" in quotes',
    );
    expect(hints).toContain('a text is a port name: write the number without quotes: 8080');
    expect(hints).toContain('Did you mean "from"?');
  });

  it('stands for one problem each, and there are at most 20 of an object', () => {
    const ports = Array.from({ length: 30 }, () => '{port: 0}').join(', ');
    const found = findings(port(ports));
    expect(found).toHaveLength(21);
    expect(found[20]).toBe('info more-problems ');
  });

  it('keeps the object out of the set', () => {
    const policies = lower(port('{port: 0}')).set.stages.flatMap((stage) => stage.policies);
    expect(policies.filter(({ ref }) => ref.kind === 'NetworkPolicy')).toEqual([]);
  });
});

describe('rules of a direction that policyTypes leaves out', () => {
  it('are legal and warned about', () => {
    const yaml = networkPolicy('{policyTypes: [Egress], ingress: [{}]}');
    expect(findings(yaml)).toEqual(['warning ignored-rules spec.ingress']);
  });

  it('do not count where policyTypes is defaulted', () => {
    expect(findings(networkPolicy('{ingress: [{}], egress: [{}]}'))).toEqual([]);
  });
});
