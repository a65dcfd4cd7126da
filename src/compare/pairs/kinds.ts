import type { Direction } from '../../ir/policy.ts';
import type { Family } from '../../net/address.ts';
import type { Answers } from './answer.ts';
import { type Endpoint, entangled, families } from './endpoint.ts';
import type { EntityIndex } from './entity-index.ts';
import { Partition } from './partition.ts';
import type { Selections } from './selection.ts';
import { type SideDraft, sideDraft } from './side.ts';
import { type Split, Splits } from './split.ts';
import { type KindLists, SubjectSide } from './subject-side.ts';

type Sides = Readonly<Partial<Record<Family, SubjectSide>>>;

/** Endpoints that no rule of either set tells apart, neither as subject nor as the other end. */
export interface Kind {
  readonly id: number;
  /** Never empty, in order. */
  readonly members: readonly Endpoint[];
  readonly sides: Readonly<Record<Direction, Sides>>;
  /** The policies of some side differ between the sets. */
  readonly changed: Readonly<Record<Direction, boolean>>;
}

export function kindsOf(
  endpoints: readonly Endpoint[],
  selections: Selections,
  index: EntityIndex,
  answers: Answers,
): readonly Kind[] {
  const drafts = new Drafts(endpoints, selections);
  const splits = new Splits(endpoints, index);
  const asked = new Map([...drafts.distinct.values()].map((draft) => [draft, splits.of(draft)]));
  const partition = new Partition(endpoints.length);
  for (const list of drafts.lists()) partition.refine(list);
  for (const { lists } of splits.all()) for (const list of lists) partition.refine(list);
  const members = partition.compact();
  const toKinds = listsByKind(splits, partition);
  const sides = new Map(
    [...asked].map(([draft, list]) => {
      const questions = list.map((split) => toKinds.get(split) ?? []);
      return [draft.key, new SubjectSide(draft, questions, members.length, answers)];
    }),
  );
  return members.map((ids, id) => {
    const list = ids.map((member) => endpoints[member]);
    const sidesOf = (direction: Direction): Sides =>
      Object.fromEntries(drafts.of(list[0], direction).map((draft) => [draft.family, sides.get(draft.key)]));
    const [egress, ingress] = [sidesOf('egress'), sidesOf('ingress')];
    const changed = (of: Sides) => families.some((family) => of[family]?.changed);
    return {
      id,
      members: list,
      sides: { egress, ingress },
      changed: { egress: changed(egress), ingress: changed(ingress) },
    };
  });
}

/** What each endpoint is as a subject. */
class Drafts {
  readonly distinct = new Map<string, SideDraft>();
  readonly #endpoints: readonly Endpoint[];
  readonly #of: Record<Direction, (readonly SideDraft[])[]> = { egress: [], ingress: [] };

  constructor(endpoints: readonly Endpoint[], selections: Selections) {
    this.#endpoints = endpoints;
    const shared = entangled(endpoints);
    for (const endpoint of endpoints) {
      for (const direction of ['egress', 'ingress'] as const) {
        this.#of[direction].push(
          families.flatMap((family) => {
            const place = endpoint.places[family];
            if (place === undefined || place.party.entities.length === 0) return [];
            const draft = sideDraft(direction, endpoint, place, selections, shared.has(endpoint));
            const known = this.distinct.get(draft.key);
            if (known === undefined) this.distinct.set(draft.key, draft);
            return [known ?? draft];
          }),
        );
      }
    }
  }

  of(endpoint: Endpoint, direction: Direction): readonly SideDraft[] {
    return this.#of[direction][endpoint.id];
  }

  /** The endpoints by what they are, to begin with. */
  lists(): Iterable<readonly number[]> {
    const byKey = new Map<string, number[]>();
    for (const endpoint of this.#endpoints) {
      const drafts = [...this.of(endpoint, 'egress'), ...this.of(endpoint, 'ingress')];
      const present = families.filter((family) => endpoint.places[family] !== undefined);
      const key = [present, ...drafts.map((draft) => draft.key)].join('\n');
      const others = byKey.get(key);
      if (others === undefined) byKey.set(key, [endpoint.id]);
      else others.push(endpoint.id);
    }
    return byKey.values();
  }
}

/** The lists of the splits, in kinds instead of endpoints. */
function listsByKind(splits: Splits, { classes }: Partition): ReadonlyMap<Split, KindLists> {
  const inKinds = (list: readonly number[]) =>
    Int32Array.from(new Set(list.map((member) => classes[member])));
  return new Map([...splits.all()].map((split) => [split, split.lists.map(inKinds)]));
}
