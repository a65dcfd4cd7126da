import type { PcapngSection } from '../../capture/format.ts';
import type { CaptureInterface } from '../../capture/interface.ts';
import type { CaptureSummary } from '../../capture/packet.ts';
import { type CaptureParser, createCaptureParser } from '../../capture/parser.ts';
import { BlockType, byteOrderMagic, maximumBlockLength } from '../../capture/pcapng.ts';
import type { PacketRecord } from '../../capture/record.ts';
import {
  controlBytesRead,
  controlInterfaces,
  controlReached,
  controlStop,
  controlTruncated,
  listedInterfaces,
  stopAtEnd,
  stopAtLimit,
  unitsMicro,
  unitsNano,
} from '../../kernels/control.ts';
import { mostRows, rowBytes } from '../../kernels/layout.ts';
import type { CaptureFile, FileRun } from './capture-file.ts';
import { Pieces } from './pieces.ts';
import type { RowOutput } from './row-output.ts';
import { longestRecord, writeRecord } from './row-writer.ts';

/** Type, length, and the byte-order magic of a section: what tells how long a block is. */
const headLength = 12;

/**
 * Going over to the plain reader and back costs as much as it takes for a few packets. Where the kernel took fewer than so
 * many in between, or was not asked, the plain reader gets at least twice as many blocks the next time, whatever they are.
 */
const fewPackets = 8;
const mostPlainBlocks = 2 ** 16;

/** A pcapng file whose first section has the byte order that kernels read. */
export function isPcapng(file: CaptureFile): boolean {
  const head = pieceOrNothing(file);
  return isSection(new DataView(head.buffer), 0, head.length);
}

function isSection(view: DataView<ArrayBufferLike>, at: number, length: number): boolean {
  if (length < headLength) return false;
  return view.getUint32(at, true) === BlockType.section && view.getUint32(at + 8, true) === byteOrderMagic;
}

function pieceOrNothing(file: CaptureFile): Uint8Array<ArrayBuffer> {
  try {
    return file.piece(0, headLength);
  } catch {
    // The plain reader meets the same, and says what is wrong.
    return new Uint8Array(0);
  }
}

/**
 * Reads a pcapng file into rows. A kernel takes the Enhanced Packet Blocks that are as most are; the plain reader gets all
 * other blocks (and such as stand among many others), byte for byte, and is told of those that it does not see, so that it
 * knows sections and interfaces, and says what the file was and what is wrong with it.
 */
export class PcapngRows {
  readonly #file: CaptureFile;
  readonly #output: RowOutput;
  readonly #pieces: Pieces;
  readonly #parser: CaptureParser;
  /** Rows of the buffer that are filled. */
  #count = 0;
  /** Bytes that the plain reader must have before it is at the end of a block. */
  #owed = 0;
  #isStopped = false;
  /** Blocks that the plain reader gets at the least, and packets that the kernel has taken since. */
  #plainBlocks = 1;
  #taken = 0;
  #interfaces: readonly CaptureInterface[] | undefined;
  #listed = 0;
  readonly #view: DataView<ArrayBufferLike>;

  constructor(file: CaptureFile, output: RowOutput) {
    this.#file = file;
    this.#output = output;
    const { arena, readBytes } = output.parts;
    this.#pieces = new Pieces(file, arena.bytes, readBytes);
    this.#view = new DataView(arena.bytes.buffer);
    this.#parser = createCaptureParser((packet) => {
      this.#add(packet);
      return true;
    });
  }

  /** Undefined, and no row was passed on: it is another file by now, and for the plain reader. */
  async read({ onProgress, ready }: FileRun): Promise<CaptureSummary | undefined> {
    const pieces = this.#pieces;
    const { claims } = this.#output.parts;
    do {
      const { buffer } = this.#output;
      const isFirst = pieces.read === 0;
      pieces.next(buffer);
      // All that follows goes by what the first block says.
      if (isFirst && !isSection(this.#view, pieces.at, pieces.left)) return undefined;
      claims?.begin(buffer.rows);
      this.#readPiece();
      claims?.end(this.#count);
      onProgress(pieces.read, this.#file.size);
      this.#output.hand(this.#count);
      this.#count = 0;
      const wait = ready?.();
      if (wait !== undefined) await wait;
    } while (!this.#isStopped && (!pieces.isEnd || pieces.left > 0));
    return { file: this.#file.path, compression: 'none', ...this.#parser.end() };
  }

  /** As far as there are bytes, and rows. */
  #readPiece(): void {
    do {
      if (this.#owed === 0 && this.#parser.section?.littleEndian === true) {
        const stop = this.#readWithKernel(this.#parser.section);
        if (stop === stopAtLimit) return;
        if (stop === stopAtEnd && !this.#pieces.isEnd && this.#pieces.left < longestRecord) return;
      }
    } while (this.#readPlainly());
  }

  /** Gives why the kernel stopped. */
  #readWithKernel(section: PcapngSection): number {
    this.#listInterfaces(section);
    const pieces = this.#pieces;
    const { seed, parts, buffer } = this.#output;
    const { arena, kernels, control, leave } = parts;
    const { words, doubles } = arena;
    const { at, end } = pieces;
    const bytes = doubles[(control + controlBytesRead) / 8];
    const truncated = doubles[(control + controlTruncated) / 8];
    const rows = buffer.rows + this.#count * rowBytes;
    const packets = kernels.readPcapng(at, end, rows, mostRows - this.#count, control, ...seed, leave);
    pieces.at = words[(control + controlReached) / 4];
    this.#parser.skip({
      length: pieces.at - at,
      packets,
      bytes: doubles[(control + controlBytesRead) / 8] - bytes,
      truncated: doubles[(control + controlTruncated) / 8] - truncated,
    });
    this.#count += packets;
    this.#taken += packets;
    return words[(control + controlStop) / 4];
  }

  /**
   * Gives the plain reader so many blocks, and all behind them up to one that may be for the kernel: true. False: there are
   * no more rows, not enough bytes, or the file is broken.
   */
  #readPlainly(): boolean {
    const pieces = this.#pieces;
    const { bytes } = this.#output.parts.arena;
    if (this.#owed === 0) {
      this.#plainBlocks = this.#taken < fewPackets ? Math.min(2 * this.#plainBlocks, mostPlainBlocks) : 1;
      this.#taken = 0;
    }
    for (let blocks = 0; blocks < this.#plainBlocks || !this.#isForKernel(); blocks++) {
      const { at, left, isEnd } = pieces;
      if (left === 0 || this.#count >= mostRows) return false;
      if (this.#owed === 0) {
        if (left < headLength && !isEnd) return false;
        this.#owed = this.#blockLength();
      }
      const taken = Math.min(this.#owed, left);
      this.#owed -= taken;
      pieces.at += taken;
      this.#isStopped = !this.#parser.push(bytes.subarray(at, at + taken));
      if (this.#isStopped) return false;
    }
    return true;
  }

  /**
   * A packet of the plain reader: it lies where it was read, or, if it was read in parts, is copied to the room for a record
   * that is before the second part (Pieces), which is empty as all of the first was taken.
   */
  #add(packet: PacketRecord): void {
    const { parts, buffer, seed } = this.#output;
    const { arena, kernels, control, leave } = parts;
    const isInPlace = packet.bytes.buffer === arena.bytes.buffer;
    const at = isInPlace ? packet.bytes.byteOffset + packet.start : buffer.data;
    if (!isInPlace) arena.bytes.set(packet.data, at);
    const row = buffer.rows + this.#count * rowBytes;
    writeRecord(arena, buffer.rows, this.#count, at, packet);
    kernels.parseRows(row, 1, ...seed, control, leave);
    this.#count++;
  }

  /** As the next block states. Of one that cannot be right, as much as shows that. */
  #blockLength(): number {
    const { at, left } = this.#pieces;
    if (left < headLength) return left;
    const view = this.#view;
    const isSection = view.getUint32(at, true) === BlockType.section;
    const littleEndian = isSection ? view.getUint8(at + 8) === 0x4d : this.#parser.section?.littleEndian;
    const length = view.getUint32(at + 4, littleEndian);
    return length < headLength || length > maximumBlockLength ? headLength : length;
  }

  #isForKernel(): boolean {
    const { at, left } = this.#pieces;
    if (left < headLength || this.#parser.section?.littleEndian !== true) return false;
    return this.#view.getUint32(at, true) === BlockType.enhancedPacket;
  }

  /** Tells the kernel of interfaces that have come. */
  #listInterfaces({ interfaces }: PcapngSection): void {
    if (interfaces === this.#interfaces && interfaces.length === this.#listed) return;
    this.#interfaces = interfaces;
    this.#listed = interfaces.length;
    const { arena, control } = this.#output.parts;
    const words = arena.wordsAt(control + controlInterfaces, listedInterfaces);
    for (const index of words.keys()) {
      const entry = interfaces[index];
      words[index] = entry === undefined ? 0 : wordOf(entry);
    }
  }
}

/** What the kernel needs to know; 0: its packets are for the plain reader. */
function wordOf({ linkType, resolution, offset }: CaptureInterface): number {
  if (offset !== 0) return 0;
  const { unitsPerSecond } = resolution;
  if (unitsPerSecond === 1e6) return linkType | (unitsMicro << 16);
  return unitsPerSecond === 1e9 ? linkType | (unitsNano << 16) : 0;
}
