import { type Choices, type Chosen, optionsOf } from '../shared/choices.ts';

/** What Calico's configuration decides, by the names of FelixConfiguration and IPPool where they have one. */
export const choices = {
  defaultEndpointToHostAction: {
    values: ['Accept', 'Drop', 'Return'],
    summary:
      'Traffic from a pod to its own node that the pod may send: accepted, dropped, or left to the policies of the host endpoint.',
  },
  http: {
    values: ['proxy', 'ignored'],
    summary:
      'http in rules: asked by a proxy beside the destination, or ignored as the packet filter does, so that the rest of the rule decides.',
  },
  failsafePorts: {
    values: ['default', 'none'],
    summary: 'Ports of hosts that no policy can close: those of the documentation, or none.',
  },
  encapsulationFromPods: {
    values: ['drop', 'judge'],
    summary: 'VXLAN and IP-in-IP packets that a pod sends itself: dropped before policies, or judged.',
  },
  natOutgoing: {
    values: ['false'],
    summary: 'Whether pods leave the cluster with the address of their node; only `false` is judged.',
  },
} as const satisfies Choices;

export type Options = Chosen<typeof choices>;

export const options = optionsOf(choices);
