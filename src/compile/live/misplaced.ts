/** Something that was in a list and still is. */
export interface Kept<Slot> {
  readonly slot: Slot;
  /** Number of the list. */
  readonly list: number;
  /** Place in the list before. */
  readonly before: number;
  readonly after: number;
}

/** Few of the kept, without which the rest of each list is in the order that it had. */
export function misplaced<Slot>(kept: readonly Kept<Slot>[]): readonly Slot[] {
  const isSorted = kept.every((one, at) => at === 0 || compare(kept[at - 1], one) < 0);
  const sorted = isSorted ? [...kept] : [...kept].sort(compare);
  const forwards = outOfOrder(sorted, (one, last) => one.before > last.before);
  if (forwards.length === 0) return [];
  const backwards = outOfOrder(sorted.reverse(), (one, last) => one.before < last.before);
  return (forwards.length < backwards.length ? forwards : backwards).map(({ slot }) => slot);
}

function compare<Slot>(a: Kept<Slot>, b: Kept<Slot>): number {
  return a.list - b.list || a.after - b.after;
}

function outOfOrder<Slot>(
  sorted: readonly Kept<Slot>[],
  follows: (one: Kept<Slot>, last: Kept<Slot>) => boolean,
): readonly Kept<Slot>[] {
  let last: Kept<Slot> | undefined;
  return sorted.filter((one) => {
    if (last !== undefined && last.list === one.list && !follows(one, last)) return true;
    last = one;
    return false;
  });
}
