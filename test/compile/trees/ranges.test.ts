import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  common,
  joined,
  type Ranges,
  rangeOf,
  rangesOfMembers,
  without,
} from '../../../src/compile/trees/ranges.ts';

const size = 40;
const sets = fc.uniqueArray(fc.nat(size - 1), { maxLength: size }).map((all) => all.sort((a, b) => a - b));

function membersOf(ranges: Ranges): readonly number[] {
  const members: number[] = [];
  for (let at = 0; at < ranges.length; at += 2)
    for (let member = ranges[at]; member < ranges[at + 1]; member++) members.push(member);
  return members;
}

/** No range is empty, and no two touch. */
function expectPlain(ranges: Ranges): void {
  for (let at = 1; at < ranges.length; at++) expect(ranges[at]).toBeGreaterThan(ranges[at - 1]);
}

it('are what sets of numbers are', () => {
  fc.assert(
    fc.property(sets, sets, sets, (a, b, c) => {
      const [one, two, three] = [a, b, c].map(rangesOfMembers);
      expect(membersOf(one)).toEqual(a);
      const found = [
        [common(one, two), a.filter((n) => b.includes(n))],
        [without(one, two), a.filter((n) => !b.includes(n))],
        [joined([one, two, three]), [...new Set([...a, ...b, ...c])].sort((x, y) => x - y)],
      ] as const;
      for (const [ranges, members] of found) {
        expect(membersOf(ranges)).toEqual(members);
        expectPlain(ranges);
      }
    }),
  );
});

it('have none where nothing is', () => {
  expect(rangeOf(3, 3)).toEqual([]);
  expect(joined([])).toEqual([]);
  expect(Array.from(joined([rangeOf(0, 2), rangeOf(2, 5)]))).toEqual([0, 5]);
});
