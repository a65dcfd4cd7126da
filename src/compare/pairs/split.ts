import type { Entity } from '../../ir/entity.ts';
import type { NamedPort, Peer } from '../../ir/policy.ts';
import type { Family } from '../../net/address.ts';
import { peerMatches } from '../../reference/match.ts';
import { canonical, type Relative, relativeValues } from './canonical.ts';
import type { RuleEntry } from './catalogue.ts';
import type { Endpoint, Place } from './endpoint.ts';
import type { EntityIndex } from './entity-index.ts';
import { isNear, placeQuestion, resolve, type SideDraft, throughText } from './side.ts';

/** What some rules ask of the other end, as lists of the endpoints that give the same answer. */
export interface Split {
  /** Endpoints by number; those on no list give the answer "no". */
  readonly lists: readonly (readonly number[])[];
}

/** All questions that any side asks of the other end, each answered once. */
export class Splits {
  readonly #endpoints: readonly Endpoint[];
  readonly #index: EntityIndex;
  readonly #byKey = new Map<string, Split>();
  readonly #having: Readonly<Record<Family, readonly Endpoint[]>>;
  readonly #byEntity: Readonly<Record<Family, ReadonlyMap<Entity, readonly Endpoint[]>>>;

  constructor(endpoints: readonly Endpoint[], index: EntityIndex) {
    this.#endpoints = endpoints;
    this.#index = index;
    this.#having = { 4: having(endpoints, 4), 6: having(endpoints, 6) };
    this.#byEntity = { 4: byEntity(endpoints, 4), 6: byEntity(endpoints, 6) };
  }

  all(): Iterable<Split> {
    return this.#byKey.values();
  }

  /** The questions of one side. */
  of(side: SideDraft): readonly Split[] {
    const found = side.subjects.flatMap(({ entity, selected }) =>
      selected.rules.flatMap((entry) => [
        ...(entry.rule.remote === undefined ? [] : [this.#remote(side, entity, entry, entry.rule.remote)]),
        // At ingress the subject itself is the server.
        ...(side.direction === 'egress'
          ? entry.named.map((port) => this.#named(side, entity, entry, port))
          : []),
      ]),
    );
    return [...new Set([this.#through(side.family), ...this.#near(side), ...found])];
  }

  /** Which service led there. */
  #through(family: Family): Split {
    return this.#once(`${family} through`, () => this.#byText(family, throughText));
  }

  /** Who is on the node that would forward. */
  #near({ forwardedFor, family }: SideDraft): readonly Split[] {
    if (forwardedFor === undefined) return [];
    const key = `${family} near ${forwardedFor.cluster}/${forwardedFor.node}`;
    const nearOnes = () =>
      this.#byText(family, ({ party }) => (isNear(forwardedFor, party.entities) ? 'near' : ''));
    return [this.#once(key, nearOnes)];
  }

  #remote(side: SideDraft, entity: Entity, entry: RuleEntry, remote: readonly Peer[]): Split {
    const { remoteText, remoteRelative } = entry;
    const key = [side.family, asker(remoteRelative, side, entity), remoteText].join(' ');
    return this.#once(key, () => {
      const subject = standIn(side, entity);
      const own = side.endpoint.places[side.family] as Place;
      const seen = placeQuestion(side.direction, subject, own, own);
      const isNamed = remote.some(({ domainNames }) => domainNames !== undefined);
      const isMember = (place: Place) => {
        // Of the other end itself only its names are part of the question.
        const q = isNamed ? placeQuestion(side.direction, subject, own, place) : seen;
        return remote.some((peer) => peerMatches(peer, place.party, q));
      };
      return [
        this.#candidates(side.family, remote).filter((one) => isMember(one.places[side.family] as Place)),
      ];
    });
  }

  #named(side: SideDraft, entity: Entity, { namedRelative }: RuleEntry, port: NamedPort): Split {
    const key = [side.family, asker(namedRelative, side, entity), 'named', canonical(port)].join(' ');
    return this.#once(key, () => {
      const subject = standIn(side, entity);
      return this.#byText(side.family, ({ party }) => resolve(port, party.entities, subject).join(' '));
    });
  }

  /** One list for each text; those without are on none. */
  #byText(family: Family, textOf: (place: Place) => string): readonly (readonly Endpoint[])[] {
    const lists = new Map<string, Endpoint[]>();
    for (const endpoint of this.#endpoints) {
      const place = endpoint.places[family];
      const text = place === undefined ? '' : textOf(place);
      if (text === '') continue;
      const others = lists.get(text);
      if (others === undefined) lists.set(text, [endpoint]);
      else others.push(endpoint);
    }
    return [...lists.values()];
  }

  #once(key: string, answer: () => readonly (readonly Endpoint[])[]): Split {
    let split = this.#byKey.get(key);
    if (split === undefined) {
      split = { lists: answer().map((list) => list.map(({ id }) => id)) };
      this.#byKey.set(key, split);
    }
    return split;
  }

  /** At least all that one of the peers can match. */
  #candidates(family: Family, peers: readonly Peer[]): readonly Endpoint[] {
    const found = new Set<Endpoint>();
    for (const { entity } of peers) {
      if (entity === undefined) return this.#having[family];
      for (const candidate of this.#index.candidates(entity)) {
        for (const endpoint of this.#byEntity[family].get(candidate) ?? []) found.add(endpoint);
      }
    }
    return [...found];
  }
}

function having(endpoints: readonly Endpoint[], family: Family): readonly Endpoint[] {
  return endpoints.filter(({ places }) => places[family] !== undefined);
}

function byEntity(endpoints: readonly Endpoint[], family: Family): ReadonlyMap<Entity, readonly Endpoint[]> {
  const table = new Map<Entity, Endpoint[]>();
  for (const endpoint of endpoints) {
    for (const entity of endpoint.places[family]?.party.entities ?? []) {
      const others = table.get(entity);
      if (others === undefined) table.set(entity, [endpoint]);
      else others.push(endpoint);
    }
  }
  return table;
}

/** Who shares an answer is another subject with the same values: to it, this one is not "itself". */
function standIn({ owner }: SideDraft, entity: Entity): Entity {
  return owner === '' ? { ...entity } : entity;
}

/** What of the subject the answer depends on. */
function asker(relative: Relative, { owner }: SideDraft, entity: Entity): string {
  const self = relative.self && owner !== '' ? `${owner} ${entity.kind} ${entity.name}` : '';
  return `${relativeValues(relative, entity)} ${self}`;
}
