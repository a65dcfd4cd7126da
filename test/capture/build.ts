import { type CaptureTotals, createCaptureParser } from '../../src/capture/parser.ts';

/** A packet as tests state it and as the reader gives it back. */
export interface TestPacket {
  readonly data: Uint8Array;
  readonly originalLength: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly linkType: number;
  readonly interfaceId: number;
  readonly comment?: string;
}

export interface ReadBack {
  readonly packets: TestPacket[];
  readonly totals: CaptureTotals;
  /** Most that the parser held at any time. */
  readonly heldBytes: number;
}

/** Gives a capture to the parser in chunks of one size, each in memory that is wiped afterwards. */
export function readChunked(bytes: Uint8Array, chunkLength = bytes.length || 1): ReadBack {
  const packets: TestPacket[] = [];
  const parser = createCaptureParser((packet) => {
    const { originalLength, seconds, nanoseconds, linkType, interfaceId, comment } = packet;
    const data = new Uint8Array(packet.data);
    packets.push({ data, originalLength, seconds, nanoseconds, linkType, interfaceId, comment });
    return undefined;
  });
  let heldBytes = 0;
  for (let at = 0; at < bytes.length; at += chunkLength) {
    const chunk = new Uint8Array(bytes.subarray(at, at + chunkLength));
    parser.push(chunk);
    chunk.fill(0xee);
    heldBytes = Math.max(heldBytes, parser.heldBytes);
  }
  return { packets, totals: parser.end(), heldBytes };
}

/** Fields of a file in one byte order. */
export class Fields {
  readonly #littleEndian: boolean;

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  u16(value: number): Buffer {
    const bytes = Buffer.alloc(2);
    if (this.#littleEndian) bytes.writeUInt16LE(value);
    else bytes.writeUInt16BE(value);
    return bytes;
  }

  u32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    if (this.#littleEndian) bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return bytes;
  }

  i64(value: bigint): Buffer {
    const bytes = Buffer.alloc(8);
    if (this.#littleEndian) bytes.writeBigInt64LE(value);
    else bytes.writeBigInt64BE(value);
    return bytes;
  }
}

export interface PcapHeader {
  readonly littleEndian?: boolean;
  readonly magic?: number;
  readonly major?: number;
  readonly minor?: number;
  readonly snapLength?: number;
  /** The whole 32-bit field. */
  readonly link?: number;
}

export interface PcapRecord {
  readonly data: Uint8Array;
  readonly seconds?: number;
  readonly fraction?: number;
  readonly captured?: number;
  readonly original?: number;
  /** What patched versions put between the lengths and the data. */
  readonly extra?: Uint8Array;
}

export function pcap(header: PcapHeader, records: readonly PcapRecord[]): Buffer {
  const { littleEndian = true, magic = 0xa1b2c3d4, major = 2, minor = 4 } = header;
  const { u16, u32 } = bound(littleEndian);
  const start = [u32(magic), u16(major), u16(minor), u32(0), u32(0)];
  const end = [u32(header.snapLength ?? 262_144), u32(header.link ?? 1)];
  const body = records.flatMap(({ data, seconds = 0, fraction = 0, captured, original, extra }) => [
    u32(seconds),
    u32(fraction),
    u32(captured ?? data.length),
    u32(original ?? data.length),
    extra ?? Buffer.alloc(0),
    data,
  ]);
  return Buffer.concat([...start, ...end, ...body]);
}

function bound(littleEndian: boolean) {
  const fields = new Fields(littleEndian);
  return {
    u16: (value: number) => fields.u16(value),
    u32: (value: number) => fields.u32(value),
    i64: (value: bigint) => fields.i64(value),
  };
}

export interface PcapngOption {
  readonly code: number;
  readonly value: Uint8Array;
}

/** Builds the blocks of one section in one byte order. */
export function pcapngBlocks(littleEndian = true) {
  const { u16, u32, i64 } = bound(littleEndian);
  const pad = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  const options = (list: readonly PcapngOption[]) =>
    Buffer.concat(list.flatMap(({ code, value }) => [u16(code), u16(value.length), pad(value)]));
  const block = (type: number, ...body: readonly Uint8Array[]) => {
    const content = Buffer.concat(body);
    const length = u32(content.length + 12);
    return Buffer.concat([u32(type), length, content, length]);
  };
  return {
    u16,
    u32,
    i64,
    pad,
    block,
    section: (major = 1, minor = 0, list: readonly PcapngOption[] = []) =>
      block(0x0a0d0d0a, u32(0x1a2b3c4d), u16(major), u16(minor), i64(-1n), options(list)),
    interface: (linkType = 1, snapLength = 0, list: readonly PcapngOption[] = []) =>
      block(1, u16(linkType), u16(0), u32(snapLength), options(list)),
    packet: (
      data: Uint8Array,
      { id = 0, ticks = 0n, captured = data.length, original = data.length }: PacketFields = {},
      list: readonly PcapngOption[] = [],
    ) =>
      block(
        6,
        ...[id, Number(ticks >> 32n), Number(ticks & 0xffffffffn), captured, original].map(u32),
        pad(data),
        options(list),
      ),
    obsoletePacket: (data: Uint8Array, { id = 0, ticks = 0n }: PacketFields = {}) =>
      block(
        2,
        u16(id),
        u16(0),
        ...[Number(ticks >> 32n), Number(ticks & 0xffffffffn), data.length, data.length].map(u32),
        pad(data),
      ),
    simplePacket: (data: Uint8Array, original = data.length) => block(3, u32(original), pad(data)),
  };
}

export interface PacketFields {
  readonly id?: number;
  readonly ticks?: bigint;
  readonly captured?: number;
  readonly original?: number;
}

export const text = (value: string): Buffer => Buffer.from(value, 'utf8');

/** One zstd frame of blocks that hold the bytes as they are. */
export function rawZstd(content: Uint8Array, blockLength = 1000): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < content.length || at === 0; at += blockLength) {
    const part = content.subarray(at, at + blockLength);
    const isLast = at + blockLength >= content.length;
    blocks.push(zstdBlock(0, part.length, part, isLast));
  }
  return Buffer.concat([zstdHeader(0x00, 0x50), ...blocks]);
}

/** Magic number, descriptor, and what follows it. */
export function zstdHeader(...fields: readonly number[]): Buffer {
  return Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...fields]);
}

export function zstdBlock(type: number, size: number, content: Uint8Array, isLast: boolean): Buffer {
  const head = (isLast ? 1 : 0) | (type << 1) | (size << 3);
  return Buffer.concat([Buffer.from([head & 255, (head >> 8) & 255, head >> 16]), content]);
}
