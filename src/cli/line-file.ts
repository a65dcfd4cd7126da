import { type FileHandle, open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { ExitCode, TierwallError } from '../diagnostics/errors.ts';
import { writeText } from '../terminal/output.ts';

const flushAt = 256 * 1024;

/** A text file written line by line, or `-` for standard output. */
export class LineFile {
  readonly #path: string;
  /** Absent for standard output. */
  readonly #handle: FileHandle | undefined;
  readonly #stdout: Writable;
  #lines: string[] = [];
  #length = 0;

  private constructor(path: string, handle: FileHandle | undefined, stdout: Writable) {
    this.#path = path;
    this.#handle = handle;
    this.#stdout = stdout;
  }

  /** Throws `file-unwritable`. */
  static async open(path: string, stdout: Writable): Promise<LineFile> {
    if (path === '-') return new LineFile(path, undefined, stdout);
    try {
      return new LineFile(path, await open(path, 'w'), stdout);
    } catch (error) {
      throw unwritable(path, error);
    }
  }

  /** `line` has its line end. */
  add(line: string): void {
    this.#lines.push(line);
    this.#length += line.length;
  }

  /** A promise while there is enough to write out. */
  ready(): Promise<void> | undefined {
    return this.#length < flushAt ? undefined : this.flush();
  }

  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    this.#length = 0;
    try {
      if (this.#handle === undefined) await writeText(this.#stdout, text);
      else await this.#handle.write(text);
    } catch (error) {
      throw unwritable(this.#path, error);
    }
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#handle?.close();
  }

  /** Gives up; what was written stays. */
  async abort(): Promise<void> {
    this.#lines = [];
    await this.#handle?.close();
  }
}

/** The error where a file cannot be written. */
export function unwritable(path: string, cause: unknown): TierwallError {
  const { code = String(cause) } = cause as NodeJS.ErrnoException;
  return new TierwallError(ExitCode.usage, 'file-unwritable', `cannot write ${path}: ${code}`, {
    hint: code === 'ENOSPC' ? 'Free some space on the disk.' : 'Check the folder and its mode.',
    cause,
  });
}
