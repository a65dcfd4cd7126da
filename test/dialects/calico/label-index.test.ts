import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabelIndex } from '../../../src/dialects/calico/facts/label-index.ts';
import { parseSelector } from '../../../src/dialects/calico/selector/parse.ts';
import { satisfies } from '../../../src/dialects/calico/selector/selector.ts';

const labels = fc
  .dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y', 'z'), { noNullPrototype: true })
  .map((own) => ({ labels: new Map(Object.entries(own)) }));
const term = fc.constantFrom(
  ...[
    "a == 'x'",
    "b in {'x', 'z'}",
    "c != 'x'",
    'has(a)',
    "!b == 'y'",
    'all()',
    'a in {}',
    "c starts with 'z'",
  ],
);
const { selector } = fc.letrec<{ selector: string }>((tie) => ({
  selector: fc.oneof(
    term,
    fc
      .tuple(tie('selector'), fc.constantFrom('&&', '||'), tie('selector'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    tie('selector').map((inner) => `!(${inner})`),
  ),
}));

describe('the index of labels', () => {
  it('never hides who satisfies a selector, and keeps their order', () => {
    fc.assert(
      fc.property(fc.array(labels, { maxLength: 12 }), selector, (items, text) => {
        const wanted = parseSelector(text);
        const matching = (list: readonly (typeof items)[number][]) =>
          list.filter((item) => satisfies(wanted, item.labels));
        expect(matching(new LabelIndex(items).candidates(wanted))).toEqual(matching(items));
      }),
    );
  });

  it('looks at those alone whose value the selector names', () => {
    const items = ['x', 'y', 'x', 'z'].map((value) => ({ labels: new Map([['a', value]]) }));
    const index = new LabelIndex(items);
    const count = (text: string) => index.candidates(parseSelector(text)).length;
    expect(count("a == 'x'")).toBe(2);
    expect(count("a == 'x' && has(b)")).toBe(2);
    expect(count("a in {'y', 'z'}")).toBe(2);
    expect(count("a == 'y' || a == 'z'")).toBe(2);
    expect(count("a == 'x' || has(b)")).toBe(4);
    expect(count("a != 'x'")).toBe(4);
  });
});
