import type { EngineOption } from '../dialect.ts';
import { type Choices, type Chosen, choose, optionsOf } from '../shared/choices.ts';

/** Where the API texts leave a choice to implementations. The first value is the default. */
const choices = {
  icmp: {
    values: ['follow-rules-without-ports', 'allow', 'deny'],
    summary:
      'ICMP of a pod that a NetworkPolicy isolates: matched by rules without ports, always allowed, or always denied.',
  },
  'neighbor-discovery': {
    values: ['allow', 'judge'],
    summary: 'ICMPv6 types 133 to 137: always allowed, or judged as any other ICMP.',
  },
  'local-node': {
    values: ['allow', 'judge'],
    summary:
      "Traffic from a pod's own node to the pod: always allowed by NetworkPolicy, or judged as from any address.",
  },
  self: {
    values: ['allow', 'judge'],
    summary: 'Traffic of a pod to its own address: always allowed, or judged.',
  },
  'np-verdict': {
    values: ['per-direction', 'both-directions'],
    summary:
      'A pod that a NetworkPolicy selects: only the directions of policyTypes are final, or the other one is allowed for good too.',
  },
  'host-network': {
    values: ['node', 'pod'],
    summary:
      'Pods of the host network in NetworkPolicy: part of their node, or pods that selectors can match.',
  },
  ties: {
    values: ['report', 'by-name'],
    summary:
      'Policies of one tier and priority are evaluated by name: with a warning where that could matter, or without.',
  },
} as const satisfies Choices;

export type Options = Chosen<typeof choices>;

export const options: readonly EngineOption[] = optionsOf(choices);

export function readOptions(settings: ReadonlyMap<string, string>): Options {
  return choose(choices, settings);
}
