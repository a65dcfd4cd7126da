import type { Entity } from '../../ir/entity.ts';
import type { NamedPort, Peer } from '../../ir/policy.ts';
import type { Family } from '../../net/address.ts';
import { peerMatches } from '../../reference/match.ts';
import { canonical, relativeValues } from './canonical.ts';
import type { RuleEntry } from './catalogue.ts';
import type { Endpoint, Place } from './endpoint.ts';
import type { EntityIndex } from './entity-index.ts';
import { placeQuestion, resolve, type SideDraft } from './side.ts';

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
  readonly #byEntity: Readonly<Record<Family, ReadonlyMap<Entity, readonly Endpoint[]>>>;

  constructor(endpoints: readonly Endpoint[], index: EntityIndex) {
    this.#endpoints = endpoints;
    this.#index = index;
    this.#byEntity = { 4: byEntity(endpoints, 4), 6: byEntity(endpoints, 6) };
  }

  all(): Iterable<Split> {
    return this.#byKey.values();
  }

  /** The questions of one side. */
  of(side: SideDraft): readonly Split[] {
    const found = side.holders.flatMap(({ entity, selected }) =>
      selected.rules.flatMap((entry) => [
        ...(entry.rule.remote === undefined ? [] : [this.#remote(side, entity, entry, entry.rule.remote)]),
        // At ingress the subject itself is the server.
        ...(side.direction === 'egress'
          ? entry.named.map((port) => this.#named(side, entity, entry, port))
          : []),
      ]),
    );
    return [...new Set(found)];
  }

  #remote(side: SideDraft, entity: Entity, entry: RuleEntry, remote: readonly Peer[]): Split {
    const { remoteText, remoteRelative } = entry;
    const owner =
      side.alone && remoteRelative.self ? `${side.endpoint.id} ${entity.kind} ${entity.name}` : '';
    const values = relativeValues(remoteRelative, entity);
    return this.#once(`${side.family} ${values} ${owner} ${remoteText}`, () => {
      // Who shares this answer is another subject with the same values: to it, this one is not "itself".
      const subject = side.alone ? entity : { ...entity };
      const own = side.endpoint.places[side.family] as Place;
      const isMember = (place: Place) => {
        const q = placeQuestion(side.direction, subject, own, place);
        return remote.some((peer) => peerMatches(peer, place.party, q));
      };
      return [
        this.#candidates(side.family, remote).filter((one) => isMember(one.places[side.family] as Place)),
      ];
    });
  }

  #named(side: SideDraft, subject: Entity, { namedRelative }: RuleEntry, port: NamedPort): Split {
    const owner = side.alone && namedRelative.self ? side.endpoint.id : '';
    const values = relativeValues(namedRelative, subject);
    return this.#once(`${side.family} ${values} ${owner} named ${canonical(port)}`, () => {
      const lists = new Map<string, Endpoint[]>();
      for (const endpoint of this.#endpoints) {
        const servers = endpoint.places[side.family]?.party.entities ?? [];
        const ports = resolve(port, servers, side.alone ? subject : { ...subject }).join(' ');
        if (ports === '') continue;
        const others = lists.get(ports);
        if (others === undefined) lists.set(ports, [endpoint]);
        else others.push(endpoint);
      }
      return [...lists.values()];
    });
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
      if (entity === undefined) return this.#endpoints.filter(({ places }) => places[family] !== undefined);
      for (const candidate of this.#index.candidates(entity)) {
        for (const endpoint of this.#byEntity[family].get(candidate) ?? []) found.add(endpoint);
      }
    }
    return [...found];
  }
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
