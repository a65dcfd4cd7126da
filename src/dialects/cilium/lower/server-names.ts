import { all, and, anyOf, type Expression, not } from '../../../ir/expression.ts';
import type { Peer, Rule, TrafficMatch } from '../../../ir/policy.ts';

/**
 * Rules of one port, protocol and peer are merged, and one with serverNames makes them mandatory: where it selects
 * the endpoint too, a rule without names adds nothing for this peer and port. With HTTP rules it is the other way
 * round: there the rule without requests wins.
 */
export function withMandatoryNames(rules: readonly Rule[]): readonly Rule[] {
  const named = rules.filter(asksForNames);
  if (named.length === 0) return rules;
  const rivals = new Rivals(named);
  return rules.flatMap((rule) =>
    rule.action === 'accept' && !asksForNames(rule) ? narrowed(rule, rivals) : [rule],
  );
}

function asksForNames({ action, request }: Rule): boolean {
  return action === 'accept' && (request?.of === 'tls' || request?.of === 'every');
}

/** Rules with names by their peers and ports: in large sets nearly all pairs of rules have none in common. */
class Rivals {
  readonly #named: readonly Rule[];
  /** By peer, then by port: places in the list, in its order. */
  readonly #places = new Map<string, Map<string, Set<number>>>();
  /** By peer and ports. Rules with the same rivals share the expression, which then is looked into once for all of them. */
  readonly #outside = new Map<string, Expression>();

  constructor(named: readonly Rule[]) {
    this.#named = named;
    for (const [place, { remote = [undefined], traffic = [undefined] }] of named.entries()) {
      const ports = traffic.flatMap(trafficKeys);
      for (const peer of remote) this.#add(peerKey(peer), ports, place);
    }
  }

  #add(peer: string, ports: readonly string[], place: number): void {
    const byPort = this.#places.get(peer) ?? new Map<string, Set<number>>();
    this.#places.set(peer, byPort);
    for (const port of ports) {
      const places = byPort.get(port);
      if (places === undefined) byPort.set(port, new Set([place]));
      else places.add(place);
    }
  }

  /** Who is selected by no rule with names for this peer and one of these ports; undefined where there is no such rule. */
  outside(peer: string, ports: readonly string[]): Expression | undefined {
    const byPort = this.#places.get(peer);
    const shared = ports.filter((port) => byPort?.has(port));
    if (byPort === undefined || shared.length === 0) return undefined;
    const key = JSON.stringify([peer, shared]);
    let found = this.#outside.get(key);
    if (found === undefined) {
      const places = new Set(shared.flatMap((port) => [...(byPort.get(port) ?? [])]));
      found = this.#none([...places].sort((a, b) => a - b));
      this.#outside.set(key, found);
    }
    return found;
  }

  /** Rules of one policy select the same ones. */
  #none(places: readonly number[]): Expression {
    const taken = places.map((place) => {
      const { policy, subject } = this.#named[place];
      return subject === undefined ? policy.subject : and(policy.subject, subject);
    });
    return not(anyOf([...new Set(taken)]));
  }
}

/** The rule in pieces of one peer and one port, where some are shared with a rule with names. */
function narrowed(rule: Rule, rivals: Rivals): readonly Rule[] {
  const { remote = [undefined], traffic: traffics = [undefined] } = rule;
  const ports = traffics.map((traffic) => ({ traffic, keys: trafficKeys(traffic) }));
  const pieces = remote.flatMap((peer) => {
    const key = peerKey(peer);
    return ports.map(({ traffic, keys }) => ({ peer, traffic, outside: rivals.outside(key, keys) }));
  });
  if (pieces.every(({ outside }) => outside === undefined)) return [rule];
  return pieces.map(({ peer, traffic, outside }) => ({
    ...rule,
    ...(peer === undefined ? {} : { remote: [peer] }),
    ...(traffic === undefined ? {} : { traffic: [traffic] }),
    ...(outside === undefined ? {} : { subject: and(rule.subject ?? all, outside) }),
  }));
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
