/**
 * The control block by which readers in any thread find the image that is in force; words of shared memory. A reader
 * says which generation it reads, so that the writer knows when nobody reads the other copy any more.
 */
const generationWord = 0;
/** Addresses of the two copies; generation g is in copy g & 1. */
const copyWords = 1;
const firstReader = 3;
const mostReaders = 61;
export const generationBytes = (firstReader + mostReaders) * 4;

/** Longer than any batch takes. */
const patienceMilliseconds = 2000;

/** The writer's end: there is one. */
export class Generations {
  readonly #words: Uint32Array<ArrayBufferLike>;

  constructor(buffer: ArrayBufferLike, byteOffset: number, copies: readonly [number, number]) {
    this.#words = new Uint32Array(buffer, byteOffset, generationBytes / 4);
    this.#words.set(copies, copyWords);
  }

  /** Of the image in force; 0 before there is one. */
  get current(): number {
    return this.#words[generationWord];
  }

  /** Address of the copy in force. */
  get active(): number {
    return this.#words[copyWords + (this.current & 1)];
  }

  /** Address of the other copy. */
  get inactive(): number {
    return this.#words[copyWords + (~this.current & 1)];
  }

  /** What is in the other copy comes into force, all at once. */
  publish(): void {
    Atomics.store(this.#words, generationWord, this.current + 1);
  }

  /** Waits until nobody reads the other copy. Throws where a reader has not come back for two seconds. */
  settle(): void {
    const end = performance.now() + patienceMilliseconds;
    for (let reader = firstReader; reader < firstReader + mostReaders; reader++) {
      for (;;) {
        const reading = Atomics.load(this.#words, reader);
        if (reading === 0 || reading === this.current) break;
        if (performance.now() > end) throw new Error('a reader of the image did not come back');
      }
    }
  }
}

/** A reader's end: one for each thread, with a number of its own from 0. */
export class GenerationReader {
  readonly #words: Uint32Array<ArrayBufferLike>;
  readonly #own: number;

  constructor(buffer: ArrayBufferLike, byteOffset: number, number: number) {
    this.#words = new Uint32Array(buffer, byteOffset, generationBytes / 4);
    this.#own = firstReader + number;
  }

  /** The generation to read until `leave`: to be entered once for each batch. */
  enter(): number {
    for (;;) {
      const generation = Atomics.load(this.#words, generationWord);
      Atomics.store(this.#words, this.#own, generation);
      // Published in between: the writer may not have seen that this copy is read.
      if (Atomics.load(this.#words, generationWord) === generation) return generation;
    }
  }

  /** Address of the image of an entered generation. */
  imageOf(generation: number): number {
    return this.#words[copyWords + (generation & 1)];
  }

  leave(): void {
    Atomics.store(this.#words, this.#own, 0);
  }
}
