import type { Family } from '../../net/address.ts';
import type { Answers } from './answer.ts';
import { type Endpoint, families, type Place } from './endpoint.ts';
import type { EntityIndex } from './entity-index.ts';
import { Partition } from './partition.ts';
import type { SideDraft } from './side.ts';
import type { Sides } from './sides.ts';
import { type Split, Splits } from './split.ts';
import type { Stance } from './stance.ts';
import { type KindLists, SubjectSide } from './subject-side.ts';

/** A kind in one family. */
export interface End extends Readonly<Record<Stance, SubjectSide | undefined>> {
  /** Of the first member. */
  readonly place: Place;
  /** Of the second one, where there is one: pairs within the kind are of two members. */
  readonly another: Place | undefined;
}

/** Endpoints that no rule of either set tells apart, neither as subject nor as the other end. */
export interface Kind {
  readonly id: number;
  /** Never empty, in order. */
  readonly members: readonly Endpoint[];
  readonly ends: Readonly<Record<Family, End | undefined>>;
  /** The policies that are asked differ between the sets, where it is the source or the destination. */
  readonly changedAs: { readonly source: boolean; readonly destination: boolean };
}

export function kindsOf(
  endpoints: readonly Endpoint[],
  sides: Sides,
  index: EntityIndex,
  answers: Answers,
): readonly Kind[] {
  const splits = new Splits(endpoints, index);
  const questions = new Map([...sides.distinct.values()].map((draft) => [draft, splits.of(draft)]));
  const partition = new Partition(endpoints.length);
  for (const list of alikeAsSubjects(endpoints, sides)) partition.refine(list);
  for (const { lists } of splits.all()) for (const list of lists) partition.refine(list);
  const members = partition.compact();
  const toKinds = listsByKind(splits, partition);
  const subjects = new Map(
    [...questions].map(([draft, asked]) => {
      const lists = asked.map((split) => toKinds.get(split) ?? []);
      return [draft, new SubjectSide(draft, lists, members.length, answers)];
    }),
  );
  return members.map((ids, id) => {
    const list = ids.map((member) => endpoints[member]);
    return kindOf(
      id,
      list,
      sides.of(list[0]).map((draft) => subjects.get(draft) as SubjectSide),
    );
  });
}

function kindOf(id: number, members: readonly Endpoint[], all: readonly SubjectSide[]): Kind {
  const changes = (direction: SideDraft['direction']) =>
    all.some(({ changed, draft }) => changed && draft.direction === direction);
  return {
    id,
    members,
    ends: { 4: endOf(4, members, all), 6: endOf(6, members, all) },
    changedAs: { source: changes('egress'), destination: changes('ingress') },
  };
}

function endOf(family: Family, members: readonly Endpoint[], all: readonly SubjectSide[]): End | undefined {
  const place = members[0].places[family];
  if (place === undefined) return undefined;
  const side = (stance: Stance) =>
    all.find(({ draft }) => draft.stance === stance && draft.family === family);
  return {
    place,
    another: members[1]?.places[family],
    egress: side('egress'),
    leaving: side('leaving'),
    entering: side('entering'),
    ingress: side('ingress'),
  };
}

/** The endpoints by what they are, to begin with. */
function alikeAsSubjects(endpoints: readonly Endpoint[], sides: Sides): Iterable<readonly number[]> {
  const byKey = new Map<string, number[]>();
  for (const endpoint of endpoints) {
    const present = families.filter((family) => endpoint.places[family] !== undefined);
    const key = [present, ...sides.of(endpoint).map((draft) => draft.key)].join('\n');
    const others = byKey.get(key);
    if (others === undefined) byKey.set(key, [endpoint.id]);
    else others.push(endpoint.id);
  }
  return byKey.values();
}

/** The lists of the splits, in kinds instead of endpoints. */
function listsByKind(splits: Splits, { classes }: Partition): ReadonlyMap<Split, KindLists> {
  const inKinds = (list: readonly number[]) =>
    Int32Array.from(new Set(list.map((member) => classes[member])));
  return new Map([...splits.all()].map((split) => [split, split.lists.map(inKinds)]));
}
