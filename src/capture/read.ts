import { ByteInput, type ByteSink } from './byte-input.ts';
import { decompress, detectCompression } from './decompress.ts';
import type { CaptureSummary } from './packet.ts';
import { type CaptureParser, createCaptureParser, type RecordCallback } from './parser.ts';
import { type CaptureSource, openSource } from './source.ts';

export interface ReadOptions {
  /** Name for the summary, where the source is no path. */
  readonly name?: string;
  /**
   * Awaited between pieces of the file, about every 256 KiB of packets at the most: where packets go on to a writer, its
   * `ready` belongs here.
   */
  readonly ready?: () => Promise<void> | undefined;
  /** Called after each read with the bytes of the file (as it lies on disk) so far, and its size where known. */
  readonly onProgress?: (bytesRead: number, totalBytes: number | undefined) => void;
}

/**
 * Reads one capture to its end, to its first fault, or until `onPacket` returns false. What is wrong in the
 * file is in the summary's `fault`; a file that cannot be opened or read at all throws `capture-unreadable`. What `onPacket` throws is thrown on.
 */
export async function readCapture(
  source: CaptureSource,
  onPacket: RecordCallback,
  options: ReadOptions = {},
): Promise<CaptureSummary> {
  const { name, size, chunks } = await openSource(source);
  const parser = createCaptureParser(onPacket);
  const counted = count(chunks, size, options);
  const sink = new ParserSink(parser, options.ready);
  try {
    const input = new ByteInput(counted);
    const compression = await detectCompression(input);
    const damage = await decompress(input, compression, sink);
    sink.rethrow();
    return { file: options.name ?? name, compression, ...parser.end(damage) };
  } finally {
    await counted.return(undefined);
  }
}

/** Keeps what the callback throws away from the decoders: they would take it for an error of their own. */
class ParserSink implements ByteSink {
  readonly ready: ByteSink['ready'];
  readonly #parser: CaptureParser;
  #thrown: { readonly error: unknown } | undefined;

  constructor(parser: CaptureParser, ready: ByteSink['ready']) {
    this.#parser = parser;
    this.ready = ready;
  }

  push(bytes: Uint8Array): boolean {
    try {
      return this.#parser.push(bytes);
    } catch (error) {
      this.#thrown = { error };
      return false;
    }
  }

  rethrow(): void {
    if (this.#thrown !== undefined) throw this.#thrown.error;
  }
}

async function* count(
  chunks: AsyncIterable<Uint8Array>,
  size: number | undefined,
  { onProgress }: ReadOptions,
): AsyncGenerator<Uint8Array, void> {
  let bytesRead = 0;
  for await (const chunk of chunks) {
    bytesRead += chunk.length;
    onProgress?.(bytesRead, size);
    yield chunk;
  }
}
