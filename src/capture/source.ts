import { type FileHandle, open } from 'node:fs/promises';
import { unreadableError } from '../diagnostics/errors.ts';
import { shownPath, systemReason } from '../diagnostics/system.ts';

/** Bytes asked of a file at a time: about what a second-level cache holds. */
const readLength = 512 * 1024;

/** Where a capture comes from: a path, `-` for standard input, or chunks of bytes such as a stream gives. */
export type CaptureSource = string | AsyncIterable<Uint8Array>;

export interface OpenSource {
  /** As the user would find it again. */
  readonly name: string;
  /** Of the file on disk; undefined where it cannot be known. */
  readonly size: number | undefined;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Throws `capture-unreadable` for a path that cannot be opened. Reading closes the file, even if it ends early. */
export async function openSource(source: CaptureSource): Promise<OpenSource> {
  if (typeof source !== 'string') return { name: '-', size: undefined, chunks: guard('-', source) };
  if (source === '-') return { name: '-', size: undefined, chunks: guard('-', process.stdin) };
  const handle = await openFile(source);
  const status = await handle.stat();
  if (status.isDirectory()) {
    await handle.close();
    throw unreadable(source, 'it is a directory', 'name the captures in it, or give the directory to --read');
  }
  const size = status.isFile() ? status.size : undefined;
  return { name: source, size, chunks: guard(source, readFile(handle)) };
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw fromSystem(path, error);
  }
}

async function* readFile(handle: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(readLength);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, readLength, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Says of a failing read which file it was. */
async function* guard(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await pull(name, iterator);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

async function pull(
  name: string,
  iterator: AsyncIterator<Uint8Array>,
): Promise<IteratorResult<Uint8Array, unknown>> {
  try {
    return await iterator.next();
  } catch (error) {
    throw fromSystem(name, error);
  }
}

const hints: Readonly<Record<string, string>> = {
  ENOENT: 'Check the path; a pattern with * or ? may need quotes.',
  EACCES: 'Captures made by root are readable by root only: change the owner or the mode of the file.',
  EPERM: 'Captures made by root are readable by root only: change the owner or the mode of the file.',
  EIO: 'The disk or the network share reports an error: copy the file and try again.',
};

/** The error for a path that a system call refused. */
export function fromSystem(path: string, error: unknown): Error {
  const { code = '' } = error as NodeJS.ErrnoException;
  return unreadable(path, systemReason(error), hints[code], error);
}

function unreadable(path: string, why: string, hint?: string, cause?: unknown): Error {
  return unreadableError('capture-unreadable', `cannot read the capture ${shownPath(path)}: ${why}`, {
    diagnostics: [
      { severity: 'error', code: 'capture-unreadable', message: `cannot be read: ${why}`, file: path, hint },
    ],
    hint,
    cause,
  });
}
