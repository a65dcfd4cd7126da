import type { ByteInput, ByteSink } from './byte-input.ts';
import { gunzip } from './gzip.ts';
import type { CaptureSummary } from './packet.ts';
import type { EarlyEnd } from './parser.ts';
import { isZstdMagic, unzstd } from './zstd.ts';

export type Compression = CaptureSummary['compression'];

/** Tells the compression by the first bytes, not by any name. */
export async function detectCompression(input: ByteInput): Promise<Compression> {
  const head = await input.peek(4);
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return head.length === 4 && isZstdMagic(head) ? 'zstd' : 'none';
}

/** Gives the sink all bytes as they were before compression. Undefined: to the end, or until the sink had enough. */
export function decompress(
  input: ByteInput,
  compression: Compression,
  sink: ByteSink,
): Promise<EarlyEnd | undefined> {
  if (compression === 'gzip') return gunzip(input, sink);
  return compression === 'zstd' ? unzstd(input, sink) : copy(input, sink);
}

async function copy(input: ByteInput, sink: ByteSink): Promise<undefined> {
  for (;;) {
    const bytes = await input.available();
    if (bytes.length === 0 || !sink.push(bytes)) return;
    input.consume(bytes.length);
    await sink.ready?.();
  }
}
