import type { Writable } from 'node:stream';

/**
 * Ends the program when its output cannot be written any more: quietly where the reader has gone (`tierwall … | head`), which
 * is no fault of the run; otherwise `fail` says so, and gives the exit code.
 */
export function endOnBrokenOutput(
  stream: Pick<Writable, 'on'>,
  fail: (error: NodeJS.ErrnoException) => number,
  exit: (code: number) => void = process.exit,
): void {
  stream.on('error', (error: NodeJS.ErrnoException) => exit(error.code === 'EPIPE' ? 0 : fail(error)));
}

/** Writes, and waits while the reader is slower than we are: a long log must not pile up in memory. */
export async function writeText(stream: Writable, text: string): Promise<void> {
  if (stream.write(text)) return;
  await new Promise<void>((resolve) => {
    const settle = () => {
      stream.off('drain', settle);
      stream.off('close', settle);
      resolve();
    };
    stream.on('drain', settle);
    stream.on('close', settle);
  });
}
