import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const sources = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');

const ranks: readonly (readonly string[])[] = [
  ['diagnostics', 'net', 'verdict', 'terminal'],
  ['ir', 'frame', 'capture', 'manifest', 'kernels'],
  ['inventory', 'defrag', 'conntrack', 'dns', 'reference'],
  ['dialects', 'compile'],
  ['engine', 'probe'],
  ['flowlog', 'replay', 'compare', 'explain', 'passes', 'policytest'],
  ['cli'],
];
/** Files of a rank may import these too: one folder builds on another of the same rank. */
const withinRank = new Set(['net>diagnostics', 'replay>flowlog', 'compare>replay']);

const maximumLines = 600;

interface Import {
  readonly from: string;
  readonly to: string;
}

function files(): string[] {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('kernels/generated/'))
    .sort();
}

function imports(): Import[] {
  return files().flatMap((file) => {
    const text = readFileSync(join(sources, file), 'utf8');
    const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map(
      (match) => match[1],
    );
    return targets.map((target) => ({
      from: file,
      to: relative(sources, join(sources, dirname(file), target)),
    }));
  });
}

const folderOf = (file: string): string => file.split('/')[0];
const rankOf = (folder: string): number => ranks.findIndex((rank) => rank.includes(folder));

describe('the architecture', () => {
  it('gives every folder of src a rank', () => {
    const folders = new Set(files().map(folderOf));
    expect([...folders].filter((folder) => rankOf(folder) < 0)).toEqual([]);
  });

  it('lets a file import only from a lower rank or its own folder', () => {
    const wrong = imports().filter(({ from, to }) => {
      const [a, b] = [folderOf(from), folderOf(to)];
      return a !== b && rankOf(b) >= rankOf(a) && !withinRank.has(`${a}>${b}`);
    });
    expect(wrong).toEqual([]);
  });

  it('keeps the policy languages apart', () => {
    const dialectOf = (file: string): string | undefined => /^dialects\/([^/]+)\//.exec(file)?.[1];
    const wrong = imports().filter(({ from, to }) => {
      const [a, b] = [dialectOf(from), dialectOf(to)];
      return a !== undefined && b !== undefined && a !== b && b !== 'shared';
    });
    expect(wrong).toEqual([]);
  });

  it(`has no source file over ${maximumLines} lines`, () => {
    const long = files().filter(
      (file) => readFileSync(join(sources, file), 'utf8').split('\n').length > maximumLines,
    );
    expect(long).toEqual([]);
  });
});
