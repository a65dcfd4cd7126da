import { usageError } from '../diagnostics/errors.ts';
import { LinkType } from '../net/link-type.ts';
import type { BufferedOutput } from './buffered-output.ts';
import { maximumPacketLength } from './format.ts';
import { linkTypeName } from './linktype.ts';
import type { CapturedPacket } from './packet.ts';
import type { CaptureWriter } from './writer.ts';

const magics = { microseconds: 0xa1b2c3d4, nanoseconds: 0xa1b23c4d } as const;

/** Classic pcap, little-endian. The header waits for the first packet, as it holds the one link type. */
export class PcapWriter implements CaptureWriter {
  readonly #output: BufferedOutput;
  readonly #unit: keyof typeof magics;
  #linkType: number | undefined;

  constructor(output: BufferedOutput, unit: keyof typeof magics) {
    this.#output = output;
    this.#unit = unit;
  }

  write(packet: CapturedPacket): void {
    if (this.#linkType === undefined) this.#begin(packet.linkType);
    else if (this.#linkType !== packet.linkType) throw mixed(this.#linkType, packet.linkType);
    if (packet.seconds < 0 || packet.seconds > 0xffffffff) throw untimely(packet.seconds);
    const { data } = packet;
    const record = this.#output.take(16 + data.length);
    record.writeUInt32LE(packet.seconds, 0);
    record.writeUInt32LE(this.#fraction(packet.nanoseconds), 4);
    record.writeUInt32LE(data.length, 8);
    record.writeUInt32LE(packet.originalLength, 12);
    record.set(data, 16);
  }

  ready(): Promise<void> | undefined {
    return this.#output.ready();
  }

  async close(): Promise<void> {
    if (this.#linkType === undefined) this.#begin(LinkType.ethernet);
    await this.#output.close();
  }

  abort(): Promise<void> {
    return this.#output.abort();
  }

  #fraction(nanoseconds: number): number {
    return this.#unit === 'nanoseconds' ? nanoseconds : Math.floor(nanoseconds / 1000);
  }

  #begin(linkType: number): void {
    this.#linkType = linkType;
    const header = this.#output.take(24);
    header.writeUInt32LE(magics[this.#unit], 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(0, 8);
    header.writeUInt32LE(0, 12);
    header.writeUInt32LE(maximumPacketLength, 16);
    header.writeUInt32LE(linkType, 20);
  }
}

function mixed(first: number, second: number): Error {
  return usageError(
    'mixed-link-types',
    `a pcap file has one link type, and these packets have ${linkTypeName(first)} and ${linkTypeName(second)}`,
    { hint: 'Write pcapng: give the file a name that ends in .pcapng.' },
  );
}

function untimely(seconds: number): Error {
  return usageError(
    'unwritable-time',
    `a pcap file holds times from 1970 to 2106, and a packet has ${seconds} seconds`,
    { hint: 'Write pcapng: give the file a name that ends in .pcapng.' },
  );
}
