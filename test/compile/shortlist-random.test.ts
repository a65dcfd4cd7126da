import { describe, expect, it } from 'vitest';
import { RuleIndex } from '../../src/compile/shortlist/rule-index.ts';
import { VectorMemory } from '../../src/compile/shortlist/vectors.ts';
import type { Rule } from '../../src/ir/policy.ts';
import { mismatch, type Question } from '../../src/reference/match.ts';
import { RandomRules } from './random-rules.ts';

const sets = process.env.TIERWALL_EXHAUSTIVE === '1' ? 400 : 8;
const sizes = [1, 31, 33, 700, 1024, 1025, 2100];

describe('an index of rules of all shapes', () => {
  // The last is less than the vectors of one question.
  it.each([2 ** 26, 20_000, 0])(
    'finds all that match, once, in order, with %d bytes for vectors',
    (bytes) => {
      let [asked, leftOut, matched] = [0, 0, 0];
      for (let set = 0; set < sets; set++) {
        const random = new RandomRules(1000 * bytes + set);
        const rules = random.rules(sizes[set % sizes.length]);
        const memory = new VectorMemory(bytes);
        const index = new RuleIndex(rules, memory);
        const other = new RuleIndex([...rules].reverse(), memory);
        for (let n = 0; n < 60; n++) {
          const question = random.question();
          const found = index.find(question);
          // What another index of the same memory is asked meanwhile changes nothing.
          const elsewhere = other.find(random.question())[Symbol.iterator]().next();
          const places = placesOf(rules, found);
          matched += expectAll(rules, places, question);
          asked += rules.length;
          leftOut += rules.length - places.length;
          expect(elsewhere.done).toBeTypeOf('boolean');
        }
      }
      expect(matched).toBeGreaterThan(asked / 50);
      expect(leftOut).toBeGreaterThan(asked / 3);
    },
  );
});

/** Throws where they are not in order. */
function placesOf(rules: readonly Rule[], found: Iterable<Rule>): readonly number[] {
  const places: number[] = [];
  for (const one of found) places.push(rules.indexOf(one, (places.at(-1) ?? -1) + 1));
  expect(places).not.toContain(-1);
  return places;
}

/** Returns how many match. */
function expectAll(rules: readonly Rule[], places: readonly number[], question: Question): number {
  const found = new Set(places);
  let matched = 0;
  for (const [place, one] of rules.entries()) {
    if (mismatch(one, question) !== undefined) continue;
    matched++;
    if (!found.has(place)) expect(one).toBe('found');
  }
  return matched;
}
