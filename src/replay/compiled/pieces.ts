import type { CaptureFile } from './capture-file.ts';
import type { RowBuffer } from './row-output.ts';
import { longestRecord } from './row-writer.ts';

const pageBytes = 4096;

/**
 * Where bytes from this position of a file are read to, with room for a record before it: the same place within a page.
 * The kernel copies pages several times slower where the two differ by a few bytes (measured: AMD, family 25).
 */
function readAddress({ data }: RowBuffer, position: number): number {
  return Math.ceil((data + longestRecord) / pageBytes) * pageBytes + (position % pageBytes);
}

/** Where the beginning of a file is read to; other bytes of it are within a page behind. */
export function firstReadAddress(buffer: RowBuffer): number {
  return readAddress(buffer, 0);
}

/** A file in pieces, each with what was left of the one before in front. */
export class Pieces {
  /** Addresses between which the bytes stand that are not taken yet. */
  at = 0;
  end = 0;
  isEnd = false;
  /** Bytes read from the file. */
  read = 0;
  readonly #file: CaptureFile;
  readonly #bytes: Uint8Array<ArrayBufferLike>;
  readonly #readBytes: number;

  /** `readBytes`: of the file, at once. */
  constructor(file: CaptureFile, bytes: Uint8Array<ArrayBufferLike>, readBytes: number) {
    this.#file = file;
    this.#bytes = bytes;
    this.#readBytes = readBytes;
  }

  get left(): number {
    return this.end - this.at;
  }

  /** Moves what is left into this buffer, and reads on where it is less than a record. */
  next(buffer: RowBuffer): void {
    const { left } = this;
    const isRead = !this.isEnd && left < longestRecord;
    const { position } = this.#file;
    const to = isRead ? readAddress(buffer, position) : buffer.data + left;
    this.#bytes.copyWithin(to - left, this.at, this.end);
    this.at = to - left;
    this.end = to;
    if (!isRead) return;
    const more = this.#file.read(this.#bytes, to, this.#readBytes - (position % pageBytes));
    this.isEnd = more === 0;
    this.end += more;
    this.read += more;
  }

  /** A copy of what is left. */
  rest(): Uint8Array {
    return this.#bytes.slice(this.at, this.end);
  }
}
