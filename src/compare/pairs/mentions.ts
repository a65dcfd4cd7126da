import { directions, type Peer, type PolicySet, type Rule, type TrafficMatch } from '../../ir/policy.ts';

export function rulesOf(sets: readonly PolicySet[]): readonly Rule[] {
  return sets.flatMap(({ stages }) =>
    stages.flatMap(({ rules }) => directions.flatMap((direction) => rules[direction])),
  );
}

export function peersOf(rules: readonly Rule[]): readonly Peer[] {
  return rules.flatMap(({ remote, local }) => [...(remote ?? []), ...(local ?? [])]);
}

export function trafficOf(rules: readonly Rule[]): readonly TrafficMatch[] {
  return rules.flatMap(({ traffic }) => traffic ?? []);
}

export function cidrsOf(peers: readonly Peer[]) {
  return peers.flatMap(({ networks, notNetworks }) => [
    ...(networks ?? []).flatMap(({ cidr, except }) => [cidr, ...except]),
    ...(notNetworks ?? []),
  ]);
}

export function patternsOf(peers: readonly Peer[]) {
  return peers.flatMap(({ domainNames }) => domainNames ?? []);
}

export function protocolsOf(traffic: readonly TrafficMatch[]): readonly number[] {
  return traffic.flatMap(({ protocols, notProtocols }) => [...(protocols ?? []), ...(notProtocols ?? [])]);
}

export function sourceRangesOf(traffic: readonly TrafficMatch[]) {
  return traffic.flatMap(({ sourcePorts, notSourcePorts }) => [
    ...(sourcePorts ?? []),
    ...(notSourcePorts ?? []),
  ]);
}
