import type { LabelSelector } from '../../selector.ts';

/**
 * The tiered kinds after validation. ClusterNetworkPolicy has `tier` and `protocols`; the older
 * AdminNetworkPolicy and BaselineAdminNetworkPolicy have `ports`, and Baseline has no priority.
 */
export interface TieredSpec {
  readonly tier?: Tier;
  readonly priority?: number;
  readonly subject: Selection;
  readonly ingress?: readonly TieredRule[];
  readonly egress?: readonly TieredRule[];
}

export type Tier = 'Admin' | 'Baseline';

export interface Selection {
  readonly namespaces?: LabelSelector;
  readonly pods?: { readonly namespaceSelector?: LabelSelector; readonly podSelector?: LabelSelector };
}

export interface TieredRule {
  readonly name?: string;
  readonly action: 'Accept' | 'Allow' | 'Deny' | 'Pass';
  readonly from?: readonly TieredPeer[];
  readonly to?: readonly TieredPeer[];
  readonly protocols?: readonly ProtocolItem[];
  readonly ports?: readonly PortItem[];
}

export interface TieredPeer extends Selection {
  readonly nodes?: LabelSelector;
  readonly networks?: readonly string[];
  readonly domainNames?: readonly string[];
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

interface Destination {
  readonly destinationPort?: { readonly number?: number; readonly range?: Range };
}

export interface ProtocolItem {
  readonly tcp?: Destination;
  readonly udp?: Destination;
  readonly sctp?: Destination;
  readonly destinationNamedPort?: string;
}

export interface PortItem {
  readonly portNumber?: { readonly protocol?: string; readonly port: number };
  readonly portRange?: Range & { readonly protocol?: string };
  readonly namedPort?: string;
}
