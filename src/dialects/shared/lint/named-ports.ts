import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Entity } from '../../../ir/entity.ts';
import { matches } from '../../../ir/expression.ts';
import { directions, type NamedPort, type Peer, type Rule, type TrafficMatch } from '../../../ir/policy.ts';
import { didYouMean } from '../../../manifest/suggest.ts';
import type { LoweredPolicy } from '../lowered.ts';
import { couldBePeer } from '../peer.ts';
import { placeOf } from '../place.ts';
import type { Members } from './members.ts';

/** Port names that no pod on the destination side has: such a port matches nothing. */
export function unresolvedPorts({ policy, rules }: LoweredPolicy, members: Members): readonly Diagnostic[] {
  return directions
    .flatMap((direction) => rules[direction])
    .flatMap((rule) => {
      const unresolved = named(rule);
      if (unresolved.length === 0) return [];
      const servers =
        rule.direction === 'ingress'
          ? members.matching(policy.subject)
          : members.all.filter((member) => isPeer(rule.remote, member));
      const known = new ServerPorts(servers);
      return unresolved.flatMap(({ match, port }) => unresolvedPort(rule, match, port, known));
    });
}

/** Names of ports at some servers; those of a hundred names of one rule are found once. */
class ServerPorts {
  readonly size: number;
  readonly #servers: readonly Entity[];
  readonly #names = new Map<NamedPort['of'], Map<string, ReadonlySet<string>>>();

  constructor(servers: readonly Entity[]) {
    this.#servers = servers;
    this.size = servers.length;
  }

  names(of: NamedPort['of'], protocols: TrafficMatch['protocols']): ReadonlySet<string> {
    const byProtocols = this.#names.get(of) ?? new Map<string, ReadonlySet<string>>();
    this.#names.set(of, byProtocols);
    const key = protocols?.join() ?? '';
    let names = byProtocols.get(key);
    if (names === undefined) {
      names = this.#read(of, protocols);
      byProtocols.set(key, names);
    }
    return names;
  }

  #read(of: NamedPort['of'], protocols: TrafficMatch['protocols']): ReadonlySet<string> {
    const names = new Set<string>();
    for (const server of this.#servers) {
      if (of !== undefined && !matches(of, server)) continue;
      for (const { name, protocol } of server.ports)
        if (protocols === undefined || protocols.includes(protocol)) names.add(name);
    }
    return names;
  }
}

interface Named {
  readonly match: TrafficMatch;
  readonly port: NamedPort;
}

function named(rule: Rule): readonly Named[] {
  return (rule.traffic ?? []).flatMap((match) =>
    (match.destinationPorts ?? []).flatMap((port) => ('name' in port ? [{ match, port }] : [])),
  );
}

function isPeer(peers: readonly Peer[] | undefined, member: Entity): boolean {
  return peers === undefined || peers.some((peer) => couldBePeer(peer, member));
}

function unresolvedPort(
  rule: Rule,
  { protocols }: TrafficMatch,
  { name, of }: NamedPort,
  servers: ServerPorts,
): readonly Diagnostic[] {
  const names = servers.names(of, protocols);
  // Without any pod on that side there is nothing to learn about its ports.
  if (servers.size === 0 || names.has(name)) return [];
  const hint = didYouMean(name, [...names]);
  const message = `no pod on the destination side has a port named ${JSON.stringify(name)}: it matches nothing`;
  const place = placeOf(rule.source);
  return [
    {
      severity: 'warning',
      code: 'unresolved-named-port',
      message,
      ...place,
      ...(hint === undefined ? {} : { hint }),
    },
  ];
}
