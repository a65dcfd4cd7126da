import { BeyondTables } from '../bounds.ts';
import { Generations, generationBytes } from './generations.ts';
import { headerOf, type Layout } from './layout.ts';

/** More changed places than this and the whole copy is copied. */
const mostChanges = 1 << 17;

/** Shared memory for a control block and two copies of an image; `byteOffset` is a multiple of 128. */
export interface ImageRegion {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
}

/**
 * Two copies of an image: readers look things up in one while the writer changes the other, and a switch of the
 * generation swaps them (left-right; P. Ramalhete, A. Correia 2015). So nobody ever sees a half-written state, and an
 * edit costs what it changes, twice. Offsets are from the start of a copy.
 */
export class ImageCopies {
  readonly generations: Generations;
  readonly #region: ImageRegion;
  readonly #copyBytes: number;
  readonly #bytes: Uint8Array<ArrayBufferLike>;
  readonly #words: Uint32Array<ArrayBufferLike>;
  readonly #halves: Uint16Array<ArrayBufferLike>;
  /** Offset and length, in turn, of what the copy in force has and the other has not; undefined: anything. */
  #changes: number[] | undefined = [];
  /** The copy that is written, in bytes from the start of the buffer. */
  #base = 0;
  #isOpen = false;

  constructor(region: ImageRegion) {
    const { buffer, byteOffset, byteLength } = region;
    const first = byteOffset + Math.ceil(generationBytes / 128) * 128;
    this.#copyBytes = Math.floor((byteOffset + byteLength - first) / 256) * 128;
    this.#region = region;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#halves = new Uint16Array(buffer);
    this.generations = new Generations(buffer, byteOffset, [first, first + this.#copyBytes]);
  }

  /** Bytes of a region for two copies of this layout. */
  static bytesOf({ bytes }: Layout): number {
    return Math.ceil(generationBytes / 128) * 128 + 2 * Math.ceil(bytes / 128) * 128;
  }

  /** Address of the control block. */
  get control(): number {
    return this.#region.byteOffset;
  }

  /** Opens the copy that nobody reads, made equal to the one in force. */
  begin(): void {
    if (this.#isOpen) return;
    this.generations.settle();
    this.#base = this.generations.inactive;
    const { active } = this.generations;
    if (this.#changes === undefined) {
      this.#bytes.copyWithin(this.#base, active, active + this.#copyBytes);
    } else {
      const changes = this.#changes;
      for (let i = 0; i < changes.length; i += 2) {
        const from = active + changes[i];
        this.#bytes.copyWithin(this.#base + changes[i], from, from + changes[i + 1]);
      }
    }
    this.#changes = [];
    this.#isOpen = true;
  }

  /** Makes both copies equal, so that the next edit need not. */
  catchUp(): void {
    this.begin();
    this.#isOpen = false;
  }

  /** Throws away the open copy: the next one begins from what is in force. */
  abandon(): void {
    this.#changes = undefined;
    this.#isOpen = false;
  }

  publish(): void {
    this.generations.publish();
    this.#isOpen = false;
  }

  /** Lays the open copy out anew, all zero but for the header. Throws BeyondTables where it does not fit. */
  layOut(layout: Layout): void {
    if (layout.bytes > this.#copyBytes) {
      throw new BeyondTables(`an image of ${layout.bytes} bytes in a region for ${this.#copyBytes}`);
    }
    this.#bytes.fill(0, this.#base, this.#base + layout.bytes);
    for (const [field, value] of headerOf(layout)) this.setWord(field, value);
    this.#changes = undefined;
  }

  word(offset: number): number {
    return this.#words[(this.#base + offset) >>> 2];
  }

  setWord(offset: number, value: number): void {
    this.#words[(this.#base + offset) >>> 2] = value;
    this.#changed(offset, 4);
  }

  setHalf(offset: number, value: number): void {
    this.#halves[(this.#base + offset) >>> 1] = value;
    this.#changed(offset, 2);
  }

  fillWords(offset: number, count: number, value: number): void {
    const at = (this.#base + offset) >>> 2;
    this.#words.fill(value, at, at + count);
    this.#changed(offset, count * 4);
  }

  setBytes(offset: number, bytes: Uint8Array | Uint16Array | Uint32Array): void {
    this.#bytes.set(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), this.#base + offset);
    this.#changed(offset, bytes.byteLength);
  }

  #changed(offset: number, bytes: number): void {
    if (this.#changes === undefined) return;
    if (this.#changes.length > 2 * mostChanges) this.#changes = undefined;
    else this.#changes.push(offset, bytes);
  }
}
