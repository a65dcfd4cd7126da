import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dialects } from '../src/engine/engines.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = read('docs/diagnostics.md');

function read(path: string): string {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '';
}

/** Folders whose words are no diagnostics: header details, reason words, names of choices. */
const silent = /^(frame|verdict|ir|flowlog|defrag|conntrack|reference|terminal|dns)\//;

const code = "'([a-z0-9]+(?:-[a-z0-9]+)+)'";

/** The ways in which a code comes into a diagnostic, an error or a fault. */
const forms = [
  String.raw`\bcode\b\s*[:=]\s*(?:[^;\n]*?\?\s*)?${code}(?:\s*:\s*${code})?`,
  String.raw`(?:[fF]ault|Error|[dD]iagnostic|diagnose|fail|stop|report\.\w+|note|invalid)\(\s*(?:'(?:error|warning|info)',\s*)?${code}`,
  String.raw`${code},\s*(?:[${'`'}"]|'[A-Z \w]* |message\b|text\b)`,
  String.raw`textRule\([^']*${code}`,
  String.raw`(?:warn|warning|finding)\([^';]*(?:'(?:error|warning|info)',[^';]*)?${code}`,
  String.raw`${code},\n\s*(?:[${'`'}"]|shown\()`,
  String.raw`invalid\(\[[^\]]*\], ${code}`,
].map((form) => new RegExp(form, 'g'));

/** Words that stand in those forms and mean something else. */
const otherWords = new Set(['follow-rules-without-ports', 'per-direction', 'host-network-pod']);

/** Codes that no source file holds as a whole. */
const composed = new Set(['usage', 'invalid-name', 'invalid-namespace']);

function codesIn(text: string): readonly string[] {
  const found = forms.flatMap((form) => [...text.matchAll(form)].flatMap(([, ...codes]) => codes));
  return [...new Set(found)].filter((word) => word !== undefined && !otherWords.has(word));
}

/** A policy language that no user can choose yet needs no page yet. */
function isOffered(source: string): boolean {
  const [, folder] = /^dialects\/([^/]+)\//.exec(source) ?? [];
  return folder === undefined || folder === 'shared' || dialects.some(({ name }) => name === folder);
}

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !silent.test(name) && isOffered(name))
  .sort();

/** What the page, and the page of the policy language that a source file belongs to, say. */
function docsFor(source: string): string {
  const [, dialect] = /^dialects\/([^/]+)\//.exec(source) ?? [];
  return page + (dialect === undefined ? '' : read(`docs/engines/${dialect}.md`));
}

describe('docs/diagnostics.md', () => {
  it('lists every code that a source file uses (or the page of its engine does)', () => {
    const missing = sources.flatMap((source) => {
      const docs = docsFor(source);
      const codes = codesIn(read(`src/${source}`));
      return codes.filter((word) => !docs.includes(`\`${word}\``)).map((word) => `${word} of src/${source}`);
    });
    expect(missing).toEqual([]);
  });

  it('lists no code that nothing uses', () => {
    const text = sources.map((source) => read(`src/${source}`)).join('\n');
    const listed = page
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => [...line.split('|')[1].matchAll(/`([a-z0-9-]+)`/g)].map(([, word]) => word));
    expect(listed.length).toBeGreaterThan(120);
    expect(listed.filter((word) => !text.includes(`'${word}'`) && !composed.has(word))).toEqual([]);
  });

  it('has three cells in every row: code, meaning, and what to do', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    for (const row of rows)
      expect(
        row
          .split('|')
          .slice(1, -1)
          .every((cell) => cell.trim() !== ''),
      ).toBe(true);
    expect(rows.every((row) => row.split('|').length === 5)).toBe(true);
  });
});

describe('every page of the docs', () => {
  const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );

  it.each(pages)('docs/%s leads to files that there are', (name) => {
    const folder = join('docs', name, '..');
    const links = [...read(`docs/${name}`).matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, link]) => link);
    expect(links.filter((link) => !existsSync(join(root, folder, link)))).toEqual([]);
  });
});

describe('the walk through the code', () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });

  it.each(['README.md', 'docs/architecture.md'])('names files that exist: %s', (name) => {
    const named = [...read(name).matchAll(/`([\w/-]+\.ts)`/g)].map(([, path]) => path);
    expect(named.length).toBeGreaterThan(5);
    const exists = (path: string) =>
      existsSync(join(root, path)) || sources.some((one) => `/${one}`.endsWith(`/${path}`));
    expect(named.filter((path) => !exists(path))).toEqual([]);
  });
});
