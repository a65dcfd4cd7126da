import { describe, expect, it } from 'vitest';
import { type Engine, errors, findings, lower, verdict } from './judging.ts';
import {
  ccnp,
  cidrGroup,
  clientEgress,
  cnp,
  documents,
  port,
  webIngress,
  webIngressDeny,
} from './objects.ts';

const ports = (count: number) =>
  Array.from({ length: count }, (_, at) => `{port: "${at + 1}", protocol: TCP}`).join(', ');
const l7 = (rules: string, number = 80) => port(number, `rules: ${rules}`);
const at = 'spec.ingress[0]';

/** From the accept and reject tests of cilium/cilium pkg/policy/api/rule_validation_test.go and from the CRDs. */
const refused: readonly [string, string, readonly string[], Engine?][] = [
  [
    'two kinds of peers',
    webIngress('{fromEndpoints: [{}], fromCIDR: [192.0.2.0/24]}'),
    [`several-peer-kinds ${at}.fromCIDR`],
  ],
  [
    'names beside endpoints',
    clientEgress('{toFQDNs: [{matchName: a.b}], toEndpoints: [{}]}'),
    ['several-peer-kinds spec.egress[0].toFQDNs'],
  ],
  ['no selector', cnp('{ingress: [{}]}'), ['not-exactly-one spec']],
  [
    'both selectors',
    ccnp('{endpointSelector: {}, nodeSelector: {}, ingress: [{}]}'),
    ['not-exactly-one spec'],
  ],
  [
    'a node selector in a namespace',
    cnp('{nodeSelector: {}, ingress: [{}]}'),
    ['node-selector-namespaced spec.nodeSelector'],
  ],
  ['no rules', cnp('{endpointSelector: {}, ingress: []}'), ['no-rules spec']],
  [
    'neither spec nor specs',
    'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: p, namespace: shop}\n',
    ['missing-field spec'],
  ],
  [
    'ICMP with ports',
    webIngress(`{icmps: [{fields: [{type: 8}]}], ${port(80)}}`),
    [`icmp-with-ports ${at}.icmps`],
  ],
  [
    'an ICMP name of the other family',
    webIngress('{icmps: [{fields: [{family: IPv4, type: ICMPNodeInformationQuery}]}]}'),
    [`icmp-type ${at}.icmps[0].fields[0].type`],
  ],
  [
    'an ICMP type out of range',
    webIngress('{icmps: [{fields: [{type: 256}]}]}'),
    [`icmp-type ${at}.icmps[0].fields[0].type`],
  ],
  [
    'ICMP rules that are off',
    webIngress('{icmps: [{fields: [{type: 8}]}]}'),
    [`icmp-rules-off ${at}.icmps`],
    { options: { enableICMPRules: 'false' } },
  ],
  ['41 ports', webIngress(`{toPorts: [{ports: [${ports(41)}]}]}`), [`too-many ${at}.toPorts[0].ports`]],
  [
    'no port',
    webIngress('{toPorts: [{ports: [{protocol: TCP}]}]}'),
    [`missing-field ${at}.toPorts[0].ports[0].port`],
  ],
  [
    'a number for a port',
    webIngress('{toPorts: [{ports: [{port: 80}]}]}'),
    [`wrong-type ${at}.toPorts[0].ports[0].port`],
  ],
  ['a port above the range', webIngress(`{${port(65536)}}`), [`invalid-port ${at}.toPorts[0].ports[0].port`]],
  [
    'a protocol that is none',
    webIngress(`{${port(80, '', 'HTTP')}}`),
    [`unsupported-value ${at}.toPorts[0].ports[0].protocol`],
  ],
  [
    'DNS rules on ingress',
    webIngress(`{${l7('{dns: [{matchName: a.b}]}', 53)}}`),
    [`dns-on-ingress ${at}.toPorts[0].rules.dns`],
  ],
  [
    'DNS rules without a port',
    clientEgress('{toPorts: [{rules: {dns: [{matchName: a.b}]}}]}'),
    ['dns-needs-port spec.egress[0].toPorts[0].ports'],
  ],
  [
    'DNS rules for a range',
    clientEgress('{toPorts: [{ports: [{port: "53", endPort: 60}], rules: {dns: [{matchName: a.b}]}}]}'),
    ['dns-port-range spec.egress[0].toPorts[0].ports[0].endPort'],
  ],
  [
    'HTTP rules for UDP',
    webIngress('{toPorts: [{ports: [{port: "80", protocol: UDP}], rules: {http: [{}]}}]}'),
    [`l7-needs-tcp ${at}.toPorts[0].ports[0].protocol`],
  ],
  [
    'HTTP rules for port 0',
    webIngress(`{${l7('{http: [{}]}', 0)}}`),
    [`l7-needs-port ${at}.toPorts[0].ports[0].port`],
  ],
  [
    'two kinds of requests',
    clientEgress(`{${l7('{http: [{}], dns: [{matchName: a.b}]}')}}`),
    ['several-l7-kinds spec.egress[0].toPorts[0].rules'],
  ],
  [
    'a regular expression with a back-reference',
    webIngress(`{${l7('{http: [{path: "(a)\\\\1"}]}')}}`),
    [`invalid-regex ${at}.toPorts[0].rules.http[0].path`],
  ],
  [
    'requests without the proxy',
    webIngress(`{${l7('{http: [{}]}')}}`),
    [`l7-proxy-off ${at}.toPorts[0].rules`],
    { options: { l7Proxy: 'false' } },
  ],
  [
    'server names with HTTP and without TLS',
    clientEgress(`{${port(443, 'serverNames: [a.b], rules: {http: [{}]}')}}`),
    ['server-names-with-l7 spec.egress[0].toPorts[0].serverNames'],
  ],
  [
    'an empty server name',
    clientEgress(`{${port(443, 'serverNames: [""]')}}`),
    ['empty-server-name spec.egress[0].toPorts[0].serverNames[0]'],
  ],
  [
    'a listener on ingress',
    webIngress(`{${port(80, 'listener: {envoyConfig: {name: x}, name: l}')}}`),
    [`listener-on-ingress ${at}.toPorts[0].listener`],
  ],
  [
    'a listener with HTTP',
    clientEgress(`{${port(80, 'listener: {envoyConfig: {name: x}, name: l}, rules: {http: [{}]}')}}`),
    ['listener-with-l7 spec.egress[0].toPorts[0].listener'],
  ],
  [
    'requests in a denial',
    webIngressDeny(`{${l7('{http: [{}]}')}}`),
    ['unknown-field spec.ingressDeny[0].toPorts[0].rules'],
  ],
  [
    'names in a denial',
    cnp('{endpointSelector: {}, egressDeny: [{toFQDNs: [{matchName: a.b}]}]}'),
    ['unknown-field spec.egressDeny[0].toFQDNs'],
  ],
  [
    'HTTP in a host policy',
    ccnp(`{nodeSelector: {}, ingress: [{${l7('{http: [{}]}')}}]}`),
    [`l7-in-host-policy ${at}.toPorts[0].rules`],
  ],
  ['node peers without node labels', webIngress('{fromNodes: [{}]}'), [`node-labels-off ${at}.fromNodes`]],
  [
    'an entity of the engine only',
    webIngress('{fromEntities: [world-ipv4]}'),
    [`unsupported-value ${at}.fromEntities[0]`],
  ],
  ['a CIDR that is none', webIngress('{fromCIDR: [10.0.0.0/33]}'), [`invalid-cidr ${at}.fromCIDR[0]`]],
  [
    'an address for a CIDR in a set',
    webIngress('{fromCIDRSet: [{cidr: 192.0.2.1}]}'),
    [`invalid-cidr ${at}.fromCIDRSet[0].cidr`],
  ],
  [
    'an exception outside',
    webIngress('{fromCIDRSet: [{cidr: 192.0.2.0/24, except: [198.51.100.0/25]}]}'),
    [`except-outside-cidr ${at}.fromCIDRSet[0].except[0]`],
  ],
  [
    'a CIDR and a group',
    webIngress('{fromCIDRSet: [{cidr: 192.0.2.0/24, cidrGroupRef: g}]}'),
    [`not-exactly-one ${at}.fromCIDRSet[0]`],
  ],
  [
    'a name with a star',
    clientEgress('{toFQDNs: [{matchName: "*.a"}]}'),
    ['invalid-domain-name spec.egress[0].toFQDNs[0].matchName'],
  ],
  ['a name of nothing', clientEgress('{toFQDNs: [{}]}'), ['not-exactly-one spec.egress[0].toFQDNs[0]']],
  [
    'a bad operator',
    webIngress('{fromEndpoints: [{matchExpressions: [{key: a, operator: Has}]}]}'),
    [`unsupported-value ${at}.fromEndpoints[0].matchExpressions[0].operator`],
  ],
  [
    'a bad label value',
    webIngress('{fromEndpoints: [{matchLabels: {a: "b c"}}]}'),
    [`invalid-label-value ${at}.fromEndpoints[0].matchLabels.a`],
  ],
  [
    'a field of another language',
    cnp('{endpointSelector: {}, podSelector: {}, ingress: [{}]}'),
    ['unknown-field spec.podSelector'],
  ],
];

const accepted: readonly [string, string, Engine?][] = [
  [
    'labels with sources',
    webIngress(
      '{fromEndpoints: [{matchLabels: {"k8s:io.kubernetes.pod.namespace": lab, "any:app": x, "reserved:host": ""}}]}',
    ),
  ],
  ['40 ports', webIngress(`{toPorts: [{ports: [${ports(40)}]}]}`)],
  ['names of ports, in any case', webIngress(`{${port('HTTP')}, ${fromNobody()}}`)],
  ['a protocol in lower case', webIngress(`{${port(80, '', 'tcp')}}`)],
  ['an octal port', webIngress(`{${port('010')}}`)],
  ['an end below the port', webIngress('{toPorts: [{ports: [{port: "80", endPort: 1, protocol: TCP}]}]}')],
  [
    'HTTP rules for a range',
    webIngress('{toPorts: [{ports: [{port: "80", endPort: 90, protocol: TCP}], rules: {http: [{}]}}]}'),
  ],
  [
    'empty lists of requests for any protocol',
    webIngress('{toPorts: [{ports: [{port: "80"}], rules: {http: []}}]}'),
  ],
  [
    'DNS rules for any protocol',
    clientEgress('{toPorts: [{ports: [{port: "53"}], rules: {dns: [{matchPattern: "*"}]}}]}'),
  ],
  [
    'server names with HTTP behind terminated TLS',
    clientEgress(
      `{${port(443, 'serverNames: [a.b], terminatingTLS: {secret: {name: s}}, rules: {http: [{}]}')}}`,
    ),
  ],
  [
    'DNS rules in a host policy',
    ccnp(
      '{nodeSelector: {}, egress: [{toPorts: [{ports: [{port: "53"}], rules: {dns: [{matchPattern: "*"}]}}]}]}',
    ),
  ],
  [
    'exceptions of a group anywhere',
    documents(
      cidrGroup('g', '[192.0.2.0/24]'),
      webIngress('{fromCIDRSet: [{cidrGroupRef: g, except: [10.0.0.0/8]}]}'),
    ),
  ],
  ['a bare address in fromCIDR', webIngress('{fromCIDR: [192.0.2.1]}')],
  [
    'services with ports',
    clientEgress(`{toServices: [{k8sService: {serviceName: web, namespace: shop}}], ${port(8080)}}`),
  ],
  ['nulls, which are absent fields', webIngress(`{fromEndpoints: null, ${port(80)}, icmps: null}`)],
];

function fromNobody(): string {
  return 'fromEntities: [none]';
}

describe('an object is refused for', () => {
  it.each(refused)('%s', (_, yaml, told, engine) => {
    expect(errors(yaml, engine)).toEqual(told);
  });
});

describe('an object may have', () => {
  it.each(accepted)('%s', (_, yaml, engine) => {
    expect(errors(yaml, engine)).toEqual([]);
  });
});

describe('one bad rule', () => {
  it('rejects the whole object: none of its rules is enforced', () => {
    const bad = webIngress(`{${port(8080)}}, {${port(99999)}}`);
    expect(verdict(bad, { from: 'world', to: 'web', traffic: 'TCP/1' })).toBe('allow');
  });

  it('among several specs too', () => {
    const rule = (text: string) => `{endpointSelector: {matchLabels: {app: web}}, ingress: [${text}]}`;
    const specs = (...rules: string[]) =>
      `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: p, namespace: shop}\nspecs: [${rules.join(', ')}]\n`;
    expect(verdict(specs(rule('{}'), rule('{fromEntities: [world]}')), { from: 'world', to: 'web' })).toBe(
      'allow',
    );
    expect(verdict(specs(rule('{}'), rule('{fromEntities: [cluster]}')), { from: 'world', to: 'web' })).toBe(
      'deny',
    );
    const bad = specs(rule('{}'), rule('{fromEntities: [moon]}'));
    expect(errors(bad)).toEqual(['unsupported-value specs[1].ingress[0].fromEntities[0]']);
    expect(verdict(bad, { from: 'world', to: 'web' })).toBe('allow');
  });

  it('leaves the first of two objects of one name in force', () => {
    const set = documents(webIngress('{}'), webIngress('{fromEntities: [all]}'));
    expect(errors(set)).toEqual(['duplicate-object metadata.name']);
    expect(verdict(set, { from: 'client', to: 'web' })).toBe('deny');
  });

  it('is told with what was meant', () => {
    const [found] = lower(webIngress('{fromEndpoint: [{}]}')).diagnostics;
    expect(found.hint).toBe('Did you mean "fromEndpoints"?');
  });
});

describe('a warning says', () => {
  it.each([
    [
      'what authentication cannot be seen',
      webIngress('{fromEntities: [all], authentication: {mode: required}}'),
      `warning authentication-assumed ${at}.authentication.mode`,
    ],
    [
      'that groups are not known',
      webIngress('{fromGroups: [{aws: {labels: {a: b}}}]}'),
      `warning groups-not-known ${at}.fromGroups`,
    ],
    [
      'that an entity has nobody',
      webIngress('{fromEntities: [health]}'),
      `warning entity-not-modelled ${at}.fromEntities[0]`,
    ],
    [
      'that no name is learned',
      clientEgress('{toFQDNs: [{matchName: a.b}]}'),
      'warning names-not-learned spec.egress[0].toFQDNs',
    ],
    [
      'that a group is missing',
      webIngress('{fromCIDRSet: [{cidrGroupRef: g}]}'),
      `warning unknown-cidr-group ${at}.fromCIDRSet[0].cidrGroupRef`,
    ],
    [
      'that nodes are not policed',
      ccnp('{nodeSelector: {}, ingress: [{}]}'),
      'warning host-firewall-off spec.nodeSelector',
    ],
    [
      'that a selector selects nobody',
      webIngress('{fromEndpoints: [{matchLabels: {app: clint}}]}'),
      `warning selects-nothing ${at}.fromEndpoints[0]`,
    ],
    [
      'that a label is not in identities',
      webIngress('{fromEndpoints: [{matchLabels: {pod-template-hash: abc}}]}'),
      `warning label-not-in-identity ${at}.fromEndpoints[0]`,
    ],
  ])('%s', (_, yaml, told) => {
    expect(findings(yaml)).toContain(told);
  });
});
