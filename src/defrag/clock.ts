import { longestLifetime } from './limits.ts';

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
    return this.#latest + this.#shift;
  }
}
