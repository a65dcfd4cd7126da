import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Entity } from '../../../ir/entity.ts';
import { matches } from '../../../ir/expression.ts';
import { directions, type NamedPort, type Peer, type Rule, type TrafficMatch } from '../../../ir/policy.ts';
import type { LoweredPolicy } from '../lowered.ts';
import { couldBePeer } from '../peer.ts';
import { placeOf } from '../place.ts';
import { didYouMean } from '../violation.ts';
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
      return unresolved.flatMap(({ match, port }) => unresolvedPort(rule, match, port, servers));
    });
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
  servers: readonly Entity[],
): readonly Diagnostic[] {
  const ports = servers
    .filter((server) => of === undefined || matches(of, server))
    .flatMap((server) => server.ports)
    .filter((port) => protocols === undefined || protocols.includes(port.protocol));
  // Without any pod on that side there is nothing to learn about its ports.
  if (servers.length === 0 || ports.some((port) => port.name === name)) return [];
  const hint = didYouMean(name, [...new Set(ports.map((port) => port.name))]);
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
