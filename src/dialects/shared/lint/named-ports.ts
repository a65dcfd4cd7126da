import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Entity } from '../../../ir/entity.ts';
import { all, type Expression, matches } from '../../../ir/expression.ts';
import { directions, type NamedPort, type Peer, type Rule, type TrafficMatch } from '../../../ir/policy.ts';
import { didYouMean } from '../../../manifest/suggest.ts';
import type { LoweredPolicy } from '../lowered.ts';
import { couldBePeer } from '../peer.ts';
import { placeOf } from '../place.ts';
import type { Members } from './members.ts';
import { stepsOfLikeness } from './steps.ts';

/** Port names that no pod on the destination side has: such a port matches nothing. */
export function unresolvedPorts(lowered: LoweredPolicy, members: Members): readonly Diagnostic[] {
  const servers = new Servers(lowered, members);
  return directions
    .flatMap((direction) => lowered.rules[direction])
    .flatMap((rule) => {
      const unresolved = named(rule);
      if (unresolved.length === 0 || members.steps.areUsed) return [];
      const known = servers.of(rule);
      return unresolved.flatMap(({ match, port }) => unresolvedPort(rule, match, port, known));
    });
}

/** Destinations of one policy's rules. Those of rules that mean the same ones are found once, and their ports too. */
class Servers {
  readonly #subject: Expression;
  readonly #members: Members;
  readonly #found = new Map<Expression, ServerPorts>();

  constructor({ policy }: LoweredPolicy, members: Members) {
    this.#subject = policy.subject;
    this.#members = members;
  }

  of({ direction, remote }: Rule): ServerPorts {
    if (direction === 'ingress') return this.#matching(this.#subject);
    if (remote === undefined) return this.#matching(all);
    const [peer, ...others] = remote;
    if (others.length === 0 && peer?.entity !== undefined && peer.networks === undefined)
      return this.#matching(peer.entity);
    return new ServerPorts(this.#peers(remote), this.#members);
  }

  #matching(expression: Expression): ServerPorts {
    let found = this.#found.get(expression);
    if (found === undefined) {
      found = new ServerPorts(this.#members.matching(expression), this.#members);
      this.#found.set(expression, found);
    }
    return found;
  }

  #peers(remote: readonly Peer[]): readonly Entity[] {
    const looks = remote.reduce((sum, { networks = [] }) => sum + 1 + networks.length, 0);
    this.#members.steps.spend(this.#members.all.length * looks);
    return this.#members.all.filter((member) => remote.some((peer) => couldBePeer(peer, member)));
  }
}

/** Names of ports at some servers; those of a hundred names of one rule are found once. */
class ServerPorts {
  readonly size: number;
  readonly #servers: readonly Entity[];
  readonly #members: Members;
  readonly #names = new Map<NamedPort['of'], Map<string, ReadonlySet<string>>>();

  constructor(servers: readonly Entity[], members: Members) {
    this.#servers = servers;
    this.#members = members;
    this.size = servers.length;
  }

  spend(steps: number): void {
    this.#members.steps.spend(steps);
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
      this.spend(1);
      if (of !== undefined && !matches(of, server)) continue;
      this.spend(server.ports.length);
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

function unresolvedPort(
  rule: Rule,
  { protocols }: TrafficMatch,
  { name, of }: NamedPort,
  servers: ServerPorts,
): readonly Diagnostic[] {
  const names = servers.names(of, protocols);
  // Without any pod on that side there is nothing to learn about its ports.
  if (servers.size === 0 || names.has(name)) return [];
  servers.spend(stepsOfLikeness * names.size);
  // In one order, whoever came first: of names that are as near the first is taken.
  const hint = didYouMean(name, [...names].sort());
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
