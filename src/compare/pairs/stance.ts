import type { Direction } from '../../ir/policy.ts';

/** Who is asked about a connection, in the order of its way: its ends, and the nodes that forward it. */
export const stances = ['egress', 'leaving', 'entering', 'ingress'] as const;
export type Stance = (typeof stances)[number];

/** The part of a policy set that is asked: what concerns the ends, or what nodes ask that forward. */
export const layers = ['ends', 'forwarding'] as const;
export type Layer = (typeof layers)[number];

export const directionOf: Readonly<Record<Stance, Direction>> = {
  egress: 'egress',
  leaving: 'egress',
  entering: 'ingress',
  ingress: 'ingress',
};

export const layerOf: Readonly<Record<Stance, Layer>> = {
  egress: 'ends',
  leaving: 'forwarding',
  entering: 'forwarding',
  ingress: 'ends',
};
