import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { details } from '../../src/frame/details.ts';

const docs = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs', 'frames.md');

it('the documentation lists every detail word, and says the same of it', () => {
  const rows = [...readFileSync(docs, 'utf8').matchAll(/^\| `([a-z0-9-]+)` +\| (.*?) +\|$/gm)];
  expect(Object.fromEntries(rows.map(([, word, text]) => [word, text]))).toEqual(details);
});

it('detail words are kebab-case', () => {
  expect(Object.keys(details).filter((word) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(word))).toEqual([]);
});
