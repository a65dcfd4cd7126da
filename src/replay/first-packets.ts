import type { Frame } from '../frame/frame.ts';
import { hasMessageType, Protocol } from '../net/protocol.ts';

/** What the replay remembers of a flow's first packet, by slot of the flow table. */
export class FirstPackets {
  index = new Float64Array(0);
  seconds = new Float64Array(0);
  nanoseconds = new Int32Array(0);
  /** TCP flags in the low byte; type and code of ICMP and IGMP above, plus one, so that 0 is none. */
  #details = new Int32Array(0);

  reserve(slots: number): void {
    if (slots <= this.index.length) return;
    this.index = copied(this.index, new Float64Array(slots));
    this.seconds = copied(this.seconds, new Float64Array(slots));
    this.nanoseconds = copied(this.nanoseconds, new Int32Array(slots));
    this.#details = copied(this.#details, new Int32Array(slots));
  }

  set(slot: number, index: number, seconds: number, nanoseconds: number, frame: Frame): void {
    this.index[slot] = index;
    this.seconds[slot] = seconds;
    this.nanoseconds[slot] = nanoseconds;
    const flags = frame.protocol === Protocol.tcp ? frame.tcpFlags : 0;
    const icmp = hasMessageType(frame.protocol) ? frame.icmpType * 256 + frame.icmpCode + 1 : 0;
    this.#details[slot] = flags + icmp * 256;
  }

  tcpFlags(slot: number): number {
    return this.#details[slot] & 255;
  }

  /** Type and code of the first packet, where it was ICMP or IGMP. */
  icmp(slot: number): { type: number; code: number } | undefined {
    const packed = (this.#details[slot] >>> 8) - 1;
    return packed < 0 ? undefined : { type: packed >>> 8, code: packed & 255 };
  }
}

function copied<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
