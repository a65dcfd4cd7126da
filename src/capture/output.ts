import { randomBytes } from 'node:crypto';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { type TierwallError, usageError } from '../diagnostics/errors.ts';

/** Where the bytes of a capture go. Nothing is left behind under the final name until `close` has succeeded. */
export interface Output {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  /** Gives up: what was written to a regular file is removed. */
  abort(): Promise<void>;
}

/** Opens a path, or `-` for standard output. Throws `capture-unwritable`. */
export async function openOutput(path: string): Promise<Output> {
  if (path === '-') return new StreamOutput(process.stdout);
  try {
    const isSpecial = await stat(path).then(
      (status) => !status.isFile(),
      () => false,
    );
    // A pipe or a device has no final name to wait for.
    if (isSpecial) return new FileOutput(path, path, await open(path, 'w'));
    const target = await realpath(path).catch(() => path);
    const partial = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.partial`);
    return new FileOutput(target, partial, await open(partial, 'wx'));
  } catch (error) {
    throw unwritable(path, error);
  }
}

class FileOutput implements Output {
  readonly #path: string;
  /** Where the bytes go until all of them are there. */
  readonly #partial: string;
  readonly #handle: FileHandle;

  constructor(path: string, partial: string, handle: FileHandle) {
    this.#path = path;
    this.#partial = partial;
    this.#handle = handle;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; ) {
        at += (await this.#handle.write(bytes, at, bytes.length - at)).bytesWritten;
      }
    } catch (error) {
      throw unwritable(this.#path, error);
    }
  }

  async close(): Promise<void> {
    try {
      await this.#handle.close();
      if (this.#partial !== this.#path) await rename(this.#partial, this.#path);
    } catch (error) {
      await this.abort();
      throw unwritable(this.#path, error);
    }
  }

  async abort(): Promise<void> {
    await this.#handle.close();
    if (this.#partial !== this.#path) await rm(this.#partial, { force: true });
  }
}

/** Standard output stays open: others may write to it as well. */
class StreamOutput implements Output {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(bytes, (error) => (error ? reject(unwritable('-', error)) : resolve()));
    });
  }

  async close(): Promise<void> {}

  async abort(): Promise<void> {}
}

function unwritable(path: string, cause: unknown): TierwallError {
  const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
  return usageError('capture-unwritable', `cannot write the capture ${path}: ${code}`, {
    hint: code === 'ENOSPC' ? 'free some space on the disk' : 'check the folder and its mode',
  });
}
