const nothing = new Uint8Array(0);

/** What takes bytes. */
export interface ByteSink {
  /** False: no more is wanted. */
  push(bytes: Uint8Array): boolean;
  /** Awaited between pieces: whoever fills up says here when it can take more. */
  ready?(): Promise<void> | undefined;
}

/** Bytes that are pulled out of chunks of any size. Views are valid until the next call. */
export class ByteInput {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = nothing;
  #at = 0;

  constructor(chunks: AsyncIterator<Uint8Array>) {
    this.#chunks = chunks;
  }

  /** What is at hand, waiting for more if that is nothing; empty at the end. */
  async available(): Promise<Uint8Array> {
    while (this.#at === this.#chunk.length) {
      const next = await this.#chunks.next();
      if (next.done) return nothing;
      this.#chunk = next.value;
      this.#at = 0;
    }
    return this.#chunk.subarray(this.#at);
  }

  /** Gives up `count` of the bytes at hand. */
  consume(count: number): void {
    this.#at += count;
  }

  /** The next `count` bytes, which stay where they are; fewer at the end. */
  async peek(count: number): Promise<Uint8Array> {
    let have = await this.available();
    while (have.length < count) {
      // The chunks may share one buffer: what is kept must not lie in it any more.
      have = new Uint8Array(have);
      const next = await this.#chunks.next();
      if (!next.done) have = Buffer.concat([have, next.value]);
      this.#chunk = have;
      this.#at = 0;
      if (next.done) break;
    }
    return have.subarray(0, count);
  }

  /** Takes the next `count` bytes; undefined if the input ends before. Only for counts that are bounded. */
  async take(count: number): Promise<Uint8Array | undefined> {
    const bytes = await this.peek(count);
    if (bytes.length < count) return undefined;
    this.consume(count);
    return bytes;
  }

  /** Drops `count` bytes; false if the input ends before. */
  async skip(count: number): Promise<boolean> {
    for (let left = count; left > 0; ) {
      const have = await this.available();
      if (have.length === 0) return false;
      const dropped = Math.min(left, have.length);
      this.consume(dropped);
      left -= dropped;
    }
    return true;
  }
}
