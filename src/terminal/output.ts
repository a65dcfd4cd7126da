import type { Writable } from 'node:stream';

/**
 * Ends the program quietly when the reader of its output has gone (`tierwall … | head`): that is no fault of
 * the run. Any other error of the stream is thrown on.
 */
export function endOnClosedPipe(
  stream: Pick<Writable, 'on'>,
  exit: (code: number) => void = process.exit,
): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    exit(0);
  });
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
