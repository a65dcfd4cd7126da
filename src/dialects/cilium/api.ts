import type { LabelSelector } from '../shared/selector.ts';

/** cilium.io/v2, after validation. Absent and null are the same. */
export interface CiliumRule {
  readonly endpointSelector?: LabelSelector;
  readonly nodeSelector?: LabelSelector;
  readonly ingress?: readonly RuleItem[];
  readonly ingressDeny?: readonly RuleItem[];
  readonly egress?: readonly RuleItem[];
  readonly egressDeny?: readonly RuleItem[];
  readonly enableDefaultDeny?: { readonly ingress?: boolean; readonly egress?: boolean };
}

export const sections = ['ingressDeny', 'ingress', 'egressDeny', 'egress'] as const;
export type Section = (typeof sections)[number];

/** An item of any of the four lists: which fields there are depends on the list. */
export interface RuleItem {
  readonly fromEndpoints?: readonly LabelSelector[];
  readonly toEndpoints?: readonly LabelSelector[];
  readonly fromRequires?: readonly LabelSelector[];
  readonly toRequires?: readonly LabelSelector[];
  readonly fromNodes?: readonly LabelSelector[];
  readonly toNodes?: readonly LabelSelector[];
  readonly fromCIDR?: readonly string[];
  readonly toCIDR?: readonly string[];
  readonly fromCIDRSet?: readonly CidrRule[];
  readonly toCIDRSet?: readonly CidrRule[];
  readonly fromEntities?: readonly Entity[];
  readonly toEntities?: readonly Entity[];
  readonly fromGroups?: readonly unknown[];
  readonly toGroups?: readonly unknown[];
  readonly toServices?: readonly ServiceSelector[];
  readonly toFQDNs?: readonly NameSelector[];
  readonly toPorts?: readonly PortRule[];
  readonly icmps?: readonly { readonly fields?: readonly IcmpField[] }[];
  readonly authentication?: { readonly mode: 'disabled' | 'required' | 'test-always-fail' };
}

export const entities = [
  'all',
  'world',
  'cluster',
  'cluster-mesh',
  'host',
  'init',
  'ingress',
  'unmanaged',
  'remote-node',
  'health',
  'none',
  'kube-apiserver',
] as const;
export type Entity = (typeof entities)[number];

export interface CidrRule {
  readonly cidr?: string;
  readonly cidrGroupRef?: string;
  readonly cidrGroupSelector?: LabelSelector;
  readonly except?: readonly string[];
}

export interface ServiceSelector {
  readonly k8sService?: { readonly serviceName?: string; readonly namespace?: string };
  readonly k8sServiceSelector?: { readonly selector: LabelSelector; readonly namespace?: string };
}

export interface NameSelector {
  readonly matchName?: string;
  readonly matchPattern?: string;
}

export interface PortRule {
  readonly ports?: readonly PortProtocol[];
  readonly serverNames?: readonly string[];
  readonly terminatingTLS?: unknown;
  readonly listener?: unknown;
  readonly rules?: L7Rules;
}

export interface PortProtocol {
  /** A number or a name. */
  readonly port?: string;
  readonly endPort?: number;
  readonly protocol?: string;
}

export interface IcmpField {
  readonly family?: 'IPv4' | 'IPv6';
  /** A number or a name. */
  readonly type: number | string;
}

export interface L7Rules {
  readonly http?: readonly HttpRule[];
  readonly dns?: readonly NameSelector[];
  readonly kafka?: readonly KafkaRule[];
  readonly l7proto?: string;
  readonly l7?: readonly unknown[];
}

export interface HttpRule {
  readonly path?: string;
  readonly method?: string;
  readonly host?: string;
  readonly headers?: readonly string[];
  readonly headerMatches?: readonly HeaderRule[];
}

export interface HeaderRule {
  readonly name: string;
  readonly value?: string;
  readonly secret?: unknown;
  readonly mismatch?: '' | 'LOG' | 'ADD' | 'DELETE' | 'REPLACE';
}

export interface KafkaRule {
  readonly role?: string;
  readonly apiKey?: string;
  readonly apiVersion?: string;
  readonly clientID?: string;
  readonly topic?: string;
}

export interface CidrGroup {
  readonly externalCIDRs?: readonly string[];
}

/** L7 rules of a kind that is there but empty are no rules. */
export function hasL7({ http = [], dns = [], kafka = [], l7proto = '' }: L7Rules = {}): boolean {
  return http.length > 0 || dns.length > 0 || kafka.length > 0 || l7proto !== '';
}
