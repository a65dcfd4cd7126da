import {
  type FormatReader,
  maximumPacketLength,
  type PcapngSection,
  type Reading,
  type Window,
} from './format.ts';
import { CaptureInterface } from './interface.ts';
import { OptionCode, type OptionVisitor, padded, walkOptions } from './options.ts';
import { setTime } from './timestamp.ts';

/** Block types; the section header's reads the same in both byte orders. */
export const BlockType = {
  section: 0x0a0d0d0a,
  interface: 1,
  obsoletePacket: 2,
  simplePacket: 3,
  enhancedPacket: 6,
} as const;

export const byteOrderMagic = 0x1a2b3c4d;
/** Longest block that is read, bytes. */
export const maximumBlockLength = 16 * 1024 * 1024;
/** Most interfaces of a section. */
const maximumInterfaces = 262_144;

/** The smallest length of each block that is read: fixed fields and the 12 bytes around them. */
function minimumLength(type: number): number {
  switch (type) {
    case BlockType.section:
      return 28;
    case BlockType.interface:
      return 20;
    case BlockType.simplePacket:
      return 16;
    case BlockType.enhancedPacket:
    case BlockType.obsoletePacket:
      return 32;
    default:
      return 12;
  }
}

/** The blocks of a pcapng file. All but sections, interfaces and packets are skipped by their length. */
export class PcapngReader implements FormatReader, OptionVisitor, PcapngSection {
  readonly format = 'pcapng';
  readonly #reading: Reading;
  #littleEndian = false;
  #interfaces: CaptureInterface[] = [];

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  get section(): PcapngSection {
    return this;
  }

  get littleEndian(): boolean {
    return this.#littleEndian;
  }

  get interfaces(): readonly CaptureInterface[] {
    return this.#interfaces;
  }

  measure({ view, base }: Window, at: number, have: number): number {
    if (have < 12) return 12;
    const type = view.getUint32(at, this.#littleEndian);
    if (type === BlockType.section && !this.#setByteOrder(view, at)) {
      this.#reading.fail('bad-byte-order', base + at + 8, 'a section header without the byte-order magic');
      return 12;
    }
    const length = view.getUint32(at + 4, this.#littleEndian);
    if (length < minimumLength(type) || length % 4 !== 0) {
      this.#reading.fail('block-length', base + at, `a block of type ${type} states ${length} bytes`);
    } else if (length > maximumBlockLength) {
      const message = `a block of ${length} bytes, more than ${maximumBlockLength}`;
      this.#reading.fail('block-too-long', base + at, message);
    }
    return length;
  }

  read(window: Window, at: number, length: number): void {
    const { view, base } = window;
    const trailer = view.getUint32(at + length - 4, this.#littleEndian);
    if (trailer !== length) {
      const message = `a block states ${length} bytes at its start and ${trailer} at its end`;
      this.#reading.fail('block-length-mismatch', base + at, message);
      return;
    }
    const type = view.getUint32(at, this.#littleEndian);
    if (type === BlockType.enhancedPacket) {
      this.#readPacket(window, at, length, view.getUint32(at + 8, this.#littleEndian));
    } else if (type === BlockType.simplePacket) this.#readSimplePacket(window, at, length);
    else if (type === BlockType.obsoletePacket) {
      this.#readPacket(window, at, length, view.getUint16(at + 8, this.#littleEndian));
    } else if (type === BlockType.interface) this.#readInterface(window, at, length);
    else if (type === BlockType.section) this.#readSection(window, at, length);
  }

  /** An option of a packet: the first comment is noted. */
  option(_view: DataView, code: number, start: number, length: number): void {
    const record = this.#reading.record;
    if (code !== OptionCode.comment || record.commentEnd !== 0) return;
    record.commentStart = start;
    record.commentEnd = start + length;
  }

  #setByteOrder(view: DataView, at: number): boolean {
    this.#littleEndian = view.getUint8(at + 8) === 0x4d;
    return view.getUint32(at + 8, this.#littleEndian) === byteOrderMagic;
  }

  #readSection({ view, base }: Window, at: number, length: number): void {
    const major = view.getUint16(at + 12, this.#littleEndian);
    const minor = view.getUint16(at + 14, this.#littleEndian);
    if (major !== 1 || (minor !== 0 && minor !== 2)) {
      const message = `pcapng version ${major}.${minor}; 1.0 and 1.2 are read`;
      this.#reading.fail('unsupported-version', base + at + 12, message);
      return;
    }
    this.#interfaces = [];
    this.#walk(view, base, at + 24, at + length - 4, ignoreOptions);
  }

  #readInterface({ view, base }: Window, at: number, length: number): void {
    if (this.#interfaces.length === maximumInterfaces) {
      const message = `more than ${maximumInterfaces} interfaces in a section`;
      this.#reading.fail('too-many-interfaces', base + at, message);
      return;
    }
    const linkType = view.getUint16(at + 8, this.#littleEndian);
    const snapLength = view.getUint32(at + 12, this.#littleEndian);
    const entry = new CaptureInterface(linkType, snapLength, this.#littleEndian);
    if (!this.#walk(view, base, at + 16, at + length - 4, entry)) return;
    if (entry.problem !== '') {
      this.#reading.fail('bad-option', base + at, entry.problem);
      return;
    }
    this.#interfaces.push(entry);
    this.#reading.noteLinkType(entry.linkType);
  }

  /** Enhanced and obsolete packets differ in how wide the interface number is. */
  #readPacket(window: Window, at: number, length: number, interfaceId: number): void {
    const { view } = window;
    const littleEndian = this.#littleEndian;
    const captured = view.getUint32(at + 20, littleEndian);
    const entry = this.#place(window, at, at + 28, at + length - 4, captured, interfaceId);
    if (entry === undefined) return;
    const record = this.#reading.record;
    record.originalLength = view.getUint32(at + 24, littleEndian);
    const [high, low] = [view.getUint32(at + 12, littleEndian), view.getUint32(at + 16, littleEndian)];
    setTime(record, high, low, entry.resolution, entry.offset);
    if (this.#walk(view, window.base, at + 28 + padded(captured), at + length - 4, this)) {
      this.#reading.deliver();
    }
  }

  /** A simple packet has no time and belongs to the first interface, whose snap length cuts it. */
  #readSimplePacket(window: Window, at: number, length: number): void {
    const originalLength = window.view.getUint32(at + 8, this.#littleEndian);
    const limit = this.#interfaces[0]?.snapLength || maximumPacketLength;
    const captured = Math.min(originalLength, limit);
    if (this.#place(window, at, at + 12, at + length - 4, captured, 0) === undefined) return;
    const record = this.#reading.record;
    record.originalLength = originalLength;
    record.seconds = 0;
    record.nanoseconds = 0;
    this.#reading.deliver();
  }

  /** Checks a packet's interface and length; its bytes are in [start, end). Undefined after a `fail`. */
  #place(
    { bytes, base }: Window,
    at: number,
    start: number,
    end: number,
    captured: number,
    interfaceId: number,
  ): CaptureInterface | undefined {
    const entry = this.#interfaces[interfaceId];
    if (entry === undefined) {
      const message = `a packet of interface ${interfaceId}; the section has ${this.#interfaces.length}`;
      this.#reading.fail('unknown-interface', base + at, message);
    } else if (captured > maximumPacketLength) {
      const message = `a packet of ${captured} bytes, more than ${maximumPacketLength}`;
      this.#reading.fail('record-too-long', base + at, message);
    } else if (captured > end - start) {
      const message = `a packet of ${captured} bytes in a block with room for ${end - start}`;
      this.#reading.fail('packet-overrun', base + at, message);
    } else {
      const record = this.#reading.record;
      record.place(bytes, start, captured);
      record.linkType = entry.linkType;
      record.interfaceId = interfaceId;
      return entry;
    }
    return undefined;
  }

  #walk(view: DataView, base: number, at: number, end: number, visitor: OptionVisitor): boolean {
    const broken = walkOptions(view, this.#littleEndian, at, end, visitor);
    if (broken >= 0) this.#reading.fail('option-overrun', base + broken, 'an option runs over its block');
    return broken < 0;
  }
}

const ignoreOptions: OptionVisitor = { option() {} };
