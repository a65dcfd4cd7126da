import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { maximumPacketLength } from '../../capture/format.ts';
import type { CaptureFault, CaptureSummary } from '../../capture/packet.ts';
import { createCaptureParser } from '../../capture/parser.ts';
import { cutShort, pcapHeaderLength, pcapMagic, recordTooLong } from '../../capture/pcap.ts';
import { fromSystem } from '../../capture/source.ts';

/** What the records of a classic file need to be read: parameters of the walk kernel. */
export interface PcapShape {
  readonly littleEndian: boolean;
  /** Of a record. */
  readonly headerLength: number;
  readonly unitsPerSecond: number;
  readonly minor: number;
  readonly linkType: number;
}

/** What a reader has counted. */
export interface PcapCounts {
  readonly packets: number;
  readonly bytes: number;
  readonly truncated: number;
}

/** Enough to tell which of the record headers of 1999 a file has. */
const scoutLength = maximumPacketLength + 4096;
/** Bytes that are looked at first, and nearly always enough: a packet comes when all is known. */
const glance = 4096;

/**
 * A classic capture file on disk, uncompressed: its bytes go straight to where the kernels read them. What the file is
 * and what is wrong with it is said in the words of the plain reader.
 */
export class PcapFile {
  readonly shape: PcapShape;
  readonly size: number;
  readonly #path: string;
  readonly #fd: number;
  readonly #format: string;
  readonly #linkTypes: readonly string[];
  #position = pcapHeaderLength;

  private constructor(path: string, fd: number, size: number, scouted: Scouted) {
    this.#path = path;
    this.#fd = fd;
    this.size = size;
    this.shape = scouted.shape;
    this.#format = scouted.format;
    this.#linkTypes = scouted.linkTypes;
  }

  /** Undefined for anything but a sound file of this kind with at least one packet: it is for the plain reader. */
  static open(path: string): PcapFile | undefined {
    if (path === '-') return undefined;
    const fd = openOrNothing(path);
    if (fd === undefined) return undefined;
    const scouted = scoutOrNothing(fd);
    if (scouted !== undefined) return new PcapFile(path, fd, fstatSync(fd).size, scouted);
    closeSync(fd);
    return undefined;
  }

  /** In the file, of what is read next. */
  get position(): number {
    return this.#position;
  }

  /** Reads on into the memory, from `at` on, so many bytes at the most; 0 at the end. Throws `capture-unreadable`. */
  read(into: Uint8Array<ArrayBufferLike>, at: number, length: number): number {
    const count = this.#readHere(into, at, length);
    this.#position += count;
    return count;
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** `rest`: the bytes that were read and are no whole record; `isTooLong`: because of what the first states. */
  summary(counts: PcapCounts, rest: Uint8Array, isTooLong: boolean): CaptureSummary {
    return {
      file: this.#path,
      compression: 'none',
      format: this.#format,
      linkTypes: this.#linkTypes,
      ...counts,
      fault: rest.length === 0 ? null : this.#fault(rest, isTooLong),
    };
  }

  #readHere(into: Uint8Array<ArrayBufferLike>, at: number, length: number): number {
    try {
      return readSync(this.#fd, into, at, length, this.#position);
    } catch (error) {
      throw fromSystem(this.#path, error);
    }
  }

  #fault(rest: Uint8Array, isTooLong: boolean): CaptureFault {
    const offset = this.#position - rest.length;
    const { headerLength } = this.shape;
    if (rest.length < headerLength) return at(offset, cutShort(rest.length, headerLength));
    const captured = this.#capturedLength(rest);
    if (isTooLong) return at(offset, recordTooLong(captured));
    return at(offset, cutShort(rest.length, headerLength + captured));
  }

  #capturedLength(record: Uint8Array): number {
    const { littleEndian, minor } = this.shape;
    const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
    const [first, second] = [8, 12].map((at) => view.getUint32(at, littleEndian));
    if (minor >= 4) return first;
    return minor < 3 ? second : Math.min(first, second);
  }
}

/** In the order in which the plain reader has them, as reports show it. */
function at(offset: number, { code, message }: Omit<CaptureFault, 'offset'>): CaptureFault {
  return { code, offset, message };
}

interface Scouted {
  readonly shape: PcapShape;
  readonly format: string;
  readonly linkTypes: readonly string[];
}

/** A pipe is left alone: it can be opened once only, as whoever writes to it stops when it is closed. */
function openOrNothing(path: string): number | undefined {
  try {
    if (statSync(path).isFile()) return openSync(path, 'r');
  } catch {
    // The plain reader says what is wrong.
  }
  return undefined;
}

function scoutOrNothing(fd: number): Scouted | undefined {
  try {
    return scout(fd);
  } catch {
    // The plain reader meets the same, and says what is wrong.
    return undefined;
  }
}

function piece(fd: number, from: number, to: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(to - from);
  return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, from));
}

/** Lets the plain reader look at the beginning: what it makes of it holds for the rest. */
function scout(fd: number): Scouted | undefined {
  const head = piece(fd, 0, glance);
  if (head.length < pcapHeaderLength) return undefined;
  const view = new DataView(head.buffer);
  const magic = pcapMagic(view.getUint32(0));
  if (magic === undefined) return undefined;
  let linkType = -1;
  const parser = createCaptureParser((record) => {
    linkType = record.linkType;
    return true;
  });
  parser.push(head);
  if (linkType < 0) parser.push(piece(fd, glance, scoutLength));
  const { format, linkTypes } = parser.end();
  if (linkType < 0) return undefined;
  const { littleEndian } = magic;
  return {
    shape: {
      littleEndian,
      headerLength: format === 'pcap-modified' ? 24 : 16,
      unitsPerSecond: format === 'pcap-ns' ? 1e9 : 1e6,
      minor: view.getUint16(6, littleEndian),
      linkType,
    },
    format,
    linkTypes,
  };
}
