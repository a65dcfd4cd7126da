import { Decompress } from 'fzstd';
import type { ByteInput, ByteSink } from './byte-input.ts';
import type { EarlyEnd } from './parser.ts';

/** Largest window that is granted, bytes: what the zstd program grants without being asked (`--long=27`). */
export const maximumWindow = 128 * 1024 * 1024;
const maximumBlock = 128 * 1024;

const cutShort: EarlyEnd = { code: 'zstd-cut-short', message: 'the zstd data ends inside a frame' };

function damaged(what: string): EarlyEnd {
  return { code: 'zstd-damaged', message: `the zstd data is damaged: ${what}` };
}

function unsupported(what: string): EarlyEnd {
  return { code: 'zstd-unsupported', message: `${what}; decompress the file with the zstd program first` };
}

function isFrame(magic: Uint8Array): boolean {
  return magic[0] === 0x28 && magic[1] === 0xb5 && magic[2] === 0x2f && magic[3] === 0xfd;
}

function isSkippable(magic: Uint8Array): boolean {
  return (magic[0] & 0xf0) === 0x50 && magic[1] === 0x2a && magic[2] === 0x4d && magic[3] === 0x18;
}

/** Whether a file that starts with these four bytes is zstd: with a frame, or with one that is to be skipped. */
export function isZstdMagic(magic: Uint8Array): boolean {
  return isFrame(magic) || isSkippable(magic);
}

/**
 * Reads zstd frames one behind the other (RFC 8878). Headers of frames and blocks are checked here, before the
 * decoder sees them: it would grant any window. The decoder does not compare content checksums.
 */
export async function unzstd(input: ByteInput, sink: ByteSink): Promise<EarlyEnd | undefined> {
  for (;;) {
    const magic = await input.peek(4);
    if (magic.length === 0) return undefined;
    if (magic.length < 4) return cutShort;
    if (isSkippable(magic)) {
      const head = await input.take(8);
      if (head === undefined || !(await input.skip(word(head, 4)))) return cutShort;
    } else if (isFrame(magic)) {
      const outcome = await readFrame(input, sink);
      if (outcome === 'enough') return undefined;
      if (outcome !== undefined) return outcome;
    } else {
      return { code: 'zstd-trailing-data', message: 'something follows the zstd data that is no zstd frame' };
    }
  }
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

async function readFrame(input: ByteInput, sink: ByteSink): Promise<EarlyEnd | 'enough' | undefined> {
  const descriptor = (await input.peek(5))[4];
  if (descriptor === undefined) return cutShort;
  const header = await input.take(headerLength(descriptor));
  if (header === undefined) return cutShort;
  if (descriptor & 8) return damaged('a reserved bit is set');
  if (dictionaryId(header, descriptor) !== 0) return unsupported('the zstd data needs a dictionary');
  if (windowSize(header, descriptor) > maximumWindow) return unsupported('the zstd window is over 128 MiB');

  let enough = false;
  const decoder = new Decompress((bytes) => {
    if (!enough && bytes.length > 0 && !sink.push(bytes)) enough = true;
  });
  const checksumLength = descriptor & 4 ? 4 : 0;
  decode(decoder, new Uint8Array(header));
  for (let last = false; !last; ) {
    const block = await readBlock(input);
    if (!(block instanceof Uint8Array)) return block;
    last = (block[0] & 1) === 1;
    const failure = decode(decoder, block);
    await sink.ready?.();
    if (enough) return 'enough';
    if (failure !== undefined) return failure;
  }
  const checksum = await input.take(checksumLength);
  if (checksum === undefined) return cutShort;
  // A frame may be so small that the decoder still waits for a full header.
  const failure = decode(decoder, new Uint8Array(checksum), true);
  return enough ? 'enough' : failure;
}

/** The decoder throws many kinds of errors at damaged data. */
function decode(decoder: Decompress, bytes: Uint8Array, final = false): EarlyEnd | undefined {
  try {
    decoder.push(bytes, final);
    return undefined;
  } catch (error) {
    return damaged(error instanceof Error ? error.message : String(error));
  }
}

/** A block with its three-byte header. */
async function readBlock(input: ByteInput): Promise<Uint8Array | EarlyEnd> {
  const head = await input.peek(3);
  if (head.length < 3) return cutShort;
  const type = (head[0] >> 1) & 3;
  const size = (head[0] >> 3) | (head[1] << 5) | (head[2] << 13);
  if (type === 3) return damaged('a block of the reserved type');
  if (size > maximumBlock) return damaged(`a block of ${size} bytes`);
  const block = await input.take(3 + (type === 1 ? 1 : size));
  return block === undefined ? cutShort : new Uint8Array(block);
}

function sizeFieldLength(descriptor: number): number {
  const flag = descriptor >> 6;
  return flag === 0 ? (descriptor >> 5) & 1 : 1 << flag;
}

const dictionaryIdLengths = [0, 1, 2, 4];

function headerLength(descriptor: number): number {
  const windowLength = descriptor & 32 ? 0 : 1;
  return 5 + windowLength + dictionaryIdLengths[descriptor & 3] + sizeFieldLength(descriptor);
}

function dictionaryId(header: Uint8Array, descriptor: number): number {
  const at = descriptor & 32 ? 5 : 6;
  return littleEndian(header, at, dictionaryIdLengths[descriptor & 3]);
}

/** A frame that is one segment has no window of its own: it is as large as the content. */
function windowSize(header: Uint8Array, descriptor: number): number {
  if (descriptor & 32) {
    const length = sizeFieldLength(descriptor);
    const size = littleEndian(header, header.length - length, length);
    return length === 2 ? size + 256 : size;
  }
  const base = 2 ** (10 + (header[5] >> 3));
  return base + (base / 8) * (header[5] & 7);
}

function littleEndian(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
  return value;
}
