import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { ReadOptions } from '../../capture/read.ts';
import { fromSystem } from '../../capture/source.ts';

/** Who is told while a file is read. */
export type FileRun = Required<Pick<ReadOptions, 'onProgress'>> & Pick<ReadOptions, 'ready'>;

/** A capture on disk whose bytes go straight to where kernels read them, piece by piece. */
export class CaptureFile {
  readonly path: string;
  readonly size: number;
  readonly #fd: number;
  #position = 0;

  private constructor(path: string, fd: number, size: number) {
    this.path = path;
    this.#fd = fd;
    this.size = size;
  }

  /**
   * Undefined for what is no file, or cannot be opened: the plain reader says what is wrong. A pipe is left alone: it can
   * be opened once only, as whoever writes to it stops when it is closed.
   */
  static open(path: string): CaptureFile | undefined {
    if (path === '-') return undefined;
    try {
      if (!statSync(path).isFile()) return undefined;
      const fd = openSync(path, 'r');
      return new CaptureFile(path, fd, fstatSync(fd).size);
    } catch {
      return undefined;
    }
  }

  /** In the file, of what is read next. */
  get position(): number {
    return this.#position;
  }

  /** So many bytes from the beginning are not wanted. */
  startAt(position: number): void {
    this.#position = position;
  }

  /** Reads on into the memory, from `at` on, so many bytes at the most; 0 at the end. Throws `capture-unreadable`. */
  read(into: Uint8Array<ArrayBufferLike>, at: number, length: number): number {
    const count = this.#readHere(into, at, length);
    this.#position += count;
    return count;
  }

  /** The bytes of [from, to), or as many as there are. Throws what the system says. */
  piece(from: number, to: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(to - from);
    return bytes.subarray(0, readSync(this.#fd, bytes, 0, bytes.length, from));
  }

  close(): void {
    closeSync(this.#fd);
  }

  #readHere(into: Uint8Array<ArrayBufferLike>, at: number, length: number): number {
    try {
      return readSync(this.#fd, into, at, length, this.#position);
    } catch (error) {
      throw fromSystem(this.path, error);
    }
  }
}
