import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';
import type { ByteInput, ByteSink } from './byte-input.ts';
import type { EarlyEnd } from './parser.ts';

const Flag = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

const cutShort: EarlyEnd = { code: 'gzip-cut-short', message: 'the gzip data ends inside a member' };
const trailingData: EarlyEnd = {
  code: 'gzip-trailing-data',
  message: 'something follows the gzip data that is no gzip member',
};

function damaged(what: string): EarlyEnd {
  return { code: 'gzip-damaged', message: `the gzip data is damaged: ${what}` };
}

/**
 * Reads gzip members one behind the other (RFC 1952). Zeros behind the last one are padding. The members are
 * taken apart here and not in zlib, so that all bytes before a wrong checksum or a strange end are delivered.
 */
export async function gunzip(input: ByteInput, sink: ByteSink): Promise<EarlyEnd | undefined> {
  for (;;) {
    const magic = await input.peek(2);
    if (magic[0] !== 0x1f || magic[1] !== 0x8b) {
      if (magic.length === 1 && magic[0] === 0x1f) return cutShort;
      return (await onlyZeros(input)) ? undefined : trailingData;
    }
    const outcome = (await skipHeader(input)) ?? (await readMember(input, sink));
    if (outcome === 'enough') return undefined;
    if (outcome !== undefined) return outcome;
  }
}

async function onlyZeros(input: ByteInput): Promise<boolean> {
  for (;;) {
    const bytes = await input.available();
    if (bytes.length === 0) return true;
    if (bytes.some((byte) => byte !== 0)) return false;
    input.consume(bytes.length);
  }
}

async function skipHeader(input: ByteInput): Promise<EarlyEnd | undefined> {
  const fixed = await input.take(10);
  if (fixed === undefined) return cutShort;
  const [method, flags] = [fixed[2], fixed[3]];
  if (method !== 8) return damaged(`compression method ${method} instead of 8`);
  if (flags & Flag.reserved) return damaged('reserved header flags are set');
  if (flags & Flag.extra) {
    const length = await input.take(2);
    if (length === undefined || !(await input.skip(length[0] + length[1] * 256))) return cutShort;
  }
  if (flags & Flag.name && !(await skipString(input))) return cutShort;
  if (flags & Flag.comment && !(await skipString(input))) return cutShort;
  if (flags & Flag.headerCrc && !(await input.skip(2))) return cutShort;
  return undefined;
}

async function skipString(input: ByteInput): Promise<boolean> {
  for (;;) {
    const bytes = await input.available();
    if (bytes.length === 0) return false;
    const end = bytes.indexOf(0);
    input.consume(end < 0 ? bytes.length : end + 1);
    if (end >= 0) return true;
  }
}

async function readMember(input: ByteInput, sink: ByteSink): Promise<EarlyEnd | 'enough' | undefined> {
  const member = new Member(sink);
  try {
    const outcome = await member.inflate(input);
    if (outcome !== undefined) return outcome;
  } finally {
    member.close();
  }
  const trailer = await input.take(8);
  if (trailer === undefined) return cutShort;
  const words = new DataView(trailer.buffer, trailer.byteOffset, 8);
  if (words.getUint32(0, true) !== member.checksum) return damaged('the checksum does not match');
  if (words.getUint32(4, true) !== member.length % 2 ** 32) return damaged('the length does not match');
  return undefined;
}

/** Largest piece given to zlib at once, bytes. */
const largestPiece = 32_768;

/** The deflate data of one member. */
class Member {
  checksum = 0;
  length = 0;
  readonly #sink: ByteSink;
  readonly #inflate: InflateRaw = createInflateRaw({ chunkSize: 131_072 });
  #enough = false;
  #fed = 0;
  #finish: (state: 'fed' | 'ended' | EarlyEnd) => void = () => {};

  constructor(sink: ByteSink) {
    this.#sink = sink;
    this.#inflate.on('data', (bytes: Buffer) => {
      this.checksum = crc32(bytes, this.checksum);
      this.length += bytes.length;
      if (!this.#enough && !sink.push(bytes)) this.#enough = true;
    });
    this.#inflate.on('end', () => this.#finish('ended'));
    this.#inflate.on('error', (error: NodeJS.ErrnoException) => {
      this.#finish(error.code === 'Z_BUF_ERROR' ? cutShort : damaged(error.message));
    });
  }

  async inflate(input: ByteInput): Promise<EarlyEnd | 'enough' | undefined> {
    for (;;) {
      const piece = (await input.available()).subarray(0, this.#pieceLength());
      const state = await this.#feed(piece);
      await this.#sink.ready?.();
      if (this.#enough) return 'enough';
      if (typeof state === 'object') return state;
      const used = this.#inflate.bytesWritten - this.#fed;
      this.#fed += used;
      input.consume(used);
      if (state === 'ended') return undefined;
    }
  }

  close(): void {
    this.#inflate.destroy();
  }

  /** zlib keeps what it made of a damaged piece to itself, so pieces start small: an eighth may be lost at most. */
  #pieceLength(): number {
    return Math.min(largestPiece, Math.max(64, this.#fed >> 3));
  }

  /** An empty piece ends the input. zlib does not call back for a piece behind which the data ends. */
  #feed(piece: Uint8Array): Promise<'fed' | 'ended' | EarlyEnd> {
    return new Promise((resolve) => {
      this.#finish = resolve;
      if (piece.length === 0) this.#inflate.end();
      else this.#inflate.write(piece, () => resolve('fed'));
    });
  }
}
