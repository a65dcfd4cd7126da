import { type Output, openOutput } from './output.ts';

const blockLength = 262_144;

/**
 * Collects small pieces into large writes. Space is handed out at once and never refused; who writes much
 * awaits `ready` now and then.
 */
export class BufferedOutput {
  readonly #output: Output;
  #block = Buffer.allocUnsafe(blockLength);
  #used = 0;
  /** Writes under way, in order; undefined when there are none. */
  #pending: Promise<void> | undefined;
  #failure: unknown;

  static async open(path: string): Promise<BufferedOutput> {
    return new BufferedOutput(await openOutput(path));
  }

  constructor(output: Output) {
    this.#output = output;
  }

  /** Space for the next `length` bytes, which the caller fills at once. */
  take(length: number): Buffer {
    if (this.#used + length > this.#block.length) {
      this.#flush();
      this.#block = Buffer.allocUnsafe(Math.max(blockLength, length));
    }
    const start = this.#used;
    this.#used += length;
    return this.#block.subarray(start, this.#used);
  }

  /** Undefined: go on. Else wait; rejects with `capture-unwritable`. */
  ready(): Promise<void> | undefined {
    return this.#pending?.then(() => this.#throwFailure());
  }

  async close(): Promise<void> {
    this.#flush();
    await this.#pending;
    if (this.#failure !== undefined) await this.#output.abort();
    this.#throwFailure();
    await this.#output.close();
  }

  async abort(): Promise<void> {
    await this.#pending;
    await this.#output.abort();
  }

  #flush(): void {
    const bytes = this.#block.subarray(0, this.#used);
    this.#used = 0;
    if (bytes.length === 0) return;
    const written = (this.#pending ?? Promise.resolve()).then(() => this.#write(bytes));
    this.#pending = written;
    written.then(() => {
      if (this.#pending === written) this.#pending = undefined;
    });
  }

  /** A failure is kept for the caller; what comes after it is dropped. */
  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) return;
    try {
      await this.#output.write(bytes);
    } catch (error) {
      this.#failure = error;
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
