import { describe, expect, it } from 'vitest';
import { clusterNetworkPolicy, documents, networkPolicy } from '../objects.ts';
import { expectVerdicts, findings, lower, sound } from './judging.ts';
import { acnp, annp, clusterGroup, everyPod, policy, tier, web } from './objects.ts';

const ingress = (rule: string) => policy({ ingress: rule });
const egress = (rule: string) => policy({ egress: rule });
const spec = (rest: string) => acnp(`{priority: 1, ${rest}}`);

describe('what the webhook and the CRDs refuse', () => {
  it.each([
    ['no appliedTo', spec('ingress: [{action: Drop}]'), 'missing-applied-to spec.appliedTo'],
    ['no appliedTo and no rules', spec('tier: baseline'), 'missing-applied-to spec.appliedTo'],
    [
      'appliedTo twice',
      spec(`appliedTo: ${web}, ingress: [{action: Drop, appliedTo: ${web}}]`),
      'applied-to-twice spec.ingress[0].appliedTo',
    ],
    [
      'appliedTo in some rules',
      spec(`ingress: [{action: Drop, appliedTo: ${web}}, {action: Drop}]`),
      'missing-applied-to spec.ingress[1].appliedTo',
    ],
    [
      'a group beside others',
      spec('appliedTo: [{group: g, podSelector: {}}]'),
      'must-stand-alone spec.appliedTo[0].group',
    ],
    [
      'nodes beside others',
      spec('appliedTo: [{nodeSelector: {}, podSelector: {}}]'),
      'must-stand-alone spec.appliedTo[0].nodeSelector',
    ],
    [
      'an account beside others',
      ingress('{action: Drop, from: [{serviceAccount: {name: a, namespace: b}, podSelector: {}}]}'),
      'must-stand-alone spec.ingress[0].from[0].serviceAccount',
    ],
    [
      'namespaces twice',
      ingress('{action: Drop, from: [{namespaces: {match: Self}, namespaceSelector: {}}]}'),
      'namespaces-twice spec.ingress[0].from[0].namespaces',
    ],
    [
      'two criteria',
      ingress('{action: Drop, from: [{namespaces: {match: Self, sameLabels: [a]}}]}'),
      'not-exactly-one spec.ingress[0].from[0].namespaces',
    ],
    [
      'toServices and to',
      egress('{action: Drop, toServices: [{name: a, namespace: b}], to: [{podSelector: {}}]}'),
      'to-services-alone spec.egress[0].to',
    ],
    [
      'toServices and ports',
      egress('{action: Drop, toServices: [{name: a, namespace: b}], ports: [{port: 1}]}'),
      'to-services-alone spec.egress[0].ports',
    ],
    [
      'toServices without namespace',
      egress('{action: Drop, toServices: [{name: a}]}'),
      'missing-field spec.egress[0].toServices[0].namespace',
    ],
    [
      'Pass in the baseline',
      policy({ tier: 'baseline', ingress: '{action: Pass}' }),
      'baseline-pass spec.ingress[0].action',
    ],
    ['Deny', ingress('{action: Deny}'), 'unsupported-value spec.ingress[0].action'],
    ['no action', ingress('{name: a}'), 'missing-field spec.ingress[0].action'],
    [
      'IGMP and Reject',
      egress('{action: Reject, protocols: [{igmp: {}}]}'),
      'multicast-action spec.egress[0].protocols[0].igmp',
    ],
    [
      'IGMP and peers',
      ingress('{action: Drop, protocols: [{igmp: {}}], from: [{podSelector: {}}]}'),
      'igmp-alone spec.ingress[0].protocols[0].igmp',
    ],
    [
      'a report at ingress',
      ingress('{action: Drop, protocols: [{igmp: {igmpType: 0x16}}]}'),
      'unsupported-value spec.ingress[0].protocols[0].igmp.igmpType',
    ],
    [
      'a group address that is none',
      egress('{action: Drop, protocols: [{igmp: {groupAddress: 10.0.0.1}}]}'),
      'not-multicast spec.egress[0].protocols[0].igmp.groupAddress',
    ],
    [
      'multicast and Pass',
      egress('{action: Pass, to: [{ipBlock: {cidr: 225.0.0.0/8}}]}'),
      'multicast-action spec.egress[0].to[0].ipBlock',
    ],
    [
      'multicast and unicast',
      egress('{action: Drop, to: [{ipBlock: {cidr: 10.0.0.0/8}}, {ipBlock: {cidr: 225.0.0.0/8}}]}'),
      'multicast-alone spec.egress[0].to[1].ipBlock',
    ],
    [
      'multicast and selectors',
      egress('{action: Drop, to: [{ipBlock: {cidr: 225.0.0.0/8}, podSelector: {}}]}'),
      'multicast-alone spec.egress[0].to[0].ipBlock',
    ],
    [
      'scope beside a group',
      ingress('{action: Drop, from: [{group: g, scope: ClusterSet}]}'),
      'must-stand-alone spec.ingress[0].from[0].group',
    ],
    [
      'two kinds of requests in one item',
      ingress('{action: Allow, l7Protocols: [{http: {}, tls: {}}]}'),
      'not-exactly-one spec.ingress[0].l7Protocols[0]',
    ],
    [
      'no kind of request',
      ingress('{action: Allow, l7Protocols: [{}]}'),
      'not-exactly-one spec.ingress[0].l7Protocols[0]',
    ],
    [
      'a method that is none',
      ingress('{action: Allow, l7Protocols: [{http: {method: get}}]}'),
      'unsupported-value spec.ingress[0].l7Protocols[0].http.method',
    ],
    [
      'a log label that is no label',
      ingress('{action: Drop, enableLogging: true, logLabel: "a b"}'),
      'invalid-log-label spec.ingress[0].logLabel',
    ],
    [
      'logging by a word',
      ingress('{action: Drop, enableLogging: "yes"}'),
      'wrong-type spec.ingress[0].enableLogging',
    ],
    [
      'L7 and Drop',
      ingress('{action: Drop, l7Protocols: [{http: {}}]}'),
      'l7-action spec.ingress[0].l7Protocols',
    ],
    [
      'L7 and toServices',
      egress('{action: Allow, l7Protocols: [{http: {}}], toServices: [{name: a, namespace: b}]}'),
      'l7-to-services spec.egress[0].l7Protocols',
    ],
    [
      'HTTP over UDP',
      ingress('{action: Allow, l7Protocols: [{http: {}}], ports: [{port: 1, protocol: UDP}]}'),
      'http-needs-tcp spec.ingress[0].ports[0].protocol',
    ],
    [
      'HTTP over ICMP',
      ingress('{action: Allow, l7Protocols: [{http: {}}], protocols: [{icmp: {}}]}'),
      'http-needs-tcp spec.ingress[0].protocols',
    ],
    [
      'an exception that is no part',
      ingress('{action: Drop, from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}'),
      'except-outside-cidr spec.ingress[0].from[0].ipBlock.except[0]',
    ],
    [
      'a bad CIDR',
      ingress('{action: Drop, from: [{ipBlock: {cidr: 10.0.0.0}}]}'),
      'invalid-cidr spec.ingress[0].from[0].ipBlock.cidr',
    ],
    [
      'one name twice',
      policy({ ingress: '{action: Drop, name: a}', egress: '{action: Drop, name: a}' }),
      'duplicate-rule-name spec.egress[0].name',
    ],
    [
      'endPort without port',
      ingress('{action: Drop, ports: [{endPort: 2}]}'),
      'end-port-without-port spec.ingress[0].ports[0].endPort',
    ],
    [
      'endPort of a name',
      ingress('{action: Drop, ports: [{port: http, endPort: 2}]}'),
      'end-port-named spec.ingress[0].ports[0].endPort',
    ],
    [
      'a range that runs back',
      ingress('{action: Drop, ports: [{port: 2, endPort: 1}]}'),
      'end-port-order spec.ingress[0].ports[0].endPort',
    ],
    [
      'a source range that runs back',
      ingress('{action: Drop, ports: [{sourcePort: 2, sourceEndPort: 1}]}'),
      'end-port-order spec.ingress[0].ports[0].sourceEndPort',
    ],
    [
      'an fqdn at ingress',
      ingress('{action: Drop, from: [{fqdn: a.b}]}'),
      'unknown-field spec.ingress[0].from[0].fqdn',
    ],
    [
      'an fqdn of other letters',
      egress('{action: Drop, to: [{fqdn: a_b.c}]}'),
      'invalid-fqdn spec.egress[0].to[0].fqdn',
    ],
    [
      'a Service and pods',
      spec('appliedTo: [{service: {name: a, namespace: b}}, {podSelector: {}}]'),
      'applied-to-services spec.appliedTo[0].service',
    ],
    [
      'a Service and egress',
      spec('appliedTo: [{service: {name: a, namespace: b}}], egress: [{action: Drop}]'),
      'applied-to-services spec.egress',
    ],
    [
      'a Service and pods as peers',
      spec(
        'appliedTo: [{service: {name: a, namespace: b}}], ingress: [{action: Drop, from: [{podSelector: {}}]}]',
      ),
      'service-peers spec.ingress[0].from[0]',
    ],
    [
      'a namespaceSelector in the namespaced kind',
      annp('{priority: 1, appliedTo: [{namespaceSelector: {}}]}'),
      'unknown-field spec.appliedTo[0].namespaceSelector',
    ],
    [
      'nodes in a rule',
      spec('ingress: [{action: Drop, appliedTo: [{nodeSelector: {}}]}]'),
      'unknown-field spec.ingress[0].appliedTo[0].nodeSelector',
    ],
    ['no priority', acnp(`{appliedTo: ${web}}`), 'missing-field spec.priority'],
    ['a priority out of range', acnp(`{priority: 0.5, appliedTo: ${web}}`), 'out-of-range spec.priority'],
    ['an unknown tier', policy({ tier: 'platfrom' }), 'unknown-tier spec.tier'],
  ])('%s', (_, yaml, expected) => {
    expect(findings(yaml)).toEqual([`error ${expected}`]);
    expect(
      lower(yaml)
        .set.stages.flatMap(({ policies }) => policies)
        .filter(({ ref }) => ref.kind !== 'Datapath'),
    ).toEqual([]);
  });

  it.each([
    ['a tier at a reserved number', tier('t', 251), 'tier-priority spec.priority'],
    ['a tier at the default number', tier('t', 250), 'tier-priority spec.priority'],
    ['a tier at the number of another', documents(tier('a', 7), tier('t', 7)), 'tier-priority spec.priority'],
    ['a built-in tier that moves', tier('platform', 7), 'tier-priority spec.priority'],
    ['a group of two kinds', clusterGroup('g', '{podSelector: {}, ipBlocks: []}'), 'mixed-group spec'],
    ['a group in itself', clusterGroup('g', '{childGroups: [g]}'), 'group-cycle spec.childGroups[0]'],
    [
      'a group of both casts',
      clusterGroup('g', '{ipBlocks: [{cidr: 10.0.0.0/8}, {cidr: 225.0.0.0/8}]}'),
      'multicast-alone spec.ipBlocks',
    ],
  ])('%s', (_, yaml, expected) => {
    expect(findings(yaml)).toEqual([`error ${expected}`]);
  });

  it('the number of the Admin tier, once there is a ClusterNetworkPolicy', () => {
    const upstream = clusterNetworkPolicy('{tier: Admin, priority: 1, subject: {namespaces: {}}}');
    expect(findings(tier('t', 220))).toEqual([]);
    expect(findings(documents(tier('t', 220), upstream))).toEqual(['error tier-priority spec.priority']);
  });

  it('ClusterNetworkPolicies whose gate is off', () => {
    const upstream = clusterNetworkPolicy(
      '{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
    );
    expect(findings(upstream, { 'cluster-network-policy': 'off' })).toEqual(['error gate-off ']);
  });

  it('says what holds in place of a refused object', () => {
    const told = (yaml: string) =>
      lower(yaml).diagnostics.flatMap(({ code, message }) => (code === 'not-in-force' ? [message] : []));
    expect(told(policy({ tier: 'own' }))).toEqual([
      'ClusterNetworkPolicy p is refused: none of its rules is in force, and whom it selects is left to the other policies',
    ]);
    expect(told(tier('t', 251))).toEqual(['Tier t is refused: policies of this tier are refused too']);
    expect(told(clusterGroup('g', '{childGroups: [g]}'))).toEqual([
      'ClusterGroup g is refused: rules and policies that name it find no members',
    ]);
    expect(
      told(documents(tier('t', 7), policy({ tier: 't' }), clusterGroup('g', '{podSelector: {}}'))),
    ).toEqual([]);
  });

  it('says what an unknown word may have been', () => {
    const hint = (yaml: string) => lower(yaml).diagnostics[0].hint;
    expect(hint(policy({ tier: 'platfrom' }))).toBe('Did you mean "platform"?');
    expect(hint(ingress('{action: Deny}'))).toBe('Deny is the word of another kind or version: write Drop');
    expect(hint(ingress('{action: Allwo}'))).toBe('Did you mean "Allow"?');
    expect(hint(ingress('{action: Drop, form: []}'))).toBe('Did you mean "from"?');
  });
});

describe('what is taken', () => {
  it('objects of older versions of the group', () => {
    expect(findings(acnp(`{priority: 1, appliedTo: ${everyPod}}`, 'p', 'v1alpha1'))).toEqual([]);
    const gone = acnp(`{priority: 1, appliedTo: ${everyPod}}`, 'p', 'v1alpha9');
    expect(findings(gone)).toEqual(['error unsupported-version apiVersion']);
  });

  it('tier names as very old policies write them, and the tiers that Antrea makes itself', () => {
    const policies = documents(
      policy({ tier: 'SecurityOps', ingress: '{action: Drop}' }),
      tier('platform', 200),
    );
    expect(findings(policies)).toEqual([]);
    expect(lower(policies).set.stages.map(({ name }) => name)).toEqual([
      'Datapath',
      'securityops',
      'NetworkPolicy',
    ]);
  });

  it('logging fields and names, which decide nothing', () => {
    expect(findings(ingress('{action: Drop, enableLogging: true, logLabel: a-b, name: a}'))).toEqual([]);
  });

  it.each([
    [
      'a label that no line is written with',
      ingress('{action: Drop, logLabel: a}'),
      'log-label-unused spec.ingress[0].logLabel',
    ],
    [
      'a * within a path',
      ingress('{action: Allow, l7Protocols: [{http: {path: /a*c}}]}'),
      'inner-star spec.ingress[0].l7Protocols[0].http.path',
    ],
    [
      'a host with a port',
      ingress('{action: Allow, l7Protocols: [{http: {host: "a.org:80"}}]}'),
      'host-never-matches spec.ingress[0].l7Protocols[0].http.host',
    ],
    [
      'a host in capitals',
      ingress('{action: Allow, l7Protocols: [{http: {host: A.org}}]}'),
      'host-never-matches spec.ingress[0].l7Protocols[0].http.host',
    ],
    [
      'an fqdn with a dot at its end',
      egress('{action: Drop, to: [{fqdn: a.org.}]}'),
      'fqdn-never-matches spec.egress[0].to[0].fqdn',
    ],
  ])('%s, with a word', (_, yaml, expected) => {
    expect(findings(yaml)).toEqual([`warning ${expected}`]);
  });

  it('a policy for nodes with what is for pods only, with a word for each', () => {
    const nodes = '[{nodeSelector: {}}]';
    const told = findings(
      policy({
        appliedTo: nodes,
        ingress:
          '{action: Pass}, {action: Allow, l7Protocols: [{http: {}}]}, {action: Drop, enableLogging: true, logLabel: longer-than-12}',
        egress: '{action: Drop, to: [{fqdn: a.org}]}',
      }),
    );
    expect(told).toEqual([
      'warning ignored-on-nodes spec.ingress[0].action',
      'warning ignored-on-nodes spec.ingress[1].l7Protocols',
      'warning log-label-cut spec.ingress[2].logLabel',
      'warning ignored-on-nodes spec.egress[0].to[0].fqdn',
    ]);
  });

  it('peers of which a part has no effect, with a word', () => {
    expect(findings(egress('{action: Drop, to: [{fqdn: a.b, podSelector: {}}]}'))).toEqual([
      'warning ignored-fields spec.egress[0].to[0].fqdn',
    ]);
  });
});

describe('NetworkPolicies of Kubernetes', () => {
  const unlisted = networkPolicy(
    '{podSelector: {}, policyTypes: [Egress], ingress: [{from: [{podSelector: {matchLabels: {app: db}}}]}], egress: [{}]}',
    '{name: k, namespace: red}',
  );

  it('with rules that policyTypes leaves out isolate by them (processNetworkPolicy)', () => {
    expect(findings(unlisted)).toEqual(['warning unlisted-rules spec.ingress']);
    expectVerdicts(unlisted, [
      ['red/db', 'red/web', 'TCP/1', 'allow'],
      ['blue/db', 'red/web', 'TCP/1', 'deny'],
    ]);
  });

  it('are read as the API text says under policy-types=listed-only', () => {
    const listed = { 'policy-types': 'listed-only' };
    expect(findings(unlisted, listed)).toEqual(['warning ignored-rules spec.ingress']);
    expectVerdicts(sound(unlisted, listed), [['blue/db', 'red/web', 'TCP/1', 'allow']]);
  });
});
