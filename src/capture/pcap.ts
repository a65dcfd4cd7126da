import { type FormatReader, maximumPacketLength, type Reading, type Window } from './format.ts';
import { normalLinkType } from './linktype.ts';
import type { CaptureFault } from './packet.ts';

/** What the magic number of a classic file says. */
export interface PcapMagic {
  readonly format: 'pcap' | 'pcap-ns' | 'pcap-modified';
  readonly littleEndian: boolean;
}

export const pcapHeaderLength = 24;

/** The magic number as its four bytes stand in the file, read most significant first. */
export function pcapMagic(magic: number): PcapMagic | undefined {
  switch (magic) {
    case 0xa1b2c3d4:
      return { format: 'pcap', littleEndian: false };
    case 0xd4c3b2a1:
      return { format: 'pcap', littleEndian: true };
    case 0xa1b23c4d:
      return { format: 'pcap-ns', littleEndian: false };
    case 0x4d3cb2a1:
      return { format: 'pcap-ns', littleEndian: true };
    case 0xa1b2cd34:
      return { format: 'pcap-modified', littleEndian: false };
    case 0x34cdb2a1:
      return { format: 'pcap-modified', littleEndian: true };
    default:
      return undefined;
  }
}

/** Reads the 24 bytes before the records; undefined after a `fail`. */
export function readPcapHeader(
  reading: Reading,
  { view, base }: Window,
  at: number,
  magic: PcapMagic,
): PcapReader | undefined {
  const { littleEndian } = magic;
  const major = view.getUint16(at + 4, littleEndian);
  const minor = view.getUint16(at + 6, littleEndian);
  // Later versions, and the 543.0 of one vendor, are read by some tools and refused by others.
  if (major !== 2 || minor > 4) {
    reading.fail('unsupported-version', base + at + 4, `pcap version ${major}.${minor}; 2.0 to 2.4 are read`);
    return undefined;
  }
  const field = view.getUint32(at + 20, littleEndian);
  // Bits 31..28 and 26 describe a frame check sequence, bit 27 is ignored by readers; the rest must be 0.
  if ((field & 0x03ff0000) !== 0) {
    const hex = `0x${field.toString(16).padStart(8, '0')}`;
    reading.fail('reserved-bits', base + at + 20, `reserved bits of the link type field are set (${hex})`);
    return undefined;
  }
  const linkType = normalLinkType(field & 0xffff);
  reading.noteLinkType(linkType);
  return new PcapReader(reading, magic, minor, linkType);
}

/**
 * Lengths that a record's header may have, the documented one first. Patches of 1999 made it longer, the first
 * of them without a magic number of its own: there the second record is looked at before the first is believed.
 */
const headerLengths = { pcap: [16, 24], 'pcap-ns': [16], 'pcap-modified': [24] } as const;

/** What is wrong with a record that states so many captured bytes. */
export function recordTooLong(length: number): Omit<CaptureFault, 'offset'> {
  const message = `a packet of ${length} bytes, more than ${maximumPacketLength}`;
  return { code: 'record-too-long', message };
}

/** What is wrong with a file that ends after `have` bytes of a record of at least `need`. */
export function cutShort(
  have: number,
  need: number,
  what: 'record' | 'file header' = 'record',
): Omit<CaptureFault, 'offset'> {
  const message = `the file ends inside a ${what}: ${have} bytes of at least ${need}`;
  return { code: 'cut-short', message };
}

/** The records of a classic file. */
export class PcapReader implements FormatReader {
  readonly #format: PcapMagic['format'];
  readonly #reading: Reading;
  readonly #littleEndian: boolean;
  #headerLength: number;
  #settled: boolean;
  readonly #unitsPerSecond: number;
  readonly #minor: number;
  readonly #linkType: number;

  constructor(reading: Reading, { format, littleEndian }: PcapMagic, minor: number, linkType: number) {
    this.#format = format;
    this.#reading = reading;
    this.#littleEndian = littleEndian;
    this.#headerLength = headerLengths[format][0];
    this.#settled = headerLengths[format].length === 1;
    this.#unitsPerSecond = format === 'pcap-ns' ? 1e9 : 1e6;
    this.#minor = minor;
    this.#linkType = linkType;
  }

  get format(): string {
    return this.#headerLength > 16 ? 'pcap-modified' : this.#format;
  }

  settle(): void {
    this.#settled = true;
  }

  measure(window: Window, at: number, have: number): number {
    if (have < this.#headerLength) return this.#headerLength;
    if (!this.#settled) {
      const need = this.#chooseHeaderLength(window.view, at, have);
      if (need > have) return need;
    }
    const length = this.#capturedLength(window.view, at);
    if (length > maximumPacketLength) {
      const { code, message } = recordTooLong(length);
      this.#reading.fail(code, window.base + at, message);
    }
    return this.#headerLength + length;
  }

  read({ bytes, view }: Window, at: number, length: number): void {
    const record = this.#reading.record;
    const captured = length - this.#headerLength;
    record.place(bytes, at + this.#headerLength, captured);
    // One of the two lengths is the captured one, whichever comes first.
    record.originalLength =
      view.getUint32(at + 8, this.#littleEndian) + view.getUint32(at + 12, this.#littleEndian) - captured;
    record.linkType = this.#linkType;
    this.#setTime(view, at);
    this.#reading.deliver();
  }

  /** Takes the first length behind which the second record can be one. Gives how many bytes it must see. */
  #chooseHeaderLength(view: DataView, at: number, have: number): number {
    const first = this.#capturedLength(view, at);
    if (first <= maximumPacketLength) {
      for (const length of headerLengths[this.#format]) {
        const need = length + first + 16;
        if (need > have) return need;
        if (this.#mayBeRecord(view, at + length + first, length)) {
          this.#headerLength = length;
          break;
        }
      }
    }
    this.#settled = true;
    return 0;
  }

  /** For a length that is not the documented one, a record must also make sense. */
  #mayBeRecord(view: DataView, at: number, headerLength: number): boolean {
    const captured = this.#capturedLength(view, at);
    if (captured > maximumPacketLength || headerLength === this.#headerLength) {
      return captured <= maximumPacketLength;
    }
    return captured > 0 && captured <= view.getUint32(at + 12, this.#littleEndian);
  }

  /** Version 2.2 and older wrote the original length first; 2.3 did either, so the smaller one is taken. */
  #capturedLength(view: DataView, at: number): number {
    const first = view.getUint32(at + 8, this.#littleEndian);
    if (this.#minor >= 4) return first;
    const second = view.getUint32(at + 12, this.#littleEndian);
    return this.#minor < 3 ? second : Math.min(first, second);
  }

  /** Fractions of a second and more do occur: they are carried over, so that the sum is what the file says. */
  #setTime(view: DataView, at: number): void {
    const record = this.#reading.record;
    const units = this.#unitsPerSecond;
    const fraction = view.getUint32(at + 4, this.#littleEndian);
    const carried = fraction < units ? 0 : Math.floor(fraction / units);
    record.seconds = view.getUint32(at, this.#littleEndian) + carried;
    record.nanoseconds = (fraction - carried * units) * (1e9 / units);
  }
}
