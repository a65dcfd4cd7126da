import { type AddResult, Defragmenter, type DefragOptions } from '../../src/defrag/defragmenter.ts';
import { createFrame } from '../../src/frame/create.ts';
import { parseFrame } from '../../src/frame/parse.ts';
import { LinkType } from '../../src/net/link-type.ts';

export const second = 1_000_000;

/** A defragmenter with a record of what it let go, fed with raw packets. Packets are numbered from 0. */
export class Feed {
  readonly released: string[] = [];
  readonly defragmenter: Defragmenter;
  readonly #frame = createFrame();
  #next = 0;

  constructor(options: DefragOptions = {}) {
    this.defragmenter = new Defragmenter({
      ...options,
      release: (packetIndex, detail) => this.released.push(`${packetIndex} ${detail}`),
    });
  }

  /** What became of the packet: the result, with the detail of a discarded one. */
  add(packet: Uint8Array, now = 0, originalLength = packet.length): string {
    parseFrame(this.#frame, packet, originalLength, LinkType.raw);
    if (this.#frame.isFragment === 0 || this.#frame.fault !== '') {
      throw new Error(`not a sound fragment: ${this.#frame.fault} ${this.#frame.detail}`);
    }
    const result: AddResult = this.defragmenter.add(this.#frame, this.#next, now);
    this.#next++;
    return result === 'discarded' ? `discarded ${this.defragmenter.detail}` : result;
  }

  addAll(packets: readonly Uint8Array[], now = 0): string[] {
    return packets.map((packet) => this.add(packet, now));
  }

  /** Numbers of the packets of the complete datagram. */
  get packets(): number[] {
    const { datagram } = this.defragmenter;
    return [...datagram.packetIndex.subarray(0, datagram.packets)];
  }
}
