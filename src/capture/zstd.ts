import { Decompress } from 'fzstd';
import type { ByteInput, ByteSink } from './byte-input.ts';
import type { EarlyEnd } from './parser.ts';
import { Xxh64 } from './xxh64.ts';

/**
 * Largest window that is granted, bytes. The decoder reads 25 bits of an offset at most, so with a larger window
 * it would give wrong bytes; the zstd program stays below unless it is told otherwise (`--long`, `--ultra`).
 */
export const maximumWindow = 32 * 1024 * 1024;
const maximumBlock = 128 * 1024;

const cutShort: EarlyEnd = { code: 'zstd-cut-short', message: 'the zstd data ends inside a frame' };

function damaged(what: string): EarlyEnd {
  return { code: 'zstd-damaged', message: `the zstd data is damaged: ${what}` };
}

function unsupported(what: string): EarlyEnd {
  return {
    code: 'zstd-unsupported',
    message: `${what}; let the zstd program decompress it: zstd -dc --long=31 IN`,
  };
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
 * decoder sees them: it would grant any window. Content checksums are compared here too.
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
  if (windowSize(header, descriptor) > maximumWindow) {
    return unsupported('the window of the zstd data is over 32 MiB');
  }
  return new Frame(sink, new Uint8Array(header)).read(input, (descriptor & 4) !== 0);
}

/** The blocks of one frame. */
class Frame {
  readonly #sink: ByteSink;
  readonly #hash = new Xxh64();
  readonly #decoder: Decompress;
  #enough = false;

  constructor(sink: ByteSink, header: Uint8Array) {
    this.#sink = sink;
    this.#decoder = new Decompress((bytes) => this.#take(bytes));
    // The decoder waits for 18 bytes, which may be more than a small frame has.
    this.#decoder.push(header);
  }

  async read(input: ByteInput, hasChecksum: boolean): Promise<EarlyEnd | 'enough' | undefined> {
    for (let last = false; !last; ) {
      const block = await readBlock(input);
      if (!(block instanceof Uint8Array)) return block;
      last = (block[0] & 1) === 1;
      const failure = this.#decode(block, false);
      await this.#sink.ready?.();
      if (this.#enough || failure !== undefined) return this.#enough ? 'enough' : failure;
    }
    const checksum = await input.take(hasChecksum ? 4 : 0);
    if (checksum === undefined) return cutShort;
    const failure = this.#decode(new Uint8Array(checksum), true);
    if (this.#enough || failure !== undefined) return this.#enough ? 'enough' : failure;
    if (!hasChecksum || this.#hash.lowWord() === word(checksum, 0)) return undefined;
    return damaged('the checksum does not match');
  }

  #take(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    if (!this.#enough && bytes.length > 0 && !this.#sink.push(bytes)) this.#enough = true;
  }

  /** The decoder throws many kinds of errors at damaged data. */
  #decode(bytes: Uint8Array, final: boolean): EarlyEnd | undefined {
    try {
      this.#decoder.push(bytes, final);
      return undefined;
    } catch (error) {
      return damaged(error instanceof Error ? error.message : String(error));
    }
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
