import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileWildcard } from '../../src/capture/wildcard.ts';

describe('a wildcard', () => {
  it.each<[string, string[], string[]]>([
    ['*.pcap', ['a.pcap', 'a.b.pcap'], ['a.pcapng', '.pcap', 'pcap']],
    ['a?c', ['abc', 'aöc', 'a😀c'], ['ac', 'abbc']],
    ['[a-c]x', ['ax', 'cx'], ['dx', '-x', 'x']],
    ['[!a-c]x', ['dx'], ['ax', 'x']],
    ['[^a]x', ['bx'], ['ax']],
    ['[]x]', [']', 'x'], ['[', '']],
    ['[a-]', ['a', '-'], ['b']],
    ['[abc', ['[abc'], ['a']],
    ['a\\*b', ['a*b'], ['axb', 'a\\*b']],
    ['a**b', ['ab', 'axxb'], ['a', 'abc']],
    ['.*', ['.hidden'], ['shown']],
    ['*', ['x', 'x.y'], ['.hidden']],
    ['', [''], ['x']],
  ])('%s takes %j and not %j', (pattern, taken, refused) => {
    const matches = compileWildcard(pattern);
    expect(taken.filter((name) => !matches(name))).toEqual([]);
    expect(refused.filter(matches)).toEqual([]);
  });

  it('agrees with the definition on small names', () => {
    const letters = fc.constantFrom('a', 'b', '*', '?');
    const pattern = fc.array(letters, { maxLength: 8 });
    const name = fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 });
    fc.assert(
      fc.property(pattern, name, (pieces, characters) => {
        expect(compileWildcard(pieces.join(''))(characters.join(''))).toBe(defined(pieces, characters));
      }),
      { numRuns: 2000, verbose: true },
    );
  });

  it('with many runs needs no more steps than pattern times name', () => {
    const matches = compileWildcard(`${'*a'.repeat(100)}*b`);
    expect(matches('a'.repeat(20_000))).toBe(false);
  });
});

/** What a pattern means, in as many steps as it takes. */
function defined(pattern: readonly string[], name: readonly string[]): boolean {
  if (pattern.length === 0) return name.length === 0;
  const [first, ...rest] = pattern;
  if (first === '*') return name.some((_, at) => defined(rest, name.slice(at))) || defined(rest, []);
  return name.length > 0 && (first === '?' || first === name[0]) && defined(rest, name.slice(1));
}
