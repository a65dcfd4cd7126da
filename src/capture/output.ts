import { randomBytes } from 'node:crypto';
import { copyFile, type FileHandle, lstat, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { type TierwallError, usageError } from '../diagnostics/errors.ts';
import { shownPath, systemReason } from '../diagnostics/system.ts';

/**
 * Where the bytes of a file go. Nothing is left behind under the final name until `close` has succeeded, but in a folder
 * that takes no new files.
 */
export interface Output {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** Gives up: what was written to a regular file is removed. */
  abort(): Promise<void>;
}

/** The error where a path cannot be written. */
export type Unwritable = (path: string, cause: unknown) => TierwallError;

/** Opens a path, or `-` for standard output. Throws what `unwritable` makes, `capture-unwritable` unless it is given. */
export async function openOutput(path: string, unwritable: Unwritable = captureUnwritable): Promise<Output> {
  if (path === '-') return new StreamOutput(process.stdout, unwritable);
  try {
    const isSpecial = await stat(path).then(
      (status) => !status.isFile(),
      () => isLink(path),
    );
    // A pipe or a device has no final name to wait for, and a link to a file that is not there yet keeps leading to it.
    if (isSpecial) return new FileOutput(path, path, await open(path, 'w'), unwritable);
    const target = await realpath(path).catch(() => path);
    const partial = join(dirname(target), partialName(basename(target)));
    try {
      return new FileOutput(target, partial, await open(partial, 'wx'), unwritable);
    } catch (error) {
      if (!refusesNewFiles(error)) throw error;
      return new FileOutput(target, target, await open(target, 'w'), unwritable);
    }
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Of a long name the beginning: with all of it the name could be longer than a file system takes (255 bytes). */
function partialName(name: string): string {
  return `.${name.slice(0, 60)}.${randomBytes(6).toString('hex')}.partial`;
}

class FileOutput implements Output {
  readonly #path: string;
  /** Where the bytes go until all of them are there. */
  readonly #partial: string;
  readonly #handle: FileHandle;
  readonly #unwritable: Unwritable;

  constructor(path: string, partial: string, handle: FileHandle, unwritable: Unwritable) {
    this.#path = path;
    this.#partial = partial;
    this.#handle = handle;
    this.#unwritable = unwritable;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; ) {
        at += (await this.#handle.write(bytes, at, bytes.length - at)).bytesWritten;
      }
    } catch (error) {
      throw this.#unwritable(this.#path, error);
    }
  }

  async close(): Promise<void> {
    try {
      await this.#handle.close();
      if (this.#partial !== this.#path) await moveInto(this.#partial, this.#path);
    } catch (error) {
      await this.abort();
      throw this.#unwritable(this.#path, error);
    }
  }

  async abort(): Promise<void> {
    await this.#handle.close();
    if (this.#partial !== this.#path) await rm(this.#partial, { force: true });
  }
}

/** False where there is nothing. */
function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (status) => status.isSymbolicLink(),
    () => false,
  );
}

/** The folder does; a file that is there may be writable nevertheless. */
function refusesNewFiles(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** A file that is mounted by itself, as containers have it, can be written but not replaced. */
async function moveInto(partial: string, path: string): Promise<void> {
  try {
    await rename(partial, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
    await copyFile(partial, path);
    await rm(partial, { force: true });
  }
}

/** Standard output stays open: others may write to it as well. */
class StreamOutput implements Output {
  readonly #stream: Writable;
  readonly #unwritable: Unwritable;

  constructor(stream: Writable, unwritable: Unwritable) {
    this.#stream = stream;
    this.#unwritable = unwritable;
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(bytes, (error) => (error ? reject(this.#unwritable('-', error)) : resolve()));
    });
  }

  async close(): Promise<void> {}

  async abort(): Promise<void> {}
}

function captureUnwritable(path: string, cause: unknown): TierwallError {
  const { code } = cause as NodeJS.ErrnoException;
  const message = `cannot write the capture ${shownPath(path)}: ${systemReason(cause)}`;
  return usageError('capture-unwritable', message, {
    hint: code === 'ENOSPC' ? 'free some space on the disk' : 'check the folder and its mode',
  });
}
