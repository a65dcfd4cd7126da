import type { Frame } from '../frame/frame.ts';
import { type ParseOptions, parseFrame } from '../frame/parse.ts';
import { fail } from '../frame/read.ts';
import { LinkType } from '../net/link-type.ts';
import type { FragmentStore } from './fragments.ts';
import type { DefragLimits } from './limits.ts';

const IPV4_TOTAL_LENGTH = 2;
const IPV4_FRAGMENT = 6;
const IPV4_CHECKSUM = 10;
const IPV6_PAYLOAD_LENGTH = 4;
const IPV6_LENGTH = 40;
const FRAGMENT_HEADER_LENGTH = 8;
const FRAGMENT_HEADER_OFFSET = 2;

/** The most that a rebuilt packet takes: the largest payload behind the largest fixed part. */
const maximumRebuilt = IPV6_LENGTH + FRAGMENT_HEADER_LENGTH + 65535;

/** A complete datagram. Reused: valid until the next call of the defragmenter. */
export class Datagram {
  /** The rebuilt packet, from the IP header on, as far as it was captured without a gap. */
  bytes = new Uint8Array(0);
  /** Its length by the headers, bytes. */
  length = 0;
  /** Packets that it came in; the arrays hold so many values, in the order of arrival. */
  packets = 0;
  readonly packetIndex: Float64Array;
  /** Of each packet's capture record, for flow accounting. */
  readonly capturedLength: Uint32Array;
  readonly wireLength: Uint32Array;
  readonly #buffer = new Uint8Array(maximumRebuilt);

  constructor(limits: DefragLimits) {
    this.packetIndex = new Float64Array(limits.fragmentsPerDatagram);
    this.capturedLength = new Uint32Array(limits.fragmentsPerDatagram);
    this.wireLength = new Uint32Array(limits.fragmentsPerDatagram);
  }

  /** Puts the fragments of `slot` together; they are complete, without overlap, and `headerLength + total` fits. */
  rebuild(store: FragmentStore, slot: number, headerLength: number, total: number): void {
    let captured = headerLength + total;
    this.packets = 0;
    for (let fragment = store.first(slot); fragment >= 0; fragment = store.next(fragment)) {
      this.#note(store, fragment);
      const at = headerLength + store.offset[fragment];
      const held = store.captured[fragment];
      if (held < store.length[fragment]) captured = Math.min(captured, at + held);
      if (store.length[fragment] > 0) store.copyTo(fragment, this.#buffer, at - store.header[fragment]);
    }
    this.length = headerLength + total;
    clearFragmentation(this.#buffer, headerLength, this.length);
    this.bytes = this.#buffer.subarray(0, captured);
  }

  #note(store: FragmentStore, fragment: number): void {
    this.packetIndex[this.packets] = store.packetIndex[fragment];
    this.capturedLength[this.packets] = store.capturedLength[fragment];
    this.wireLength[this.packets] = store.wireLength[fragment];
    this.packets++;
  }
}

/**
 * Makes the first fragment's headers those of a whole packet. IPv6 keeps its fragment header as an atomic one, so
 * that another fragment header behind it is found by the same rule as in any packet.
 */
function clearFragmentation(bytes: Uint8Array, headerLength: number, length: number): void {
  if (bytes[0] >> 4 === 4) {
    writeU16(bytes, IPV4_TOTAL_LENGTH, length);
    writeU16(bytes, IPV4_FRAGMENT, 0);
    writeU16(bytes, IPV4_CHECKSUM, 0);
    return;
  }
  // With the fragment header the length may pass 16 bits by 8; 0 takes it from the record instead.
  const payload = length - IPV6_LENGTH;
  writeU16(bytes, IPV6_PAYLOAD_LENGTH, payload > 65535 ? 0 : payload);
  writeU16(bytes, headerLength - FRAGMENT_HEADER_LENGTH + FRAGMENT_HEADER_OFFSET, 0);
}

function writeU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value & 255;
}

/**
 * Reads the rebuilt packet, once: what is a fragment again was nested to be read by nobody but its receiver, and is
 * dropped (compare CVE-2023-4809).
 */
export function parseDatagram(frame: Frame, datagram: Datagram, options?: ParseOptions): void {
  parseFrame(frame, datagram.bytes, datagram.length, LinkType.raw, options);
  if (frame.isFragment === 1) fail(frame, 'fragment', 'nested-fragment');
}
