import { type Bits, forEachBit } from '../bits.ts';

/**
 * A set of whole numbers as the ranges that make it up: first number, number behind the last, and so on, ascending. No two of
 * them touch.
 */
export type Ranges = Readonly<ArrayLike<number>>;

export const noRanges: Ranges = [];

/** As little memory as they take: for those that are kept. */
function packed(ends: readonly number[]): Ranges {
  return Int32Array.from(ends);
}

/** From `from` to `to` - 1. */
export function rangeOf(from: number, to: number): Ranges {
  return from < to ? [from, to] : noRanges;
}

/** Of numbers that ascend. */
export function rangesOfMembers(members: readonly number[]): Ranges {
  const ends: number[] = [];
  for (const member of members) append(ends, member, member + 1);
  return packed(ends);
}

/** Of members of a set. */
export function rangesOfBits(bits: Bits): Ranges {
  const ends: number[] = [];
  forEachBit(bits, (member) => append(ends, member, member + 1));
  return packed(ends);
}

/** All that is in one of them. */
export function joined(sets: readonly Ranges[]): Ranges {
  if (sets.length === 1) return sets[0];
  const some = sets.filter((set) => set.length > 0);
  if (some.length <= 1) return some[0] ?? noRanges;
  const all = some.flatMap(pairsOf).sort((a, b) => a[0] - b[0]);
  const ends: number[] = [];
  for (const [from, to] of all) append(ends, from, to);
  return packed(ends);
}

export function common(a: Ranges, b: Ranges): Ranges {
  const ends: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const from = Math.max(a[i], b[j]);
    const to = Math.min(a[i + 1], b[j + 1]);
    if (from < to) ends.push(from, to);
    if (a[i + 1] < b[j + 1]) i += 2;
    else j += 2;
  }
  return packed(ends);
}

/** All of `a` that is not in `b`. */
export function without(a: Ranges, b: Ranges): Ranges {
  const ends: number[] = [];
  let j = 0;
  for (let i = 0; i < a.length; i += 2) {
    let from = a[i];
    while (j < b.length && b[j + 1] <= from) j += 2;
    for (let k = j; k < b.length && b[k] < a[i + 1]; k += 2) {
      if (from < b[k]) ends.push(from, b[k]);
      from = b[k + 1];
    }
    if (from < a[i + 1]) ends.push(from, a[i + 1]);
  }
  return packed(ends);
}

function append(ends: number[], from: number, to: number): void {
  const last = ends.length - 1;
  if (last < 0 || ends[last] < from) ends.push(from, to);
  else ends[last] = Math.max(ends[last], to);
}

function pairsOf(set: Ranges): readonly (readonly [number, number])[] {
  return Array.from({ length: set.length / 2 }, (_, n) => [set[2 * n], set[2 * n + 1]] as const);
}
