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
import { directionOf, type Stance } from './stance.ts';

/** One who is asked, with all that selects it. */
export interface Subject {
  readonly entity: Entity;
  readonly selected: Selected;
}

/** Who is asked at a place. Equal keys: whatever the other end, the same verdicts. */
export interface SideDraft {
  readonly key: string;
  readonly stance: Stance;
  readonly direction: Direction;
  readonly family: Family;
  readonly endpoint: Endpoint;
  readonly subjects: readonly Subject[];
  readonly changed: boolean;
  /** Names the subjects where no other may stand for them; empty where those of equal key are alike. */
  readonly owner: string;
  /** The pod for which its node forwards; connections that stay on that node are not forwarded. */
  readonly forwardedFor: Entity | undefined;
}

export interface SideRequest {
  readonly stance: Stance;
  readonly endpoint: Endpoint;
  readonly place: Place;
  readonly asked: readonly Entity[];
  readonly owner: string;
  readonly forwardedFor?: Entity;
}

export function sideDraft(request: SideRequest, selections: Selections): SideDraft {
  const { stance, endpoint, place, asked, owner, forwardedFor } = request;
  const { family } = place.party.address;
  const direction = directionOf[stance];
  const subjects = asked.map((entity) => ({ entity, selected: selections.of(stance, entity) }));
  const keys = subjects.map(({ entity, selected }) =>
    JSON.stringify([
      selected.key,
      ...selected.rules.map((entry) => ownPart(entry, direction, entity, place)),
    ]),
  );
  return {
    key: [stance, family, owner, throughText(place), ...keys].join(' '),
    ...{ stance, direction, family, endpoint, subjects, owner, forwardedFor },
    changed: subjects.some(({ selected }) => selected.changed),
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
    direction === 'ingress' ? named.map((port) => resolve(port, [entity], entity).join()).join(';') : '',
  ].join(' ');
}

/** `80/6`, `8080/6`: the ports that the name stands for at these servers, by number and protocol. */
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

export function throughText({ through }: Place): string {
  return through === undefined ? '' : `${through.service.namespace}/${through.service.name} ${through.ports}`;
}

/** On the machine of the pod, so that its node forwards nothing between them. */
export function isNear({ cluster, node }: Entity, entities: readonly Entity[]): boolean {
  return entities.some((entity) => entity.cluster === cluster && entity.node === node);
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
  const service = destination.through?.service;
  return {
    source: source.party,
    destination: destination.party,
    ...traffic,
    ...(service !== undefined && { service }),
    namesOf: (address: Party['address']) =>
      [source, destination].find(({ party }) => party.address === address)?.names ?? [],
  };
}
