import { describe, expect, it } from 'vitest';
import { errors, findings, lower } from './judging.ts';
import { clusterNetworkPolicy, rules } from './objects.ts';

const spec = (text: string): string => clusterNetworkPolicy(text);
const to = (text: string): string => rules('egress', `{action: Accept, to: [${text}]}`);
const protocol = (text: string): string =>
  rules('egress', `{action: Deny, to: [{namespaces: {}}], protocols: [${text}]}`);
const rule = 'spec.egress[0]';
const many = (count: number, text: string): string => Array.from({ length: count }, () => text).join(', ');

describe('ClusterNetworkPolicy refuses', () => {
  it.each([
    [
      'no spec',
      'apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: p}\n',
      'missing-field spec',
    ],
    ['no tier', spec('{priority: 1, subject: {namespaces: {}}}'), 'missing-field spec.tier'],
    [
      'a tier in lower case',
      spec('{tier: admin, priority: 1, subject: {namespaces: {}}}'),
      'unsupported-value spec.tier',
    ],
    ['no priority', spec('{tier: Admin, subject: {namespaces: {}}}'), 'missing-field spec.priority'],
    [
      'priority 1001',
      spec('{tier: Admin, priority: 1001, subject: {namespaces: {}}}'),
      'out-of-range spec.priority',
    ],
    [
      'a negative priority',
      spec('{tier: Admin, priority: -1, subject: {namespaces: {}}}'),
      'out-of-range spec.priority',
    ],
    [
      'a priority in quotes',
      spec('{tier: Admin, priority: "1", subject: {namespaces: {}}}'),
      'wrong-type spec.priority',
    ],
    ['no subject', spec('{tier: Admin, priority: 1}'), 'missing-field spec.subject'],
    ['an empty subject', spec('{tier: Admin, priority: 1, subject: {}}'), 'not-exactly-one spec.subject'],
    [
      'a subject of null',
      spec('{tier: Admin, priority: 1, subject: {namespaces: null}}'),
      'not-exactly-one spec.subject',
    ],
    [
      'a subject with both fields',
      spec('{tier: Admin, priority: 1, subject: {namespaces: {}, pods: {podSelector: {}}}}'),
      'not-exactly-one spec.subject',
    ],
    [
      'an unknown field of the subject',
      spec('{tier: Admin, priority: 1, subject: {namespace: {}}}'),
      'unknown-field spec.subject.namespace',
    ],
    [
      'pods without podSelector',
      spec('{tier: Admin, priority: 1, subject: {pods: {namespaceSelector: {}}}}'),
      'missing-field spec.subject.pods.podSelector',
    ],
    ['a rule without peers', rules('egress', '{action: Deny}'), `missing-field ${rule}.to`],
    ['a rule with an empty list of peers', to(''), `too-few ${rule}.to`],
    ['a rule without action', rules('egress', '{to: [{namespaces: {}}]}'), `missing-field ${rule}.action`],
    [
      'the action word of v1alpha1',
      rules('egress', '{action: Allow, to: [{namespaces: {}}]}'),
      `unsupported-value ${rule}.action`,
    ],
    [
      'a rule name of 101 characters',
      rules('egress', `{name: ${'x'.repeat(101)}, action: Deny, to: [{namespaces: {}}]}`),
      `too-long ${rule}.name`,
    ],
    [
      'an unknown field of a rule',
      rules('egress', '{action: Deny, to: [{namespaces: {}}], ports: []}'),
      `unknown-field ${rule}.ports`,
    ],
    [
      'the peers of the other direction',
      rules('egress', '{action: Deny, to: [{namespaces: {}}], from: []}'),
      `unknown-field ${rule}.from`,
    ],
    ['26 rules', rules('egress', many(26, '{action: Deny, to: [{namespaces: {}}]}')), 'too-many spec.egress'],
    ['26 peers', to(many(26, '{namespaces: {}}')), `too-many ${rule}.to`],
    ['26 protocols', protocol(many(26, '{destinationNamedPort: a}')), `too-many ${rule}.protocols`],
    ['an empty list of protocols', protocol(''), `too-few ${rule}.protocols`],
    ['an empty peer', to('{}'), `not-exactly-one ${rule}.to[0]`],
    ['a peer of two fields', to('{namespaces: {}, networks: [10.0.0.0/8]}'), `not-exactly-one ${rule}.to[0]`],
    ['networks that are empty', to('{networks: []}'), `too-few ${rule}.to[0].networks`],
    [
      'a network twice',
      to('{networks: [10.0.0.0/8, 10.0.0.0/8]}'),
      `duplicate-item ${rule}.to[0].networks[1]`,
    ],
    ['a network that is none', to('{networks: [10.0.0.0]}'), `invalid-cidr ${rule}.to[0].networks[0]`],
    [
      'leading zeros, which isCIDR refuses',
      to('{networks: [010.0.0.0/8]}'),
      `invalid-cidr ${rule}.to[0].networks[0]`,
    ],
    [
      'a network of 44 characters',
      to(`{networks: ["${'f'.repeat(44)}"]}`),
      `too-long ${rule}.to[0].networks[0]`,
    ],
    [
      'a domain name of one label',
      to('{domainNames: [localhost]}'),
      `invalid-domain-name ${rule}.to[0].domainNames[0]`,
    ],
    [
      'a wildcard inside of a name',
      to('{domainNames: ["a*.example.org"]}'),
      `invalid-domain-name ${rule}.to[0].domainNames[0]`,
    ],
    ['a bare wildcard', to('{domainNames: ["*"]}'), `invalid-domain-name ${rule}.to[0].domainNames[0]`],
    ['an empty protocol', protocol('{}'), `not-exactly-one ${rule}.protocols[0]`],
    [
      'two protocols in one item',
      protocol('{tcp: {destinationPort: {number: 1}}, udp: {destinationPort: {number: 1}}}'),
      `not-exactly-one ${rule}.protocols[0]`,
    ],
    ['tcp without port', protocol('{tcp: {}}'), `not-exactly-one ${rule}.protocols[0].tcp`],
    [
      'number and range',
      protocol('{tcp: {destinationPort: {number: 80, range: {start: 1, end: 2}}}}'),
      `not-exactly-one ${rule}.protocols[0].tcp.destinationPort`,
    ],
    [
      'port 0',
      protocol('{tcp: {destinationPort: {number: 0}}}'),
      `out-of-range ${rule}.protocols[0].tcp.destinationPort.number`,
    ],
    [
      'a range without end',
      protocol('{udp: {destinationPort: {range: {start: 1}}}}'),
      `missing-field ${rule}.protocols[0].udp.destinationPort.range.end`,
    ],
    [
      'a range of one port',
      protocol('{sctp: {destinationPort: {range: {start: 80, end: 80}}}}'),
      `range-order ${rule}.protocols[0].sctp.destinationPort.range.end`,
    ],
    [
      'a range that ends before it starts',
      protocol('{tcp: {destinationPort: {range: {start: 81, end: 80}}}}'),
      `range-order ${rule}.protocols[0].tcp.destinationPort.range.end`,
    ],
    ...['networks: [10.0.0.0/8]', 'nodes: {}', 'domainNames: [a.b]'].map((peer) => [
      `a named port beside ${peer}`,
      rules('egress', `{action: Accept, to: [{${peer}}], protocols: [{destinationNamedPort: http}]}`),
      `named-port-needs-pods ${rule}.protocols[0].destinationNamedPort`,
    ]),
    [
      'a version that is not known',
      spec('{}').replace('v1alpha2', 'v1alpha3'),
      'unsupported-version apiVersion',
    ],
  ])('%s', (_, yaml, expected) => {
    expect(errors(yaml)).toEqual([expected]);
  });

  it('Allow, with the word that v1alpha2 has for it', () => {
    const [diagnostic] = lower(rules('egress', '{action: Allow, to: [{namespaces: {}}]}')).diagnostics;
    expect(diagnostic.hint).toBe('Allow is the word of another kind or version: write Accept');
  });
});

describe('ClusterNetworkPolicy takes', () => {
  it.each([
    ['no rules', spec('{tier: Admin, priority: 0, subject: {namespaces: {}}}')],
    [
      'rule lists that are empty',
      spec('{tier: Baseline, priority: 1000, subject: {namespaces: {}}, ingress: [], egress: null}'),
    ],
    ['pods without namespaceSelector', to('{pods: {podSelector: {}}}')],
    ['a namespaceSelector that is null, as none', to('{pods: {namespaceSelector: null, podSelector: {}}}')],
    ['25 rules', rules('egress', many(25, '{action: Deny, to: [{namespaces: {}}]}'))],
    [
      'a rule name of 100 characters',
      rules('egress', `{name: ${'x'.repeat(100)}, action: Deny, to: [{namespaces: {}}]}`),
    ],
    ['nodes', to('{nodes: {matchLabels: {zone: a}}}')],
    [
      'domain names with wildcard, trailing dot and upper case',
      to('{domainNames: ["*.Example.org", "a_b.example.org."]}'),
    ],
    ['v1beta1 as another name of v1alpha2', to('{namespaces: {}}').replace('v1alpha2', 'v1beta1')],
  ])('%s', (_, yaml) => {
    expect(errors(yaml)).toEqual([]);
  });

  it('networks with host bits, which isCIDR accepts, and warns', () => {
    expect(findings(to('{networks: [192.168.0.5/24]}'))).toEqual([
      `warning cidr-host-bits ${rule}.to[0].networks[0]`,
    ]);
  });

  it('domainNames in a Deny rule, as the API server does, and warns', () => {
    const yaml = rules('egress', '{action: Deny, to: [{domainNames: [a.example.org]}]}');
    expect(findings(yaml)).toEqual([`warning domain-names-need-accept ${rule}.to[0].domainNames`]);
  });
});
