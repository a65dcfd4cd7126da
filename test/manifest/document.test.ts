import { describe, expect, it } from 'vitest';
import { parseDocuments } from '../../src/manifest/document.ts';
import type { ParseOptions } from '../../src/manifest/limits.ts';

function read(text: string, options?: ParseOptions) {
  const { documents, diagnostics } = parseDocuments(text, 'f.yaml', options);
  return { values: documents.map(({ value }) => JSON.parse(JSON.stringify(value))), diagnostics };
}

function values(text: string): unknown[] {
  const { values, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  return values;
}

/** Code, line and column of all that was found. */
function faults(text: string, options?: ParseOptions): string[] {
  return read(text, options).diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`);
}

describe('documents of a text', () => {
  it('are taken apart at markers, and empty ones are passed over', () => {
    expect(values('a: 1\n---\n# only a comment\n---\nb: 2\n...\n---\n')).toEqual([{ a: 1 }, { b: 2 }]);
  });
  it('may have comments and directives in front', () => {
    expect(values('# c\n%YAML 1.1\n%TAG !e! tag:e,2000:\n---\na: 1\n')).toEqual([{ a: 1 }]);
    expect(values('a: 1\n...\n# c\n%YAML 1.1\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }]);
  });
  it('may stand on the line of their marker', () => {
    expect(values('--- {a: 1}\n--- # c\nb: 2\n---')).toEqual([{ a: 1 }, { b: 2 }]);
  });
  it('are not ended by dashes that are no marker', () => {
    expect(values('a: |\n  ---\n  b\nc: ---d\n')).toEqual([{ a: '---\nb\n', c: '---d' }]);
  });
  it('are read one by one: a broken one hides no other', () => {
    const { values, diagnostics } = read('a: 1\n---\nb: [\n---\nc: 3\n');
    expect(values).toEqual([{ a: 1 }, { c: 3 }]);
    expect(diagnostics).toMatchObject([{ code: 'yaml-syntax', severity: 'error', file: 'f.yaml', line: 4 }]);
  });
  it('may come with a byte order mark and any line ends', () => {
    expect(values('\ufeffa: 1\r\nb:\r\n- c\r\n---\r\nd: 2\r\n')).toEqual([{ a: 1, b: ['c'] }, { d: 2 }]);
    expect(faults('\ufeffa: 1\r\na: 2\r\n')).toEqual(['duplicate-key 2:1']);
    expect(faults('a: 1\rb: 2\ra: 3\r')).toEqual(['duplicate-key 3:1']);
  });
});

describe('keys', () => {
  it('become strings', () => {
    expect(values('{1: a, 2.5: b, "x": c}')).toEqual([{ 1: 'a', '2.5': 'b', x: 'c' }]);
  });
  it('that change on the way are told', () => {
    const { values, diagnostics } = read('yes: 1\n0x10: 2\n');
    expect(values).toEqual([{ true: 1, 16: 2 }]);
    expect(diagnostics.map(({ code, severity, line }) => [code, severity, line])).toEqual([
      ['yaml-key-changed', 'warning', 1],
      ['yaml-key-changed', 'warning', 2],
    ]);
  });
  it('that stand twice are an error at the second, whatever they looked like', () => {
    expect(faults('a: 1\nb:\n  c: 1\n  c: 2\n')).toEqual(['duplicate-key 4:3']);
    expect(faults('a:\n- {x: 1, "x": 2}\n')).toEqual(['duplicate-key 2:11']);
    expect(faults('1: a\n"1": b\n')).toEqual(['duplicate-key 2:2']);
  });
  it('must be scalars other than null', () => {
    expect(faults('? [a]\n: b\n')).toEqual(['yaml-key 1:3']);
    expect(faults('? {a: b}\n: b\n')).toEqual(['yaml-key 1:3']);
    expect(faults('~: b\n')).toEqual(['yaml-key 1:1']);
  });
  it('of the JavaScript kind are only keys', () => {
    const text = '{"__proto__": {"polluted": 1}, "constructor": 2, "toString": 3}';
    for (const form of [text, `a:\n- ${text}`, `# yaml\n${text}`]) {
      const value = parseDocuments(form, 'f').documents[0].value as Record<string, never>;
      expect(Object.getPrototypeOf(value)).toBe(null);
      expect(JSON.stringify(value)).toContain('"__proto__":{"polluted":1},"constructor":2,"toString":3');
    }
    expect(({} as { polluted?: number }).polluted).toBe(undefined);
  });
});

describe('anchors, aliases and merge keys', () => {
  it('stand for their values', () => {
    expect(values('a: &x [1, &y two]\nb: *x\n? *y\n: 3\n')).toEqual([
      { a: [1, 'two'], b: [1, 'two'], two: 3 },
    ]);
  });
  it('merge, and own keys win wherever they stand', () => {
    const base = 'base: &b {p: 1, q: 2}\nother: &o {q: 3, r: 4}\n';
    expect(values(`${base}v:\n  p: own\n  <<: *b\n`)[0]).toMatchObject({ v: { p: 'own', q: 2 } });
    expect(values(`${base}v:\n  <<: [*b, *o]\n  r: own\n`)[0]).toMatchObject({ v: { p: 1, q: 2, r: 'own' } });
  });
  it('do not merge under a quoted key', () => {
    expect(values('"<<": {a: 1}\n')).toEqual([{ '<<': { a: 1 } }]);
  });
  it('end with the document', () => {
    expect(faults('a: &x 1\n---\nb: *x\n')).toEqual(['yaml-unknown-anchor 3:4']);
  });
  it('are refused inside themselves, without a mapping to merge, and unknown', () => {
    expect(faults('a: &x [*x]\n')).toEqual(['yaml-recursive-alias 1:8']);
    expect(faults('a: &x\n  <<: *x\n')).toEqual(['yaml-recursive-alias 2:7']);
    expect(faults('a:\n  <<: [1]\n')).toEqual(['yaml-merge 2:3']);
    expect(faults('a: *nobody\n')).toEqual(['yaml-unknown-anchor 1:4']);
  });
  it('still let a key stand only once beside a merge', () => {
    expect(faults('b: &b {p: 1}\nv:\n  <<: *b\n  p: 2\n  p: 3\n')).toEqual(['duplicate-key 5:3']);
  });
});

describe('JSON', () => {
  it('may hold several values, as kubectl takes them', () => {
    expect(values('{"a": 1}\n{"b": [true, null, "yes", 1.5e3]}')).toEqual([
      { a: 1 },
      { b: [true, null, 'yes', 1500] },
    ]);
  });
  it('that is broken is told of as YAML, with the place', () => {
    expect(faults('{\n\t"a": 1\n\t"b": 2\n}')).toEqual(['yaml-syntax 3:5']);
    expect(faults('{"a": [1, 2}')).toEqual(['yaml-syntax 1:12']);
  });
  it('keeps the last of duplicate keys', () => {
    expect(values('{"a": 1, "a": 2}')).toEqual([{ a: 2 }]);
  });
  it('has places like YAML', () => {
    const { documents } = parseDocuments('{"a": 1}\n{\n\t"b": [\n\t\t{"\\u0063": 1}]}', 'f.json');
    expect(documents[1].source(['b', 0, 'c']).locate()).toEqual({ file: 'f.json', line: 4, column: 4 });
  });
  it('with quotes and brackets inside strings is not confused', () => {
    const value = { a: 'x"]}\\', b: ['\\"', '[{', '\\\\'] };
    expect(values(JSON.stringify(value))).toEqual([value]);
  });
});

describe('syntax errors', () => {
  it.each([
    ['a:\n\tb: 1\n', 'yaml-syntax 2:1'],
    ['a: b: c\n', 'yaml-syntax 1:5'],
    ['a: "x\n', 'yaml-syntax 2:1'],
    ['a: [1, 2\n', 'yaml-syntax 2:1'],
    ['a: 1\n b: 2\n', 'yaml-syntax 2:3'],
    ['a: @b\n', 'yaml-syntax 1:4'],
    ['a: "\\q"\n', 'yaml-syntax 1:6'],
    ['a: \0\n', 'nul-byte 1:4'],
  ])('%j: %s', (text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });
  it.each([
    ['tabs', 'a:\n\tb: 1\n', 'spaces'],
    ['a brace that is not closed', 'a: {b: 1\nc: 2\n', 'not closed'],
    ['a value that looks like a mapping', 'a: b: c\n', 'needs quotes'],
  ])('say what to do about %s', (_, text, hint) => {
    expect(read(text).diagnostics[0].hint).toContain(hint);
  });
});
