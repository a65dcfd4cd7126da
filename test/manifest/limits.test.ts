import { describe, expect, it } from 'vitest';
import { parseDocuments } from '../../src/manifest/document.ts';
import { newBudget, type ParseOptions } from '../../src/manifest/limits.ts';
import { readYaml } from '../../src/manifest/yaml.ts';

function fault(text: string, options?: ParseOptions): string {
  const { diagnostics } = parseDocuments(text, 'f.yaml', options);
  expect(diagnostics).toHaveLength(1);
  const { code, line, column, severity } = diagnostics[0];
  expect(severity).toBe('error');
  return `${code} ${line}:${column}`;
}

/** Each name stands for ten of the one before: ten to the power of `levels` values at the end. */
function aliasBomb(levels: number): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < levels; i++)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  return lines.join('\n');
}

describe('limits end the reading with a code and a place', () => {
  it('20,000 nested brackets, of YAML and of JSON', () => {
    expect(fault('['.repeat(20_000))).toBe('too-deep 1:257');
    expect(fault('['.repeat(20_000) + ']'.repeat(20_000))).toBe('too-deep 1:257');
    expect(fault('{"a":'.repeat(20_000))).toMatch(/^too-deep 1:12\d\d$/);
    expect(fault(`${'- '.repeat(20_000)}x`)).toMatch(/^too-deep 1:5\d\d$/);
    const block = Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n');
    expect(fault(block)).toMatch(/^too-deep 25\d:/);
  });
  it('the depth limit can be raised, but not beyond what the stack bears', () => {
    const deep = `${'['.repeat(900)}${']'.repeat(900)}`;
    expect(parseDocuments(deep, 'f', { maxDepth: 1_000_000 }).diagnostics).toEqual([]);
    expect(fault('['.repeat(20_000), { maxDepth: 1_000_000 })).toBe('too-deep 1:1001');
  });
  it('an alias bomb, before its values are counted out', () => {
    expect(fault(aliasBomb(10))).toMatch(/^yaml-alias-bomb 5:/);
    const budget = newBudget();
    expect(() => readYaml(aliasBomb(10), budget)).toThrow('stand for more than 100000 values');
    expect(parseDocuments(aliasBomb(4), 'f').diagnostics).toEqual([]);
  });
  it('aliases count against the nodes of the load', () => {
    expect(fault(aliasBomb(4), { maxNodes: 5000 })).toMatch(/^too-many-nodes 4:/);
  });
  it('merge keys count like aliases', () => {
    const wide = `a: &a {${Array.from({ length: 100 }, (_, i) => `k${i}: 1`).join(', ')}}\n`;
    const merges = Array.from({ length: 2000 }, (_, i) => `m${i}: {<<: *a}`).join('\n');
    expect(fault(wide + merges)).toMatch(/^yaml-alias-bomb /);
  });
  it('too many values, in YAML and JSON, seen before the parser starts', () => {
    const many = `[${'1,'.repeat(5000)}1]`;
    expect(fault(many, { maxNodes: 1000 })).toBe('too-many-nodes 1:1');
    expect(fault('- 1\n'.repeat(5000), { maxNodes: 1000 })).toBe('too-many-nodes 1:1');
    expect(fault('- {a: 1, b: 2}\n'.repeat(300), { maxNodes: 1000 })).toMatch(/^too-many-nodes 2\d\d:/);
  });
  it('values of all documents together', () => {
    expect(fault('a: [1, 2, 3]\n---\n'.repeat(10), { maxNodes: 30 })).toMatch(/^too-many-nodes/);
  });
  it('a million documents', () => {
    expect(fault('---\n'.repeat(1_000_000))).toBe('too-many-documents 100001:1');
    expect(fault('{}'.repeat(11), { maxDocuments: 10 })).toBe('too-many-documents 1:21');
    const { documents } = parseDocuments('a: 1\n---\n'.repeat(20), 'f', { maxDocuments: 10 });
    expect(documents).toHaveLength(10);
  });
  it('too many characters', () => {
    expect(fault('a: 1\n'.repeat(100), { maxFileBytes: 99 })).toBe('input-too-large 1:1');
  });
});
