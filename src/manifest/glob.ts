import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Does the path hold a character that a glob gives a meaning to? */
export function isGlob(path: string): boolean {
  return /[*?[]/.test(path);
}

/**
 * Paths that match, in byte order. `*` and `?` stay within a name and do not match a leading dot, `[abc]` is
 * one of these characters, `**` is any number of folders.
 */
export async function expandGlob(pattern: string): Promise<string[]> {
  const steps = pattern.split('/');
  const root = steps[0] === '' ? '/' : '';
  let reached = new Set([root]);
  for (const step of steps.filter((part) => part !== '')) {
    const next = new Set<string>();
    for (const base of reached) for (const path of await advance(base, step)) next.add(path);
    reached = next;
  }
  return [...reached].filter((path) => path !== root).sort();
}

async function advance(base: string, step: string): Promise<string[]> {
  if (step === '**') return [base, ...(await foldersBelow(base))];
  if (!isGlob(step)) return [join(base, step)];
  const matcher = nameMatcher(step);
  const entries = await list(base);
  return entries.filter((entry) => matcher.test(entry.name)).map((entry) => join(base, entry.name));
}

/** Links are not followed here, so a loop cannot catch it. */
async function foldersBelow(base: string): Promise<string[]> {
  const folders = (await list(base)).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const paths = folders.map((entry) => join(base, entry.name));
  const below = await Promise.all(paths.map(foldersBelow));
  return [...paths, ...below.flat()];
}

async function list(folder: string) {
  return readdir(folder === '' ? '.' : folder, { withFileTypes: true }).catch(() => []);
}

function nameMatcher(step: string): RegExp {
  const body = step.replace(/\[!?[^\]]+\]|[\s\S]/g, (part) => {
    // Many stars in a row mean what one means, and a regular expression of them would take for ever.
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return part.replace(/[\\^$.|+(){}[\]]/, '\\$&');
  });
  return new RegExp(
    `^${step.startsWith('.') ? '' : '(?!\\.)'}${body.replace(/(?:\[\^\/\]\*)+/g, '[^/]*')}$`,
    's',
  );
}
