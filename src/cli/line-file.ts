import type { Writable } from 'node:stream';
import { type Output, openOutput } from '../capture/output.ts';
import { ExitCode, TierwallError } from '../diagnostics/errors.ts';
import { shownPath, systemReason } from '../diagnostics/system.ts';
import { writeText } from '../terminal/output.ts';

const flushAt = 256 * 1024;

/** A text file written line by line, or `-` for standard output. A regular file is there when all of it is. */
export class LineFile {
  /** Absent for standard output. */
  readonly #output: Output | undefined;
  readonly #stdout: Writable;
  #lines: string[] = [];
  #length = 0;

  private constructor(output: Output | undefined, stdout: Writable) {
    this.#output = output;
    this.#stdout = stdout;
  }

  /** Throws `file-unwritable`. */
  static async open(path: string, stdout: Writable): Promise<LineFile> {
    return new LineFile(path === '-' ? undefined : await openOutput(path, unwritable), stdout);
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
    if (this.#output !== undefined) return this.#output.write(Buffer.from(text));
    try {
      await writeText(this.#stdout, text);
    } catch (error) {
      throw unwritable('-', error);
    }
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#output?.close();
  }

  /** Gives up: a regular file is left as it was before. */
  async abort(): Promise<void> {
    this.#lines = [];
    await this.#output?.abort();
  }
}

/** The error where a file cannot be written. */
export function unwritable(path: string, cause: unknown): TierwallError {
  const { code } = cause as NodeJS.ErrnoException;
  const message = `cannot write ${shownPath(path)}: ${systemReason(cause)}`;
  return new TierwallError(ExitCode.usage, 'file-unwritable', message, {
    hint: code === 'ENOSPC' ? 'Free some space on the disk.' : 'Check the folder and its mode.',
    cause,
  });
}
