import type { Connection, Party } from '../../ir/connection.ts';
import type { Entity } from '../../ir/entity.ts';
import { matches } from '../../ir/expression.ts';
import type { Direction, NamedPort } from '../../ir/policy.ts';
import type { Family } from '../../net/address.ts';
import { peerMatches, type Question, question } from '../../reference/match.ts';
import { relativeValues } from './canonical.ts';
import type { RuleEntry } from './catalogue.ts';
import type { Endpoint, Place } from './endpoint.ts';
import type { Selected, Selections } from './selection.ts';

/** One who holds the place, with all that selects it. */
export interface Holder {
  readonly entity: Entity;
  readonly selected: Selected;
}

/** A place as the subject of one direction. Equal keys: whatever the other end, the same verdicts. */
export interface SideDraft {
  readonly key: string;
  readonly direction: Direction;
  readonly family: Family;
  readonly endpoint: Endpoint;
  readonly holders: readonly Holder[];
  readonly changed: boolean;
  /** It shares an entity with another endpoint, so that nothing about "itself" holds for others. */
  readonly alone: boolean;
}

export function sideDraft(
  direction: Direction,
  endpoint: Endpoint,
  place: Place,
  selections: Selections,
  alone: boolean,
): SideDraft {
  const { family } = place.party.address;
  const holders = place.party.entities.map((entity) => ({
    entity,
    selected: selections.of(direction, entity),
  }));
  const keys = holders.map(({ entity, selected }) =>
    JSON.stringify([
      selected.key,
      ...selected.rules.map((entry) => ownPart(entry, direction, entity, place)),
    ]),
  );
  return {
    key: [direction, family, alone ? endpoint.id : '', ...keys].join(' '),
    direction,
    family,
    endpoint,
    holders,
    changed: holders.some(({ selected }) => selected.changed),
    alone,
  };
}

/** What the subject itself contributes to the answers of a rule that selects it. */
function ownPart(entry: RuleEntry, direction: Direction, entity: Entity, place: Place): string {
  const { rule, remoteRelative, named, namedRelative } = entry;
  const ask = () => placeQuestion(direction, entity, place, place);
  return [
    relativeValues(remoteRelative, entity),
    named.length > 0 ? relativeValues(namedRelative, entity) : '',
    remoteRelative.self ? rule.remote?.some((peer) => peerMatches(peer, place.party, ask())) : '',
    rule.local === undefined ? '' : rule.local.some((peer) => peerMatches(peer, place.party, ask())),
    direction === 'ingress' ? resolveAll(named, [entity], entity) : '',
  ].join(' ');
}

/** `80/6 8080/6` for each name: the ports that it stands for at these servers. */
export function resolveAll(named: readonly NamedPort[], servers: readonly Entity[], subject: Entity): string {
  return named.map((port) => resolve(port, servers, subject).join(' ')).join(';');
}

export function resolve(
  { name, of }: NamedPort,
  servers: readonly Entity[],
  subject: Entity,
): readonly string[] {
  const found = servers
    .filter((server) => of === undefined || matches(of, server, subject))
    .flatMap(({ ports }) => ports.filter((port) => port.name === name))
    .map(({ port, protocol }) => `${port}/${protocol}`);
  return [...new Set(found)].sort();
}

/** A rule's question about the other end alone, whatever the traffic. */
export function placeQuestion(direction: Direction, subject: Entity, own: Place, other: Place): Question {
  const [source, destination] = direction === 'egress' ? [own, other] : [other, own];
  return question(direction, subject, connectionBetween(source, destination, { protocol: 0 }));
}

export function connectionBetween(
  source: Place,
  destination: Place,
  traffic: Pick<Connection, 'protocol' | 'sourcePort' | 'destinationPort' | 'icmp'>,
): Connection {
  const names = (address: Party['address']) =>
    [source, destination].find(({ party }) => party.address === address)?.names ?? [];
  return { source: source.party, destination: destination.party, ...traffic, namesOf: names };
}
