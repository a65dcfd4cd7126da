import { and, anyOf, not } from '../../../ir/expression.ts';
import type { Peer, Rule, TrafficMatch } from '../../../ir/policy.ts';

/**
 * Rules of one port, protocol and peer are merged, and one with serverNames makes them mandatory: where it selects
 * the endpoint too, a rule without names adds nothing for this peer and port. With HTTP rules it is the other way
 * round: there the rule without requests wins.
 */
export function withMandatoryNames(rules: readonly Rule[]): readonly Rule[] {
  const named = rules.filter(asksForNames);
  if (named.length === 0) return rules;
  return rules.flatMap((rule) =>
    rule.action === 'accept' && !asksForNames(rule) ? narrowed(rule, named) : [rule],
  );
}

function asksForNames({ action, request }: Rule): boolean {
  return action === 'accept' && (request?.of === 'tls' || request?.of === 'every');
}

/** The rule in pieces of one peer and one port, where some are shared with a rule with names. */
function narrowed(rule: Rule, named: readonly Rule[]): readonly Rule[] {
  const pieces = (rule.remote ?? [undefined]).flatMap((peer) =>
    (rule.traffic ?? [undefined]).map((traffic) => ({
      peer,
      traffic,
      rivals: named.filter((other) => shares(other, peer, traffic)),
    })),
  );
  if (pieces.every(({ rivals }) => rivals.length === 0)) return [rule];
  return pieces.map(({ peer, traffic, rivals }) => ({
    ...rule,
    ...(peer === undefined ? {} : { remote: [peer] }),
    ...(traffic === undefined ? {} : { traffic: [traffic] }),
    ...(rivals.length === 0 ? {} : { subject: outside(rule, rivals) }),
  }));
}

function outside(rule: Rule, rivals: readonly Rule[]): NonNullable<Rule['subject']> {
  const taken = rivals.map(({ policy, subject }) =>
    and(policy.subject, ...(subject === undefined ? [] : [subject])),
  );
  return and(...(rule.subject === undefined ? [] : [rule.subject]), not(anyOf(taken)));
}

function shares(other: Rule, peer: Peer | undefined, traffic: TrafficMatch | undefined): boolean {
  const peers = (other.remote ?? [undefined]).map(peerKey);
  const ports = (other.traffic ?? [undefined]).flatMap(trafficKeys);
  return peers.includes(peerKey(peer)) && trafficKeys(traffic).some((key) => ports.includes(key));
}

/** The entity `all` is the same peer as none at all. */
function peerKey(peer: Peer | undefined): string {
  const { source: _, ...parts } = peer ?? { source: undefined };
  return JSON.stringify(parts);
}

/** One key for each protocol, for ANY is merged as three. */
export function trafficKeys(traffic: TrafficMatch | undefined): readonly string[] {
  if (traffic === undefined) return ['any'];
  const { protocols = [], ...rest } = traffic;
  return protocols.map((protocol) => JSON.stringify([protocol, rest]));
}
