import type { NameKeeping } from '../../ir/policy.ts';
import type { EngineOption } from '../dialect.ts';
import type { Choices, Chosen } from '../shared/choices.ts';
import { labelFilterFault } from './identity/filter.ts';

const off = ['false', 'true'] as const;
const on = ['true', 'false'] as const;

/** The agent's own bounds are far below; more digits are no use. */
const wholeNumber = (value: string) =>
  /^\d{1,9}$/.test(value) ? undefined : `${JSON.stringify(value)} is not a whole number`;

/** Settings of the agent that change verdicts, by the names of its Helm values. The first value is the default. */
export const choices = {
  policyEnforcementMode: {
    values: ['default', 'always', 'never'],
    summary: 'Who is isolated: whom a policy selects, every endpoint, or nobody.',
  },
  hostFirewall: {
    values: off,
    summary: 'Policies with a nodeSelector are enforced at nodes.',
  },
  allowLocalhost: {
    values: ['auto', 'always', 'policy'],
    summary: "Ingress from a pod's own node: always allowed (auto, always), or as policies say.",
  },
  policyCIDRMatchMode: {
    values: ['none', 'nodes'],
    summary: 'CIDR peers match addresses outside the cluster only, or those of nodes too.',
  },
  policyDefaultLocalCluster: {
    values: ['by-version', 'true', 'false'],
    summary: 'Peer selectors that name no cluster mean the local one (from 1.19 on), or every cluster.',
  },
  nodeSelectorLabels: {
    values: off,
    summary: 'Node labels are part of the identity of nodes, so that fromNodes and toNodes are possible.',
  },
  allowICMPFragNeeded: {
    values: on,
    summary: 'ICMP type 3 code 4 passes every policy, or is judged as other ICMP.',
  },
  enableICMPRules: { values: on, summary: 'Rules with icmps are read, or refused.' },
  l7Proxy: { values: on, summary: 'Rules for requests are read, or refused.' },
  enableNonDefaultDenyPolicies: {
    values: on,
    summary: 'enableDefaultDeny is obeyed, or every policy isolates.',
  },
  enableExtendedIPProtocols: {
    values: off,
    summary: 'The protocols VRRP, IGMP, GRE, IPIP, IPV6, ESP and AH are read in ports (1.20), or refused.',
  },
  policyAuditMode: {
    values: off,
    summary: 'What policies deny is let through and only noted; requests are refused all the same.',
  },
  k8sNetworkPolicy: { values: on, summary: 'NetworkPolicy is enforced, or not read.' },
  k8sClusterNetworkPolicy: {
    values: off,
    summary: 'ClusterNetworkPolicy is enforced (1.20), or not read.',
  },
} as const satisfies Choices;

export type Options = Chosen<typeof choices>;

export const labelsOption: EngineOption = {
  name: 'labels',
  values: [''],
  default: '',
  fault: labelFilterFault,
  summary:
    'Which labels of pods are part of identities beside the default: [SOURCE:][!]PATTERN, separated by spaces.',
};

/** How long, and how many, addresses of a name are kept (cilium/cilium pkg/fqdn). */
export const nameOptions = {
  minimumTtl: {
    name: 'tofqdnsMinTTL',
    values: ['0'],
    default: '0',
    fault: wholeNumber,
    summary: 'Seconds that an address of a name stays at least, however short its DNS answer says.',
  },
  maxAddresses: {
    name: 'tofqdnsEndpointMaxIPPerHostname',
    values: ['1000'],
    default: '1000',
    fault: wholeNumber,
    summary: 'Addresses kept for each name: the one that was answered longest ago goes first.',
  },
} as const satisfies Readonly<Record<string, EngineOption>>;

export function nameKeeping(settings: ReadonlyMap<string, string>): NameKeeping {
  const number = ({ name, default: usual }: EngineOption) => Number(settings.get(name) ?? usual);
  return {
    minimumTtl: number(nameOptions.minimumTtl),
    maxAddressesPerName: number(nameOptions.maxAddresses),
    isKeptByConnections: true,
  };
}
