import { CarryBuffer } from './carry.ts';
import type { FormatReader, PcapngSection, Reading, SkippedUnits, Window } from './format.ts';
import { linkTypeName } from './linktype.ts';
import type { CaptureFault } from './packet.ts';
import { cutShort } from './pcap.ts';
import { PacketRecord } from './record.ts';
import { SignatureReader } from './signature.ts';

/** What a parser has seen: CaptureSummary without what only the opener of the file knows. */
export interface CaptureTotals {
  readonly format: string;
  readonly linkTypes: readonly string[];
  readonly packets: number;
  readonly bytes: number;
  readonly truncated: number;
  readonly fault: CaptureFault | null;
}

/** As PacketCallback, with the fuller record. Returns false to stop reading. */
export type RecordCallback = (packet: PacketRecord) => boolean | undefined;

/** Why the bytes of a file end where the file does not: damaged compression. */
export interface EarlyEnd {
  readonly code: string;
  readonly message: string;
}

/** Takes a capture in pieces of any size and hands out each packet as soon as it is whole. */
export interface CaptureParser {
  /** Reads on. False: no more is wanted, as the callback stopped or the file is broken. Never throws by itself. */
  push(chunk: Uint8Array): boolean;
  /** The file ends here; `cause` says why its bytes end early, if something else than the file's end did it. */
  end(cause?: EarlyEnd): CaptureTotals;
  /** Bytes held back for a packet that is not whole yet. */
  readonly heldBytes: number;
  /** Of pcapng: the section that has begun, as it is now. Undefined for other formats. */
  readonly section: PcapngSection | undefined;
  /** Whole units that somebody else has read, in place of a push, where none is held back. */
  skip(units: SkippedUnits): void;
}

/** Packets are delivered from within `push`. */
export function createCaptureParser(onPacket: RecordCallback): CaptureParser {
  return new Parser(onPacket);
}

class Parser implements CaptureParser, Reading {
  readonly record = new PacketRecord();
  readonly #onPacket: RecordCallback;
  readonly #carry = new CarryBuffer();
  #reader: FormatReader = new SignatureReader(this);
  #stopped = false;
  #fault: CaptureFault | null = null;
  /** Offset in the file of the next byte that comes. */
  #offset = 0;
  #packets = 0;
  #bytes = 0;
  #truncated = 0;
  readonly #linkTypes: string[] = [];
  /** A bit for each link type that was noted. */
  readonly #linkTypeSeen = new Uint32Array(2048);

  constructor(onPacket: RecordCallback) {
    this.#onPacket = onPacket;
  }

  get heldBytes(): number {
    return this.#carry.capacity;
  }

  push(chunk: Uint8Array): boolean {
    if (this.#stopped || chunk.length === 0) return !this.#stopped;
    const start = this.#fillCarry(chunk);
    if (!this.#stopped && start < chunk.length) this.#readChunk(chunk, start);
    this.#offset += chunk.length;
    return !this.#stopped;
  }

  end(cause?: EarlyEnd): CaptureTotals {
    if (!this.#stopped) this.#finish(cause);
    this.#stopped = true;
    return {
      format: this.#reader.format,
      linkTypes: this.#linkTypes,
      packets: this.#packets,
      bytes: this.#bytes,
      truncated: this.#truncated,
      fault: this.#fault,
    };
  }

  get section(): PcapngSection | undefined {
    return this.#reader.section;
  }

  skip({ length, bytes, packets, truncated }: SkippedUnits): void {
    this.#offset += length;
    this.#bytes += bytes;
    this.#packets += packets;
    this.#truncated += truncated;
  }

  deliver(): void {
    const captured = this.record.end - this.record.start;
    this.#packets++;
    this.#bytes += captured;
    if (captured < this.record.originalLength) this.#truncated++;
    if (this.#onPacket(this.record) === false) this.#stopped = true;
  }

  noteLinkType(linkType: number): void {
    const bit = 1 << (linkType & 31);
    if (this.#linkTypeSeen[linkType >> 5] & bit) return;
    this.#linkTypeSeen[linkType >> 5] |= bit;
    this.#linkTypes.push(linkTypeName(linkType));
  }

  fail(code: string, offset: number, message: string): void {
    this.#fault = { code, offset, message };
    this.#stopped = true;
  }

  become(reader: FormatReader): void {
    this.#reader = reader;
  }

  /** Completes and reads the unit that earlier chunks began. Gives how much of this chunk it took. */
  #fillCarry(chunk: Uint8Array): number {
    let taken = 0;
    while (this.#carry.length > 0) {
      const need = this.#reader.measure(this.#carry, 0, this.#carry.length);
      if (this.#stopped) break;
      if (need <= this.#carry.length) {
        this.#reader.read(this.#carry, 0, need);
        this.#carry.drop(need);
      } else if (taken < chunk.length) taken += this.#carry.append(chunk, taken, need);
      else break;
    }
    return taken;
  }

  /** Reads the whole units of the chunk where they lie, and keeps the rest. */
  #readChunk(chunk: Uint8Array, start: number): void {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const rest = this.#drain({ bytes: chunk, view, base: this.#offset }, start, chunk.length);
    if (!this.#stopped && rest < chunk.length) this.#carry.begin(chunk, rest, this.#offset + rest);
  }

  /** Reads the whole units in [at, end). Gives where the first starts that is not whole. */
  #drain(window: Window, at: number, end: number): number {
    let next = at;
    while (next < end) {
      const need = this.#reader.measure(window, next, end - next);
      if (this.#stopped || need > end - next) break;
      this.#reader.read(window, next, need);
      if (this.#stopped) break;
      next += need;
    }
    return next;
  }

  #finish(cause?: EarlyEnd): void {
    const carry = this.#carry;
    this.#reader.settle?.();
    carry.drop(this.#drain(carry, 0, carry.length));
    if (this.#stopped) return;
    if (cause !== undefined) this.fail(cause.code, this.#offset, cause.message);
    else if (this.#offset === 0) this.fail('empty-file', 0, 'the file is empty');
    else if (carry.length > 0) this.#failAtRest();
  }

  #failAtRest(): void {
    const { base, length } = this.#carry;
    const rejection = this.#reader.reject?.(this.#carry, 0, length);
    if (rejection === undefined) {
      const need = this.#reader.measure(this.#carry, 0, length);
      const { code, message } = cutShort(length, need, base === 0 ? 'file header' : 'record');
      this.fail(code, base, message);
    } else this.fail('bad-magic', base, rejection);
  }
}
