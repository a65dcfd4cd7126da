import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Diagnostic, isError } from '../diagnostics/diagnostic.ts';
import { TierwallError, unreadableError } from '../diagnostics/errors.ts';
import { glob } from './glob.ts';
import { readCapture } from './read.ts';
import { fromSystem } from './source.ts';
import { hasWildcard } from './wildcard.ts';

/** Files that are looked at side by side. */
const concurrency = 8;

/**
 * The captures that `--read` names, in the order of the patterns: a file as it is, `-`, all captures in a directory
 * (not in those below it), or those that match a pattern with wildcards. Captures of one directory or pattern are
 * sorted by the time of their first packet, then by name. What is no capture by its content is left out there,
 * and `report` hears of it as a warning; of what the system does not let us read, as an error. Throws `no-captures` or
 * `capture-unreadable`.
 */
export async function expandCaptures(
  patterns: readonly string[],
  report: (diagnostic: Diagnostic) => void = () => {},
): Promise<string[]> {
  const captures: string[] = [];
  for (const pattern of patterns) for (const capture of await expand(pattern, report)) captures.push(capture);
  return captures;
}

async function expand(pattern: string, report: (diagnostic: Diagnostic) => void): Promise<string[]> {
  if (pattern === '-') return [pattern];
  const status = await stat(pattern).catch((error: unknown) => {
    if (hasWildcard(pattern)) return undefined;
    throw fromSystem(pattern, error);
  });
  if (status !== undefined && !status.isDirectory()) return [pattern];
  const files = status === undefined ? await glob(pattern) : await filesIn(pattern);
  const unreadable: Diagnostic[] = [];
  const captures = await sortByTime(files, (diagnostic) => {
    if (isError(diagnostic)) unreadable.push(diagnostic);
    else report(diagnostic);
  });
  if (captures.length === 0) throw nothingFound(pattern, status, files.length, unreadable);
  for (const diagnostic of unreadable) report(diagnostic);
  return captures;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw fromSystem(folder, error);
  });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(folder, entry.name));
}

interface Candidate {
  readonly file: string;
  readonly seconds: number;
  readonly nanoseconds: number;
}

async function sortByTime(
  files: readonly string[],
  report: (diagnostic: Diagnostic) => void,
): Promise<string[]> {
  const found: Candidate[] = [];
  for (let at = 0; at < files.length; at += concurrency) {
    const looked = await Promise.all(files.slice(at, at + concurrency).map(lookAt));
    for (const result of looked) {
      if ('severity' in result) report(result);
      else found.push(result);
    }
  }
  return found.sort(compareCandidates).map(({ file }) => file);
}

function compareCandidates(a: Candidate, b: Candidate): number {
  // Captures without a packet come last; the difference of their times is no number.
  if (a.seconds !== b.seconds) return a.seconds - b.seconds;
  return a.nanoseconds - b.nanoseconds || (a.file < b.file ? -1 : 1);
}

/** The time of the first packet, or why the file is left out. */
async function lookAt(file: string): Promise<Candidate | Diagnostic> {
  try {
    // Opening a pipe or a device would wait, or take from it what cannot be read again.
    const status = await stat(file).catch((error) => Promise.reject(fromSystem(file, error)));
    if (!status.isFile()) return skipped(file, 'it is no regular file');
    let [seconds, nanoseconds] = [Number.POSITIVE_INFINITY, 0];
    const { format, fault } = await readCapture(file, (packet) => {
      seconds = packet.seconds;
      nanoseconds = packet.nanoseconds;
      return false;
    });
    if (format === '') return skipped(file, fault?.message ?? 'it is no capture');
    return { file, seconds, nanoseconds };
  } catch (error) {
    if (!(error instanceof TierwallError)) throw error;
    // A link that leads nowhere, or a file that has gone since, holds no packets.
    if (isGone(error.cause)) return skipped(file, error.message);
    const [{ message, hint }] = error.diagnostics;
    return { severity: 'error', code: 'capture-unreadable', message, hint, file };
  }
}

function isGone(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

function skipped(file: string, why: string): Diagnostic {
  return { severity: 'warning', code: 'capture-skipped', message: `left out: ${why}`, file };
}

function nothingFound(
  pattern: string,
  status: Stats | undefined,
  files: number,
  diagnostics: readonly Diagnostic[],
): Error {
  const where =
    status === undefined ? `nothing that matches ${pattern}` : `nothing in the directory ${pattern}`;
  const message =
    files === 0
      ? `there is ${where}`
      : `${where} is a capture (${files === 1 ? 'one other file' : `${files} other files`})`;
  return unreadableError('no-captures', message, {
    diagnostics,
    hint:
      status === undefined
        ? 'Check the pattern; ** stands for any number of folders.'
        : `Captures in folders below it: --read '${join(pattern, '**')}'`,
  });
}
