import type { LabelSelector } from '../shared/selector.ts';

/** The kinds of crd.antrea.io after validation, in the words of their API (pkg/apis/crd/v1beta1/types.go). */
export interface PolicySpec {
  /** `application` where it is missing. */
  readonly tier?: string;
  readonly priority: number;
  readonly appliedTo?: readonly AppliedTo[];
  readonly ingress?: readonly AntreaRule[];
  readonly egress?: readonly AntreaRule[];
}

export interface NamespacedName {
  readonly name: string;
  readonly namespace: string;
}

interface Selectors {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly nodeSelector?: LabelSelector;
  readonly externalEntitySelector?: LabelSelector;
}

/** A part of a group or of a policy that says which pods, nodes or external entities are meant. */
export type Selection = Selectors;

export interface AppliedTo extends Selectors {
  readonly group?: string;
  readonly serviceAccount?: NamespacedName;
  readonly service?: NamespacedName;
}

export interface AntreaRule {
  readonly action: 'Allow' | 'Drop' | 'Reject' | 'Pass';
  readonly name?: string;
  readonly appliedTo?: readonly AppliedTo[];
  readonly from?: readonly AntreaPeer[];
  readonly to?: readonly AntreaPeer[];
  readonly toServices?: readonly PeerService[];
  readonly ports?: readonly AntreaPort[];
  readonly protocols?: readonly AntreaProtocol[];
  readonly l7Protocols?: readonly L7Protocol[];
}

export interface AntreaPeer extends Selectors {
  readonly ipBlock?: IPBlock;
  readonly namespaces?: { readonly match?: 'Self'; readonly sameLabels?: readonly string[] };
  readonly group?: string;
  readonly fqdn?: string;
  readonly serviceAccount?: NamespacedName;
  readonly scope?: 'Cluster' | 'ClusterSet';
}

export interface IPBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}

export interface PeerService {
  readonly name: string;
  readonly namespace?: string;
  readonly scope?: 'Cluster' | 'ClusterSet';
}

export interface AntreaPort {
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  readonly port?: number | string;
  readonly endPort?: number;
  readonly sourcePort?: number;
  readonly sourceEndPort?: number;
}

export interface AntreaProtocol {
  readonly icmp?: { readonly icmpType?: number; readonly icmpCode?: number };
  readonly igmp?: { readonly igmpType?: number; readonly groupAddress?: string };
}

export interface HttpProtocol {
  readonly host?: string;
  readonly method?: string;
  readonly path?: string;
}

export interface L7Protocol {
  readonly http?: HttpProtocol;
  readonly tls?: { readonly sni?: string };
}

export interface TierSpec {
  readonly priority: number;
}

export interface GroupSpec extends Selectors {
  readonly childGroups?: readonly string[];
  readonly ipBlocks?: readonly IPBlock[];
  /** Before v1beta1. */
  readonly ipBlock?: IPBlock;
  readonly serviceReference?: NamespacedName;
}
