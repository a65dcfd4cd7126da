import type { BigIntStats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unreadableError } from '../diagnostics/errors.ts';
import { shownPath, systemReason } from '../diagnostics/system.ts';
import { expandGlob, isGlob } from './glob.ts';

export interface InputFile {
  /** As the user would write it; `<stdin>` for the standard input. */
  readonly name: string;
  /** Bytes; -1 for a pipe or device, whose size shows only in the reading. */
  readonly size: number;
}

export const stdinName = '<stdin>';

/** Which files the paths stand for, each once, in the order of the paths and of names within a folder. */
export async function findFiles(paths: readonly string[]): Promise<InputFile[]> {
  const seen = new Set<string>();
  const found: InputFile[] = [];
  for (const path of paths) for (const file of await filesOf(path, seen)) found.push(file);
  return found;
}

async function filesOf(path: string, seen: Set<string>): Promise<InputFile[]> {
  if (path === '-') return visit(seen, stdinName) ? [{ name: stdinName, size: -1 }] : [];
  if (await exists(path)) return fileOrFolder(path, seen, true);
  const matches = isGlob(path) ? await expandGlob(path) : [];
  const files: InputFile[] = [];
  for (const match of matches) for (const file of await fileOrFolder(match, seen, false)) files.push(file);
  if (matches.length === 0) throw notFound(path);
  return files;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
      throw cannotRead(path, error);
    },
  );
}

async function fileOrFolder(path: string, seen: Set<string>, isNamed: boolean): Promise<InputFile[]> {
  const info = await statusOf(path);
  if (!info.isDirectory()) {
    if (!visit(seen, placeOf(info))) return [];
    return [{ name: path, size: info.isFile() ? Number(info.size) : -1 }];
  }
  const before = seen.size;
  const files = await walk(path, seen);
  if (isNamed && files.length === 0 && seen.size === before + 1) throw nothingIn(path);
  return files;
}

/** A folder that was visited before, under whatever name, is not entered again: links may form loops. */
async function walk(folder: string, seen: Set<string>): Promise<InputFile[]> {
  if (!visit(seen, placeOf(await statusOf(folder)))) return [];
  const names = await readdir(folder).catch((error) => {
    throw cannotRead(folder, error);
  });
  const files: InputFile[] = [];
  for (const name of names.filter((name) => !name.startsWith('.')).sort()) {
    const path = join(folder, name);
    const info = await stat(path, { bigint: true }).catch(() => undefined);
    if (info?.isDirectory()) for (const file of await walk(path, seen)) files.push(file);
    else if (info !== undefined && !/\.(ya?ml|json)$/i.test(name)) continue;
    else if (info === undefined) throw notFound(path);
    else if (!info.isFile()) throw notRegular(path);
    else if (visit(seen, placeOf(info))) files.push({ name: path, size: Number(info.size) });
  }
  return files;
}

function statusOf(path: string): Promise<BigIntStats> {
  return stat(path, { bigint: true }).catch((error) => {
    throw cannotRead(path, error);
  });
}

/** Device and number: a pipe of the shell, `<(command)`, has no real path. */
function placeOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

function visit(seen: Set<string>, place: string): boolean {
  if (seen.has(place)) return false;
  seen.add(place);
  return true;
}

export function cannotRead(path: string, cause: unknown) {
  return unreadableError('unreadable-file', `cannot read ${shownPath(path)}: ${systemReason(cause)}`, {
    cause,
  });
}

function notFound(path: string) {
  const hint = isGlob(path) ? 'No file matches the pattern.' : 'Check the path.';
  return unreadableError('no-such-file', `there is no ${shownPath(path)}`, { hint });
}

/** Opening a pipe that nobody writes to would wait for ever. */
function notRegular(path: string) {
  return unreadableError('unreadable-file', `cannot read ${path}: it is no regular file`, {
    hint: 'A pipe or device is read where it is named by itself.',
  });
}

function nothingIn(path: string) {
  const message = `${path} holds no .yaml, .yml or .json file`;
  return unreadableError('no-manifests', message, {
    hint: 'Files whose names begin with a dot are passed over.',
  });
}
