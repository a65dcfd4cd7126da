import { longestLifetime } from './limits.ts';

/** Times of packets that follow each other, microseconds: `count` values of an array, each `stride` behind the last. */
export interface Stamps {
  readonly values: Float64Array;
  readonly first: number;
  readonly stride: number;
  readonly count: number;
}

/**
 * Packet time that never runs backwards. A small step back is reordering and counts as no time. A step back beyond
 * any lifetime is another capture or a clock that was set: time goes on from there, or nothing would ever expire
 * until the old time comes again.
 */
export class PacketClock {
  #latest = 0;
  #shift = 0;
  #started = false;

  /** The time that `stamp` (microseconds) stands for. */
  advance(stamp: number): number {
    if (!this.#started || stamp < this.#latest - longestLifetime) {
      this.#shift += this.#started ? this.#latest - stamp : 0;
      this.#latest = stamp;
      this.#started = true;
    }
    if (stamp > this.#latest) this.#latest = stamp;
    return this.now;
  }

  /**
   * Advances by one stamp after another, up to and with the first that makes it `end` or later. Returns the number of
   * that; `count` for none.
   */
  advanceTo(end: number, { values, first, stride, count }: Stamps): number {
    for (let number = 0; number < count; number++) {
      if (this.advance(values[first + number * stride]) >= end) return number;
    }
    return count;
  }

  get now(): number {
    return this.#latest + this.#shift;
  }
}
