import type { Frame } from '../frame/frame.ts';
import {
  firstBytes,
  firstDetails,
  firstIndex,
  firstNanoseconds,
  firstSeconds,
} from '../kernels/first-layout.ts';
import { hasMessageType, Protocol } from '../net/protocol.ts';

/** What the replay remembers of a flow's first packet, by slot of the flow table: see kernels/first-layout.ts. */
export class FirstPackets {
  readonly #doubles: Float64Array;
  readonly #words: Int32Array;

  /** `memory`: zero bytes for so many slots, that the kernels write too. Own memory without it. */
  constructor(slots: number, memory?: { readonly buffer: ArrayBufferLike; readonly byteOffset: number }) {
    const { buffer, byteOffset } = memory ?? { buffer: new ArrayBuffer(slots * firstBytes), byteOffset: 0 };
    this.#doubles = new Float64Array(buffer, byteOffset, (slots * firstBytes) / 8);
    this.#words = new Int32Array(buffer, byteOffset, (slots * firstBytes) / 4);
  }

  set(slot: number, index: number, seconds: number, nanoseconds: number, frame: Frame): void {
    const at = slot * firstBytes;
    this.#doubles[(at + firstIndex) / 8] = index;
    this.#doubles[(at + firstSeconds) / 8] = seconds;
    this.#doubles[(at + firstNanoseconds) / 8] = nanoseconds;
    const flags = frame.protocol === Protocol.tcp ? frame.tcpFlags : 0;
    const icmp = hasMessageType(frame.protocol) ? frame.icmpType * 256 + frame.icmpCode + 1 : 0;
    this.#words[(at + firstDetails) / 4] = flags + icmp * 256;
  }

  index(slot: number): number {
    return this.#doubles[(slot * firstBytes + firstIndex) / 8];
  }

  seconds(slot: number): number {
    return this.#doubles[(slot * firstBytes + firstSeconds) / 8];
  }

  nanoseconds(slot: number): number {
    return this.#doubles[(slot * firstBytes + firstNanoseconds) / 8];
  }

  tcpFlags(slot: number): number {
    return this.#details(slot) & 255;
  }

  /** Of the first packet, where it was ICMP or IGMP; -1 elsewhere. */
  icmpType(slot: number): number {
    const packed = (this.#details(slot) >>> 8) - 1;
    return packed < 0 ? -1 : packed >>> 8;
  }

  icmpCode(slot: number): number {
    const packed = (this.#details(slot) >>> 8) - 1;
    return packed < 0 ? -1 : packed & 255;
  }

  #details(slot: number): number {
    return this.#words[(slot * firstBytes + firstDetails) / 4];
  }
}
