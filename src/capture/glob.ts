import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compileWildcard, hasWildcard } from './wildcard.ts';

/**
 * The files that a pattern names, sorted by name: the wildcards of `compileWildcard` in each part of the path, and
 * `**` for any number of folders. Folders that cannot be read hold nothing; `**` follows no symbolic links.
 */
export async function glob(pattern: string): Promise<string[]> {
  const absolute = pattern.startsWith('/');
  const parts = pattern.split('/').filter((part) => part !== '');
  const walk = new Walk(parts.filter((part, index) => part !== '**' || parts[index + 1] !== '**'));
  await walk.visit(absolute ? '/' : '', 0);
  return [...walk.found].sort((a, b) => (a < b ? -1 : 1));
}

class Walk {
  readonly found = new Set<string>();
  readonly #parts: readonly string[];
  readonly #tests: readonly ((name: string) => boolean)[];
  /** Folder and part that were visited: with several `**` there are many ways to the same place. */
  readonly #visited = new Set<string>();

  constructor(parts: readonly string[]) {
    this.#parts = parts;
    this.#tests = parts.map(compileWildcard);
  }

  async visit(folder: string, index: number): Promise<void> {
    const key = `${index}:${folder}`;
    if (this.#visited.has(key)) return;
    this.#visited.add(key);
    const part = this.#parts[index];
    if (part === '**') await this.#visitAll(folder, index);
    else if (!hasWildcard(part)) await this.#step(join(folder, part), index);
    else {
      for (const { name } of await entries(folder)) {
        if (this.#tests[index](name)) await this.#step(join(folder, name), index);
      }
    }
  }

  async #visitAll(folder: string, index: number): Promise<void> {
    if (index + 1 < this.#parts.length) await this.visit(folder, index + 1);
    for (const entry of await entries(folder)) {
      if (entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await this.visit(path, index);
      else if (index + 1 === this.#parts.length) await this.#note(path);
    }
  }

  async #step(path: string, index: number): Promise<void> {
    if (index + 1 === this.#parts.length) await this.#note(path);
    else await this.visit(path, index + 1);
  }

  async #note(path: string): Promise<void> {
    const status = await stat(path).catch(() => undefined);
    if (status !== undefined && !status.isDirectory()) this.found.add(path);
  }
}

function entries(folder: string) {
  return readdir(folder === '' ? '.' : folder, { withFileTypes: true }).catch(() => []);
}
