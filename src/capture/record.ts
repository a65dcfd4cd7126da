import type { CapturedPacket } from './packet.ts';

const noBytes = new Uint8Array(0);
const decoder = new TextDecoder();

/**
 * The one record that a parser fills anew for each packet. `bytes`, `start` and `end` say where the captured
 * bytes are without making a view; `data` makes it when somebody asks. All of it is valid until the callback
 * returns.
 */
export class PacketRecord implements CapturedPacket {
  bytes: Uint8Array = noBytes;
  start = 0;
  end = 0;
  originalLength = 0;
  seconds = 0;
  nanoseconds = 0;
  linkType = 0;
  interfaceId = 0;
  /** Where the first comment option is; both 0 for none. */
  commentStart = 0;
  commentEnd = 0;
  #view: Uint8Array | undefined;

  get data(): Uint8Array {
    this.#view ??= this.bytes.subarray(this.start, this.end);
    return this.#view;
  }

  get capturedLength(): number {
    return this.end - this.start;
  }

  /** pcapng only: the packet's first comment, as its writer left it (escape it before a terminal sees it). */
  get comment(): string | undefined {
    if (this.commentEnd === 0) return undefined;
    return decoder.decode(this.bytes.subarray(this.commentStart, this.commentEnd));
  }

  /** The captured bytes; everything else is set field by field. */
  place(bytes: Uint8Array, start: number, length: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = start + length;
    this.commentStart = 0;
    this.commentEnd = 0;
    this.#view = undefined;
  }
}
