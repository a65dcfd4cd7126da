import type { Entity } from '../../../ir/entity.ts';
import type { Steps } from './steps.ts';

interface Asking<Item> {
  readonly subjectsOf: (item: Item) => readonly Entity[];
  readonly isRival: (earlier: Item, later: Item) => boolean;
  readonly steps: Steps;
}

/**
 * Each item with the first before it that is a rival and has a subject in common with it. Most pairs have none, so
 * only those that have are looked at.
 */
export function firstRivals<Item>(
  items: readonly Item[],
  { subjectsOf, isRival, steps }: Asking<Item>,
): readonly (readonly [earlier: Item, later: Item])[] {
  const places = new Map<Entity, number[]>();
  return items.flatMap((later, place) => {
    if (steps.areUsed) return [];
    const subjects = subjectsOf(later);
    const found = sharing(places, subjects, steps).find((at) => !steps.areUsed && isRival(items[at], later));
    for (const subject of subjects) append(places, subject, place);
    return found === undefined ? [] : [[items[found], later] as const];
  });
}

/** Places of the items with one of these subjects, in order. */
function sharing(
  places: ReadonlyMap<Entity, readonly number[]>,
  subjects: readonly Entity[],
  steps: Steps,
): readonly number[] {
  const found = new Set<number>();
  for (const subject of subjects) {
    const own = places.get(subject) ?? [];
    steps.spend(1 + own.length);
    if (steps.areUsed) break;
    for (const place of own) found.add(place);
  }
  return [...found].sort((a, b) => a - b);
}

function append(places: Map<Entity, number[]>, subject: Entity, place: number): void {
  const own = places.get(subject);
  if (own === undefined) places.set(subject, [place]);
  else own.push(place);
}
