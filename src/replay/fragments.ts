import type { CapturedPacket } from '../capture/packet.ts';
import type { Stamps } from '../defrag/clock.ts';
import type { Datagram } from '../defrag/datagram.ts';
import { Defragmenter } from '../defrag/defragmenter.ts';
import type { Frame } from '../frame/frame.ts';
import type { HashSeed } from '../net/hash-seed.ts';

/** A fragment whose datagram is not whole yet. */
export interface HeldPacket {
  readonly index: number;
  /** Captured length, bytes. */
  readonly bytes: number;
  /** A copy of the packet, where somebody will want it. */
  readonly packet: CapturedPacket | undefined;
}

/** What one more fragment brings about. */
export interface FragmentStep {
  /** The datagram that is whole now; valid until the next step. */
  readonly datagram: Datagram | undefined;
  /** Its packets, in the order in which they came. */
  readonly packets: readonly HeldPacket[];
  /** Packets whose datagram will never be whole. */
  readonly givenUp: readonly HeldPacket[];
}

/** The first of several packets at whose time others are given up. */
export interface Expiry {
  readonly number: number;
  readonly givenUp: readonly HeldPacket[];
}

/** Holds fragments back until their datagram can be judged. Bounded by the limits of the defragmenter. */
export class Fragments {
  readonly #keepPackets: boolean;
  readonly #defragmenter: Defragmenter;
  /** By index in the replay: a number of ours, not one that a packet chooses. */
  readonly #held = new Map<number, HeldPacket>();
  #givenUp: HeldPacket[] = [];
  /** Index of the first packet whose time was not looked at. */
  #unseen = 0;

  constructor(keepPackets: boolean, seed?: HashSeed) {
    this.#keepPackets = keepPackets;
    this.#defragmenter = new Defragmenter({
      seed,
      release: (index) => this.#givenUp.push(this.#take(index)),
    });
  }

  /** `now` is packet time, microseconds. */
  add(frame: Frame, packet: CapturedPacket, index: number, now: number): FragmentStep {
    this.#held.set(index, {
      index,
      bytes: packet.data.length,
      packet: this.#keepPackets ? copyOf(packet) : undefined,
    });
    const result = this.#defragmenter.add(frame, index, now);
    if (result === 'discarded') this.#givenUp.push(this.#take(index));
    const givenUp = this.#drain();
    if (result !== 'complete') return { datagram: undefined, packets: [], givenUp };
    const { datagram } = this.#defragmenter;
    const indices = datagram.packetIndex.subarray(0, datagram.packets);
    return { datagram, packets: Array.from(indices, (held) => this.#take(held)), givenUp };
  }

  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  /**
   * Packets whose time is over at `now`, the time of the packet with this index. That of a packet counts once, in order,
   * however often it is looked at: a clock that was set back goes on from there, and would leap with each repetition.
   */
  expire(index: number, now: number): readonly HeldPacket[] {
    if (this.#held.size === 0 || index < this.#unseen) return [];
    this.#unseen = index + 1;
    this.#defragmenter.advance(now);
    return this.#drain();
  }

  /**
   * The same for packets that follow each other, the first of which has this index, up to one at which packets are given
   * up: its number, and they. `count`, and none, where that does not happen.
   */
  expireFirst(index: number, { values, first, stride, count }: Stamps): Expiry {
    let seen = Math.min(Math.max(this.#unseen - index, 0), count);
    while (seen < count && this.#held.size > 0) {
      const stamps = { values, first: first + seen * stride, stride, count: count - seen };
      const number = seen + this.#defragmenter.advanceTo(stamps);
      seen = Math.min(number + 1, count);
      this.#unseen = index + seen;
      const givenUp = this.#drain();
      // What expires may have been given up before.
      if (givenUp.length > 0) return { number, givenUp };
    }
    return { number: count, givenUp: [] };
  }

  /** No fragment that comes now has to do with an earlier one. */
  get isEmpty(): boolean {
    return this.#defragmenter.isEmpty;
  }

  /** Fragments, the first of them with this index, that somebody else put together while this was empty: their times count here too. */
  pass(index: number, stamps: Stamps): void {
    this.#unseen = index + stamps.count;
    this.#defragmenter.advanceTo(stamps);
  }

  /** At the end of the captures: everything that is still held. */
  flush(): readonly HeldPacket[] {
    this.#defragmenter.flush();
    return this.#drain();
  }

  #drain(): readonly HeldPacket[] {
    const drained = this.#givenUp;
    if (drained.length > 0) this.#givenUp = [];
    return drained;
  }

  #take(index: number): HeldPacket {
    const held = this.#held.get(index);
    if (held === undefined) throw new Error(`packet ${index} is not held`);
    this.#held.delete(index);
    return held;
  }
}

function copyOf(packet: CapturedPacket): CapturedPacket {
  const { originalLength, seconds, nanoseconds, linkType, interfaceId } = packet;
  return { data: packet.data.slice(), originalLength, seconds, nanoseconds, linkType, interfaceId };
}
