import type { ServiceRef } from '../../ir/connection.ts';
import { directions, type Peer, type PolicySet, type Rule, type TrafficMatch } from '../../ir/policy.ts';
import { canonical } from './canonical.ts';

export function rulesOf(sets: readonly PolicySet[]): readonly Rule[] {
  const stages = sets.flatMap((set) => [...set.stages, ...(set.forwarding?.stages ?? [])]);
  return stages.flatMap(({ rules }) => directions.flatMap((direction) => rules[direction]));
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

export function servicesOf(rules: readonly Rule[]): readonly ServiceRef[] {
  const all = rules.flatMap(({ service }) => (service === undefined || service === 'none' ? [] : service));
  return [...new Map(all.map((service) => [`${service.namespace}/${service.name}`, service])).values()];
}

/** What rules for some requests ask for; equal texts let the same requests pass, as far as one can see. */
export function requestsOf(rules: readonly Rule[]): string {
  const texts = rules.flatMap(({ request, onOtherRequest }) =>
    request === undefined ? [] : [canonical([request, onOtherRequest])],
  );
  return [...new Set(texts)].sort().join();
}
