import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseSelector, selectorFault } from '../../../src/dialects/calico/selector/parse.ts';
import { Scanner } from '../../../src/dialects/calico/selector/scan.ts';
import { satisfies } from '../../../src/dialects/calico/selector/selector.ts';

/**
 * What Calico's own parser accepts, refuses and answers: facts out of projectcalico/calico
 * libcalico-go/lib/selector/parser/parser_test.go. Labels are written `key=value`, several with a blank between.
 */
const vectors: readonly { selector: string; holds: readonly string[]; fails: readonly string[] }[] = [
  { selector: 'a == "b"', holds: ['a=b', 'a=b c=d'], fails: ['', 'a=c', 'c=d'] },
  { selector: 'a == "b" && c == "d"', holds: ['a=b c=d'], fails: ['', 'a=b c=e', 'a=c c=d', 'c=d', 'a=b'] },
  {
    selector: 'a == "b" || c == "d"',
    holds: ['a=b c=d', 'a=b', 'c=d'],
    fails: ['', 'a=e c=e', 'c=e', 'a=e'],
  },
  { selector: `a in {"'", '"', "c"}`, holds: ['a=c', 'a="', "a='"], fails: ['', 'a=e'] },
  { selector: `a not in {"'", '"', "c"}`, holds: ['', 'a=e'], fails: ['a=c', 'a="', "a='"] },
  { selector: "a == 'a'", holds: ['a=a'], fails: ['a=b', ''] },
  { selector: 'a == "a"', holds: ['a=a'], fails: [] },
  { selector: 'a != "b"', holds: ['a=a'], fails: [] },
  { selector: 'a != "a"', holds: [''], fails: ['a=a'] },
  { selector: 'a contains "a"', holds: ['a=a', 'a=bab', 'a=aaa b=c'], fails: ['', 'a=b', 'b=aaa'] },
  {
    selector: 'a starts with "a"',
    holds: ['a=a', 'a=abb', 'a=aaa b=c'],
    fails: ['', 'a=b', 'a=baa', 'b=aaa'],
  },
  { selector: 'a ends with "a"', holds: ['a=a', 'a=bba', 'a=aaa b=c'], fails: ['', 'a=b', 'a=aab', 'b=aaa'] },
  { selector: 'a in {"a"}', holds: ['a=a'], fails: ['a=b'] },
  { selector: '!a in {"a"}', holds: ['a=b'], fails: [] },
  { selector: 'a in {"a", "b"}', holds: ['a=a', 'a=b'], fails: ['a=c'] },
  { selector: 'a not in {"d", "e"}', holds: ['a=a'], fails: [] },
  { selector: 'has(a)', holds: ['a=b'], fails: [] },
  { selector: '!has(a)', holds: ['b=b'], fails: ['a=b'] },
  { selector: '', holds: ['', 'a=b'], fails: [] },
  { selector: ' ', holds: [''], fails: [] },
  { selector: 'all()', holds: [''], fails: [] },
  { selector: ' all()', holds: ['', 'a=b'], fails: [] },
  { selector: 'global()', holds: [''], fails: [] },
  { selector: ' global()', holds: ['', 'a=b'], fails: [] },
  { selector: "a != 'a'", holds: [], fails: ['a=a'] },
  { selector: 'a not in {"a"}', holds: [], fails: ['a=a'] },
  { selector: 'has(b)', holds: [], fails: ['a=b'] },
  { selector: '!!has(b)', holds: [], fails: ['a=b'] },
  { selector: '! has(a)', holds: [], fails: ['a=b'] },
  { selector: '!!! has(a)', holds: [], fails: ['a=b'] },
  { selector: '!!!has(a)', holds: [], fails: ['a=b'] },
  { selector: '!! ! has(a)', holds: [], fails: ['a=b'] },
  { selector: '! !!has(a)', holds: [], fails: ['a=b'] },
  { selector: "a == 'a1' && b == 'b1'", holds: ['a=a1 b=b1'], fails: [] },
  { selector: "a == 'a1' && b != 'b1'", holds: [], fails: ['a=a1 b=b1'] },
  { selector: "a != 'a1' && b == 'b1'", holds: [], fails: ['a=a1 b=b1'] },
  { selector: "a != 'a1' && b != 'b1'", holds: [], fails: ['a=a1 b=b1'] },
  { selector: "a != 'a1' && !b == 'b1'", holds: [], fails: ['a=a1 b=b1'] },
  { selector: "!a == 'a1' && b == 'b1'", holds: [], fails: ['a=a1 b=b1'] },
  { selector: 'has(a) && !has(b)', holds: ['a=a'], fails: [] },
  { selector: '!has(b) && has(a)', holds: ['a=a'], fails: [] },
  { selector: '!(!has(a) || has(b))', holds: ['a=a'], fails: [] },
  { selector: '!(has(b) || !has(a))', holds: ['a=a'], fails: [] },
  { selector: "a == 'a1' || b == 'b1'", holds: ['a=a1 b=b1'], fails: [] },
  { selector: "a == 'a1' || b != 'b1'", holds: ['a=a1 b=b1'], fails: [] },
  { selector: "a != 'a1' || b == 'b1'", holds: ['a=a1 b=b1'], fails: [] },
  { selector: "a != 'a1' || b != 'b1'", holds: [], fails: ['a=a1 b=b1'] },
  { selector: "! a == 'a1' || ! b == 'b1'", holds: [], fails: ['a=a1 b=b1'] },
];

/** From the same file. */
const refused: readonly string[] = [
  'b == b',
  'b contains b',
  'b starts with b',
  'b ends with b',
  "'b1' == b",
  'b',
  'a b',
  '!',
  'foo == "bar" &',
  'foo == "bar" |',
  'foo != ||',
  'foo in {"", ||',
  'foo in ""',
  '"FOO',
  `"FOO'`,
  "'FOO",
  '(',
  '(a == "foo"',
  ')',
  '()',
  '%',
  'a == "b" && %',
  'a == "b" || %',
  'a ',
  'has(foo) &&',
];

function labels(text: string): ReadonlyMap<string, string> {
  const pairs = text === '' ? [] : text.split(' ');
  return new Map(pairs.map((pair) => pair.split('=') as [string, string]));
}

const holds = (selector: string, text: string): boolean => satisfies(parseSelector(selector), labels(text));

describe('the selector language', () => {
  it.each(vectors)('answers as Calico does: $selector', ({ selector, holds: yes, fails: no }) => {
    for (const text of yes) expect(holds(selector, text), `holds for ${text}`).toBe(true);
    for (const text of no) expect(holds(selector, text), `fails for ${text}`).toBe(false);
  });

  it.each(refused)('refuses %s', (text) => {
    expect(selectorFault(text)).toBeDefined();
  });

  it('takes operators in one word or two, with any blanks between', () => {
    for (const text of ["a startswith 'x'", "a starts   with 'x'", "a\tstarts\twith'x'"]) {
      expect(holds(text, 'a=xy'), text).toBe(true);
    }
    for (const text of ["a notin {'x'}", "a not  in {'x'}"]) expect(holds(text, 'a=y'), text).toBe(true);
  });

  it('wants a boundary behind the last word of an operator', () => {
    for (const text of ["a inx {'x'}", "a containsb 'x'", "a not in b {'x'}", "a starts withx 'x'"]) {
      expect(selectorFault(text), text).toBeDefined();
    }
  });

  it('looks for an operator only behind a label, so that labels may be named like operators', () => {
    expect(holds("in in {'a'}", 'in=a')).toBe(true);
    expect(holds("contains contains 'a'", 'contains=bab')).toBe(true);
    expect(holds("has == 'a' && all == 'b'", 'has=a all=b')).toBe(true);
  });

  it('takes has(, all( and global( literally', () => {
    expect(selectorFault('has (a)')).toBeDefined();
    expect(selectorFault('all ()')).toBeDefined();
    expect(holds('has( a )', 'a=x')).toBe(true);
    expect(holds('all( ) && global(\t)', '')).toBe(true);
  });

  it('has sets that are empty or end with a comma', () => {
    expect(holds('a in {}', 'a=x')).toBe(false);
    expect(holds('a not in {}', '')).toBe(true);
    expect(holds("a in {'x','y',}", 'a=y')).toBe(true);
    for (const text of ['a in {,}', "a in {'x' 'y'}", "a in {'x',,'y'}"]) {
      expect(selectorFault(text), text).toBeDefined();
    }
  });

  it('binds ! to one operation and && before ||', () => {
    expect(holds("!a == 'b' && c == 'd'", 'a=b c=d')).toBe(false);
    expect(holds("!a == 'b' && c == 'd'", 'c=d')).toBe(true);
    expect(holds("a == '1' || b == '1' && c == '1'", 'a=1')).toBe(true);
    expect(holds("(a == '1' || b == '1') && c == '1'", 'a=1')).toBe(false);
  });

  it('takes blanks and tabs for blank, and no newline', () => {
    expect(holds("\ta == 'b' ", 'a=b')).toBe(true);
    expect(selectorFault("a == 'b'\n")).toMatchObject({ at: 8 });
  });

  it('has single == only, and says where the text goes wrong', () => {
    expect(selectorFault("a = 'b'")).toMatchObject({ message: 'expected ==' });
    expect(selectorFault("a == 'b' & c == 'd'")).toMatchObject({
      at: 9,
      message: expect.stringContaining('&&'),
    });
  });

  it('limits a label to 512 characters', () => {
    expect(selectorFault(`has(${'a'.repeat(512)})`)).toBeUndefined();
    expect(selectorFault(`has(${'a'.repeat(513)})`)).toMatchObject({ at: 4 });
  });

  it('never throws anything but a fault, whatever the text', () => {
    const word = fc.constantFrom(
      ...['a', 'in', '{', '}', "'x'", '"', "'", ',', '==', '!=', '!', '&&', '||', '(', ')', 'has(', 'all()'],
      ...['global()', 'not', 'starts', 'with', 'contains', ' ', '\t', '\n', '%', '.'],
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 40 }).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(text, (selector) => {
        const fault = selectorFault(selector);
        if (fault === undefined) satisfies(parseSelector(selector), new Map([['a', 'x']]));
        else expect(fault.at).toBeLessThanOrEqual(selector.length);
      }),
    );
  });

  it('ends on texts that nest without end', () => {
    for (const text of [
      '('.repeat(200_000),
      '!'.repeat(200_000),
      `${'!('.repeat(500)}all()${')'.repeat(500)}`,
    ]) {
      selectorFault(text);
    }
    expect(selectorFault('('.repeat(200_000))).toMatchObject({ message: expect.stringContaining('nested') });
    expect(holds(`${'!('.repeat(500)}all()${')'.repeat(500)}`, '')).toBe(true);
  });

  it('asks for as many words as the text has: twice the text, twice the questions', () => {
    const questions = (terms: number): number => {
      const take = vi.spyOn(Scanner.prototype, 'take');
      parseSelector(Array.from({ length: terms }, (_, index) => `l${index} in {'a', 'b'}`).join(' && '));
      const { length } = take.mock.calls;
      take.mockRestore();
      return length;
    };
    expect(questions(800) / questions(400)).toBeLessThan(2.1);
  });
});
