import type { EngineOption } from '../dialect.ts';
import { type Choices, type Chosen, choose, optionsOf } from '../shared/choices.ts';

/** Feature gates, and where Antrea's documents and its code part. The first value is the default. */
const choices = {
  'cluster-network-policy': {
    values: ['on', 'off'],
    summary:
      'Gate ClusterNetworkPolicy: objects of policy.networking.k8s.io/v1alpha2 are in force, or refused.',
  },
  'l7-network-policy': {
    values: ['on', 'off'],
    summary: 'Gate L7NetworkPolicy: policies with l7Protocols are in force, or refused.',
  },
  'node-network-policy': {
    values: ['on', 'off'],
    summary: 'Gate NodeNetworkPolicy: policies applied to nodes are in force, or have no effect.',
  },
  multicast: {
    values: ['on', 'off'],
    summary: 'Gate Multicast and its setting: rules for IGMP are in force, or match nothing.',
  },
  'antrea-proxy': {
    values: ['on', 'off'],
    summary: 'AntreaProxy: rules with toServices are in force, or match nothing.',
  },
  'proxy-all': {
    values: ['on', 'off'],
    summary: 'AntreaProxy proxyAll: policies applied to NodePort Services are in force, or have no effect.',
  },
  'stretched-network-policy': {
    values: ['on', 'off'],
    summary:
      'Multicluster enableStretchedNetworkPolicy: scope ClusterSet looks at the whole set, or peers at this cluster and toServices at nothing.',
  },
  'policy-types': {
    values: ['rules-isolate', 'listed-only'],
    summary:
      "Kubernetes NetworkPolicy with rules of a direction that policyTypes leaves out: in force and isolating, as in Antrea's controller, or without effect, as the API text says.",
  },
  'namespaces-peers': {
    values: ['last-entry', 'every-entry'],
    summary:
      "Rules with a namespaces peer, where appliedTo has several entries: applied to those of the last entry for a namespace, as in Antrea's controller, or of every entry, as its documents say.",
  },
  ties: {
    values: ['report', 'by-name'],
    summary:
      'Rules of one tier, priority and index are evaluated by the names of their policies: with a warning where that could matter, or without.',
  },
} as const satisfies Choices;

export type Options = Chosen<typeof choices>;

export const options: readonly EngineOption[] = optionsOf(choices);

export function readOptions(settings: ReadonlyMap<string, string>): Options {
  return choose(choices, settings);
}
