import { usageError } from '../diagnostics/errors.ts';
import type { BufferedOutput } from './buffered-output.ts';
import { OptionCode, padded } from './options.ts';
import type { CapturedPacket } from './packet.ts';
import { BlockType, byteOrderMagic } from './pcapng.ts';
import type { CaptureWriter } from './writer.ts';

/** Most bytes of an option's value: its length has 16 bits, and some readers keep the value's padding with it. */
const maximumOption = 65_532;
const nanosecondResolution = 9;

/** Seconds that 64 bits of nanoseconds hold with room to spare. */
const eraLength = 2 ** 33;
/** An offset has 64 bits with a sign. */
const endOfTime = 2 ** 63;

/**
 * pcapng, little-endian, one section. There is an interface for each link type, made when its first packet comes;
 * packets from before 1970 or after 2242 get interfaces of their own, which have an offset.
 */
export class PcapngWriter implements CaptureWriter {
  readonly #output: BufferedOutput;
  /** Interface number by link type and era. */
  readonly #interfaces = new Map<string, number>();
  #lastLinkType = -1;
  #lastEra = 0;
  #lastInterface = 0;

  constructor(output: BufferedOutput, application: string) {
    this.#output = output;
    this.#writeSection(encode(application));
  }

  write(packet: CapturedPacket, comment = ''): void {
    const { data } = packet;
    const text = encode(comment);
    const options = text.length > 0 ? optionLength(text.length) + 4 : 0;
    const body = 20 + padded(data.length);
    if (packet.seconds >= endOfTime) throw untimely(packet.seconds);
    const era = Math.floor(packet.seconds / eraLength);
    const interfaceId = this.#interfaceOf(packet.linkType, era);
    const block = this.#block(BlockType.enhancedPacket, body + options);
    block.writeUInt32LE(interfaceId, 8);
    writeTime(block, 12, packet.seconds - era * eraLength, packet.nanoseconds);
    block.writeUInt32LE(data.length, 20);
    block.writeUInt32LE(packet.originalLength, 24);
    block.set(data, 28);
    block.fill(0, 28 + data.length, 8 + body);
    if (options > 0) writeEnd(block, writeOption(block, 8 + body, OptionCode.comment, text));
  }

  ready(): Promise<void> | undefined {
    return this.#output.ready();
  }

  close(): Promise<void> {
    return this.#output.close();
  }

  abort(): Promise<void> {
    return this.#output.abort();
  }

  #writeSection(application: Uint8Array): void {
    const block = this.#block(BlockType.section, 16 + optionLength(application.length) + 4);
    block.writeUInt32LE(byteOrderMagic, 8);
    block.writeUInt16LE(1, 12);
    block.writeUInt16LE(0, 14);
    // The length of the section is not known beforehand.
    block.writeBigInt64LE(-1n, 16);
    writeEnd(block, writeOption(block, 24, OptionCode.userApplication, application));
  }

  #interfaceOf(linkType: number, era: number): number {
    if (linkType !== this.#lastLinkType || era !== this.#lastEra) {
      const key = `${linkType}/${era}`;
      if (!this.#interfaces.has(key)) {
        this.#interfaces.set(key, this.#interfaces.size);
        this.#writeInterface(linkType, era);
      }
      this.#lastLinkType = linkType;
      this.#lastEra = era;
      this.#lastInterface = this.#interfaces.get(key) as number;
    }
    return this.#lastInterface;
  }

  #writeInterface(linkType: number, era: number): void {
    const offset = Buffer.alloc(era === 0 ? 0 : 8);
    if (era !== 0) offset.writeBigInt64LE(BigInt(era * eraLength));
    const options = optionLength(1) + (era === 0 ? 0 : optionLength(8)) + 4;
    const block = this.#block(BlockType.interface, 8 + options);
    block.writeUInt16LE(linkType, 8);
    block.writeUInt16LE(0, 10);
    // No limit is known for the packets that come.
    block.writeUInt32LE(0, 12);
    let at = writeOption(block, 16, OptionCode.timeResolution, Uint8Array.of(nanosecondResolution));
    if (era !== 0) at = writeOption(block, at, OptionCode.timeOffset, offset);
    writeEnd(block, at);
  }

  /** A block with its type and both lengths; `body` is a multiple of 4. */
  #block(type: number, body: number): Buffer {
    const length = body + 12;
    const block = this.#output.take(length);
    block.writeUInt32LE(type, 0);
    block.writeUInt32LE(length, 4);
    block.writeUInt32LE(length, length - 4);
    return block;
  }
}

function untimely(seconds: number): Error {
  return usageError(
    'unwritable-time',
    `a pcapng file holds times below 2^63 seconds, and a packet has ${BigInt(seconds)} seconds`,
    { hint: 'Shift the times of the capture beforehand: editcap -t' },
  );
}

/** Nanoseconds as two words, the high one first. The product is inexact, but only below half a high word. */
function writeTime(block: Buffer, at: number, seconds: number, nanoseconds: number): void {
  const low = (Math.imul(seconds, 1e9) + nanoseconds) >>> 0;
  block.writeUInt32LE(Math.round((seconds * 1e9 + nanoseconds - low) / 2 ** 32), at);
  block.writeUInt32LE(low, at + 4);
}

/** UTF-8, cut between characters where it is too long. Lone surrogates become U+FFFD. */
function encode(text: string): Uint8Array {
  if (text.length * 3 <= maximumOption) return Buffer.from(text, 'utf8');
  const bytes = new Uint8Array(maximumOption);
  return bytes.subarray(0, new TextEncoder().encodeInto(text, bytes).written);
}

function optionLength(length: number): number {
  return 4 + padded(length);
}

/** Gives the offset behind the option and its padding. */
function writeOption(block: Buffer, at: number, code: number, value: Uint8Array): number {
  const end = at + optionLength(value.length);
  block.writeUInt16LE(code, at);
  block.writeUInt16LE(value.length, at + 2);
  block.set(value, at + 4);
  block.fill(0, at + 4 + value.length, end);
  return end;
}

function writeEnd(block: Buffer, at: number): void {
  block.writeUInt32LE(OptionCode.end, at);
}
