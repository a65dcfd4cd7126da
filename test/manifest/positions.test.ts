import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAlias, isMap, isSeq, type Node, type Pair, parseDocument, stringify } from 'yaml';
import type { FieldPath } from '../../src/diagnostics/source.ts';
import { parseDocuments } from '../../src/manifest/document.ts';

function locate(text: string, path: FieldPath, document = 0): string {
  const { documents, diagnostics } = parseDocuments(text, 'f.yaml');
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { file, line, column } = documents[document].source(path).locate();
  expect(file).toBe('f.yaml');
  return `${line}:${column}`;
}

describe('the place of a field', () => {
  const text = [
    '# head',
    'a:',
    '  b: 1',
    '  "c d":',
    '  - x',
    "  - {e: [1, 'f']}",
    'g: ',
    'h: |',
    '  text',
    '',
  ].join('\n');
  it.each<[FieldPath, string]>([
    [[], '2:1'],
    [['a'], '2:1'],
    [['a', 'b'], '3:3'],
    [['a', 'c d'], '4:3'],
    [['a', 'c d', 0], '5:5'],
    [['a', 'c d', 1], '6:5'],
    [['a', 'c d', 1, 'e', 1], '6:13'],
    [['g'], '7:1'],
    [['h'], '8:1'],
  ])('%j is at %s', (path, place) => {
    expect(locate(text, path)).toBe(place);
  });

  it('is that of the nearest node that exists', () => {
    expect(locate(text, ['a', 'nothing', 'here'])).toBe('2:1');
    expect(locate(text, ['a', 'c d', 7, 'e'])).toBe('4:3');
    expect(locate(text, ['g', 'x'])).toBe('7:1');
    expect(locate(text, ['a', 'b', 'x', 0])).toBe('3:3');
  });
  it('is found in JSON by need: behind nested values, escaped keys, and the last of a key that is there twice', () => {
    const json =
      '{"a": [ {"b":"]}\\""} ,[1, 2],\n true ], "c\\u0064": {"e" : -1.5e3},\n"a2": 1, "a2": {"x": null}}';
    expect(locate(json, [])).toBe('1:1');
    expect(locate(json, ['a', 0, 'b'])).toBe('1:10');
    expect(locate(json, ['a', 1, 1])).toBe('1:27');
    expect(locate(json, ['a', 2])).toBe('2:2');
    expect(locate(json, ['cd', 'e'])).toBe('2:22');
    expect(locate(json, ['a2', 'x'])).toBe('3:17');
    expect(locate(json, ['a', 9])).toBe('1:2');
    expect(locate(json, ['a', 1, 'x'])).toBe('1:23');
  });
  it('counts lines of the whole file, in every document', () => {
    expect(locate('a: 1\r\n---\r\n# c\r\nb:\r\n  c: 2\r\n', ['b', 'c'], 1)).toBe('5:3');
  });
  it('is found behind aliases and merge keys', () => {
    const merged = 'x: &x\n  p: 1\nv: *x\nz:\n  <<: *x\n  q: 2\nw:\n  <<: [*x, {r: 3}]\n';
    expect(locate(merged, ['v'])).toBe('3:1');
    expect(locate(merged, ['v', 'p'])).toBe('2:3');
    expect(locate(merged, ['z', 'p'])).toBe('2:3');
    expect(locate(merged, ['z', 'q'])).toBe('6:3');
    expect(locate(merged, ['w', 'r'])).toBe('8:13');
  });
  it('is found under the key as JSON has it', () => {
    expect(locate('yes: 1\n0x10:\n  a: 1\n', ['16', 'a'])).toBe('3:3');
    expect(locate('yes: 1\n', ['true'])).toBe('1:1');
  });
  it('is found by a source function that was passed on by itself', () => {
    const [{ source }] = parseDocuments('a: 1\nb: 2\n', 'f').documents;
    expect(source(['b']).locate()).toEqual({ file: 'f', line: 2, column: 1 });
  });
  it('is not looked for until somebody asks', () => {
    const sources = parseDocuments('a: 1\n', 'f').documents.map((document) => document.source(['a']));
    expect(sources[0]).toMatchObject({ file: 'f', path: ['a'] });
  });
});

type Tree = string | number | boolean | null | Tree[] | { [key: string]: Tree };

const key = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^k[a-z]{0,6}$/) },
  fc.constantFrom(
    'a b',
    'k8s.io/name',
    '__proto__',
    'constructor',
    'é',
    '😀 x',
    '- q',
    '#h',
    ': c',
    'a: b',
    '"',
    "'",
  ),
);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    fc.constantFrom<Tree[]>('text', 'two\nlines', 'a: b', '', 7, -1.5, true, null, 'x'.repeat(90), 'é😀'),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(key, tie('tree')), { maxLength: 4, selector: ([name]) => name })
      .map((entries) => Object.fromEntries(entries)),
  ),
}));
const layout = fc.record({
  indent: fc.constantFrom(1, 2, 4),
  collectionStyle: fc.constantFrom('any' as const, 'flow' as const),
  defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const),
  defaultKeyType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const),
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(0, 20, 80),
});

/** Every path of the value. */
function paths(value: Tree, at: FieldPath = []): FieldPath[] {
  if (typeof value !== 'object' || value === null) return [at];
  const entries: [string | number, Tree][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return [at, ...entries.flatMap(([step, child]) => paths(child, [...at, step]))];
}

/** The slow oracle: another parser's nodes, and lines counted by splitting. */
function oracle(text: string, path: FieldPath): string {
  let node: Node = parseDocument(text).contents as Node;
  let offset = node.range?.[0] as number;
  for (const step of path) {
    if (isSeq(node)) node = node.items[step as number] as Node;
    else if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === step) as Pair<Node, Node>;
      offset = pair.key.range?.[0] as number;
      node = pair.value as Node;
      continue;
    }
    expect(isAlias(node)).toBe(false);
    offset = node.range?.[0] as number;
  }
  const lines = text.slice(0, offset).split('\n');
  return `${lines.length}:${lines[lines.length - 1].length + 1}`;
}

describe('against another parser', () => {
  it('every path of a random document has the same place', () => {
    fc.assert(
      fc.property(
        fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
        layout,
        (tree, style) => {
          const text = `# head\n${stringify(tree, style)}`;
          const value = parseDocument(text).toJS();
          const { documents, diagnostics } = parseDocuments(text, 'f.yaml');
          expect(diagnostics).toEqual([]);
          expect(JSON.stringify(documents[0].value)).toBe(JSON.stringify(value));
          for (const path of paths(value)) {
            const { line, column } = documents[0].source(path).locate();
            expect(`${path.join('/')} ${line}:${column}`).toBe(`${path.join('/')} ${oracle(text, path)}`);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('JSON has the same places by either reader', () => {
    fc.assert(
      fc.property(fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true }), (value) => {
        const text = JSON.stringify(value, null, 2);
        const { documents } = parseDocuments(text, 'f.json');
        for (const path of paths(value)) {
          const { line, column } = documents[0].source(path).locate();
          expect(`${line}:${column}`).toBe(oracle(text, path));
        }
      }),
      { numRuns: 100 },
    );
  });
});
