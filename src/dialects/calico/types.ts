/** The objects of projectcalico.org/v3 after validation; crd.projectcalico.org/v1 holds the same specs. */
export interface PolicySpec {
  readonly tier?: string;
  readonly order?: number;
  readonly selector?: string;
  /** GlobalNetworkPolicy only. */
  readonly namespaceSelector?: string;
  readonly serviceAccountSelector?: string;
  readonly types?: readonly ('Ingress' | 'Egress')[];
  readonly ingress?: readonly RuleSpec[];
  readonly egress?: readonly RuleSpec[];
  /** GlobalNetworkPolicy only, as the two below. */
  readonly doNotTrack?: boolean;
  readonly preDNAT?: boolean;
  readonly applyOnForward?: boolean;
  /** Staged kinds only. */
  readonly stagedAction?: StagedAction;
}

export const stagedActions = ['Set', 'Delete', 'Learn', 'Ignore'] as const;
export type StagedAction = (typeof stagedActions)[number];

export type ProtocolSpec = string | number;

export interface RuleSpec {
  readonly action: 'Allow' | 'Deny' | 'Log' | 'Pass';
  readonly ipVersion?: 4 | 6;
  readonly protocol?: ProtocolSpec;
  readonly notProtocol?: ProtocolSpec;
  readonly icmp?: IcmpSpec;
  readonly notICMP?: IcmpSpec;
  readonly source?: EntityRule;
  readonly destination?: EntityRule;
  readonly http?: HttpSpec;
}

export interface IcmpSpec {
  readonly type?: number;
  readonly code?: number;
}

export interface HttpSpec {
  readonly methods?: readonly string[];
  readonly paths?: readonly { readonly exact?: string; readonly prefix?: string }[];
}

export interface EntityRule {
  readonly nets?: readonly string[];
  readonly notNets?: readonly string[];
  readonly selector?: string;
  readonly notSelector?: string;
  readonly namespaceSelector?: string;
  readonly ports?: readonly (number | string)[];
  readonly notPorts?: readonly (number | string)[];
  readonly serviceAccounts?: { readonly names?: readonly string[]; readonly selector?: string };
  readonly services?: { readonly name: string; readonly namespace?: string };
}

export interface TierSpec {
  readonly order?: number;
  readonly defaultAction?: 'Deny' | 'Pass';
}

export interface HostEndpointSpec {
  readonly node: string;
  readonly interfaceName?: string;
  readonly expectedIPs?: readonly string[];
  readonly profiles?: readonly string[];
  readonly ports?: readonly {
    readonly name: string;
    readonly protocol: ProtocolSpec;
    readonly port: number;
  }[];
}

export interface NetworkSetSpec {
  readonly nets?: readonly string[];
}

export interface ProfileSpec {
  readonly ingress?: readonly RuleSpec[];
  readonly egress?: readonly RuleSpec[];
  readonly labelsToApply?: Readonly<Record<string, string>>;
}
