import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
}

/** First string argument of whatever makes a diagnostic. */
const made =
  /(?:new Fault|#fault|unreadableError|diagnose|report\.(?:error|warn|info)|note\('info',|code:|code =)\s*\(?\s*'([a-z0-9-]+)'/g;

function codesIn(folder: string): Set<string> {
  const files = readdirSync(fileURLToPath(new URL(folder, root)), { recursive: true, encoding: 'utf8' });
  const text = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(`${folder}/${name}`))
    .join('\n');
  return new Set([...text.matchAll(made)].map((match) => match[1]));
}

describe('the docs list every code', () => {
  it.each([
    ['src/manifest', 'docs/manifests.md', 12],
    ['src/inventory', 'docs/inventory.md', 12],
  ])('of %s', (folder, page, least) => {
    const codes = codesIn(folder);
    expect(codes.size).toBeGreaterThanOrEqual(least);
    const text = read(page);
    expect([...codes].filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
  });
});
