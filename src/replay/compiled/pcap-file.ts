import { maximumPacketLength } from '../../capture/format.ts';
import type { CaptureFault, CaptureSummary } from '../../capture/packet.ts';
import { createCaptureParser } from '../../capture/parser.ts';
import { cutShort, pcapHeaderLength, pcapMagic, recordTooLong } from '../../capture/pcap.ts';
import type { CaptureFile } from './capture-file.ts';

/** What the records of a classic file need to be read: see kernels/read-pcap.ts. */
export interface PcapShape {
  readonly littleEndian: boolean;
  /** Of a record. */
  readonly headerLength: number;
  readonly unitsPerSecond: number;
  readonly minor: number;
  readonly linkType: number;
}

/** What a reader has counted. */
interface PcapCounts {
  readonly packets: number;
  readonly bytes: number;
  readonly truncated: number;
}

/** Enough to tell which of the record headers of 1999 a file has. */
const scoutLength = maximumPacketLength + 4096;
/** Bytes that are looked at first, and nearly always enough: a packet comes when all is known. */
const glance = 4096;

/**
 * A classic capture file, uncompressed. What it is and what is wrong with it is said in the words of the plain reader.
 */
export class PcapFile {
  readonly file: CaptureFile;
  readonly shape: PcapShape;
  readonly #format: string;
  readonly #linkTypes: readonly string[];

  private constructor(file: CaptureFile, { shape, format, linkTypes }: Scouted) {
    this.file = file;
    this.shape = shape;
    this.#format = format;
    this.#linkTypes = linkTypes;
  }

  /** Undefined for anything but a sound file of this kind with at least one packet: it is for the plain reader. */
  static of(file: CaptureFile): PcapFile | undefined {
    const scouted = scoutOrNothing(file);
    if (scouted === undefined) return undefined;
    file.startAt(pcapHeaderLength);
    return new PcapFile(file, scouted);
  }

  /** `rest`: the bytes that were read and are no whole record; `isTooLong`: because of what the first states. */
  summary(counts: PcapCounts, rest: Uint8Array, isTooLong: boolean): CaptureSummary {
    return {
      file: this.file.path,
      compression: 'none',
      format: this.#format,
      linkTypes: this.#linkTypes,
      ...counts,
      fault: rest.length === 0 ? null : this.#fault(rest, isTooLong),
    };
  }

  #fault(rest: Uint8Array, isTooLong: boolean): CaptureFault {
    const offset = this.file.position - rest.length;
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

function scoutOrNothing(file: CaptureFile): Scouted | undefined {
  try {
    return scout(file);
  } catch {
    // The plain reader meets the same, and says what is wrong.
    return undefined;
  }
}

/** Lets the plain reader look at the beginning: what it makes of it holds for the rest. */
function scout(file: CaptureFile): Scouted | undefined {
  const head = file.piece(0, glance);
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
  if (linkType < 0) parser.push(file.piece(glance, scoutLength));
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
