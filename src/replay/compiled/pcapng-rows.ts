import type { PcapngSection } from '../../capture/format.ts';
import type { CaptureInterface } from '../../capture/interface.ts';
import type { CaptureSummary } from '../../capture/packet.ts';
import { type CaptureParser, createCaptureParser } from '../../capture/parser.ts';
import { BlockType, byteOrderMagic, maximumBlockLength } from '../../capture/pcapng.ts';
import {
  controlBytesRead,
  controlInterfaces,
  controlReached,
  controlStop,
  controlTruncated,
  listedInterfaces,
  stopAtEnd,
  unitsMicro,
  unitsNano,
} from '../../kernels/control.ts';
import { mostRows } from '../../kernels/layout.ts';
import type { CaptureFile } from './capture-file.ts';
import { Pieces } from './pieces.ts';
import type { PacketWriter, RowOutput } from './row-output.ts';
import type { FileRun } from './row-reader.ts';
import { longestRecord } from './row-writer.ts';

/** Type, length, and the byte-order magic of a section: what tells how long a block is. */
const headLength = 12;

/**
 * Going over to the plain reader and back costs as much as it takes for some hundred packets. Where the kernel took fewer
 * than so many in between, the plain reader gets twice as many blocks the next time.
 */
const fewPackets = 64;
const mostPlainBlocks = 2 ** 16;

/** A pcapng file whose first section has the byte order that kernels read. */
export function isPcapng(file: CaptureFile): boolean {
  const head = pieceOrNothing(file);
  if (head.length < headLength) return false;
  const view = new DataView(head.buffer);
  return view.getUint32(0, true) === BlockType.section && view.getUint32(8, true) === byteOrderMagic;
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
 * other blocks, byte for byte, and is told of those that it does not see, so that it knows sections and interfaces, and
 * says what the file was and what is wrong with it.
 */
export class PcapngRows {
  readonly #file: CaptureFile;
  readonly #output: RowOutput;
  readonly #pieces: Pieces;
  readonly #parser: CaptureParser;
  #writer: PacketWriter | undefined;
  /** Bytes of a block that the plain reader has begun and not had yet. */
  #owed = 0;
  #isStopped = false;
  /** Blocks that the plain reader gets at a time, and packets that the kernel has taken since. */
  #plainBlocks = 1;
  #taken = 0;
  #interfaces: readonly CaptureInterface[] | undefined;
  #listed = 0;

  constructor(file: CaptureFile, output: RowOutput) {
    this.#file = file;
    this.#output = output;
    this.#pieces = new Pieces(file, output.parts.arena.bytes);
    this.#parser = createCaptureParser((packet) => this.#writer?.add(packet));
  }

  async read({ onProgress, ready }: FileRun): Promise<CaptureSummary> {
    const pieces = this.#pieces;
    while (!this.#isStopped) {
      pieces.next(this.#output.buffer);
      const isPlain = !this.#readWithKernel();
      onProgress(pieces.read, this.#file.size);
      if (isPlain) this.#readPlainly();
      const wait = ready?.();
      if (wait !== undefined) await wait;
      if (pieces.isEnd && pieces.left === 0) break;
    }
    return { file: this.#file.path, compression: 'none', ...this.#parser.end() };
  }

  /** False: what comes next is for the plain reader. */
  #readWithKernel(): boolean {
    const { section } = this.#parser;
    if (this.#owed > 0 || section === undefined || !section.littleEndian) return false;
    this.#listInterfaces(section);
    const pieces = this.#pieces;
    const { seed, parts, buffer } = this.#output;
    const { arena, kernels, control, leave, claims } = parts;
    const { words, doubles } = arena;
    const { at } = pieces;
    const bytes = doubles[(control + controlBytesRead) / 8];
    const truncated = doubles[(control + controlTruncated) / 8];
    claims?.begin(buffer.rows);
    const packets = kernels.readPcapng(at, pieces.end, buffer.rows, mostRows, control, ...seed, leave);
    claims?.end(packets);
    pieces.at = words[(control + controlReached) / 4];
    this.#parser.skip({
      length: pieces.at - at,
      packets,
      bytes: doubles[(control + controlBytesRead) / 8] - bytes,
      truncated: doubles[(control + controlTruncated) / 8] - truncated,
    });
    this.#output.hand(packets);
    this.#taken += packets;
    if (packets > 0) return true;
    // Nothing was taken: for want of bytes, of which more come, or there is something else.
    const isShort = words[(control + controlStop) / 4] === stopAtEnd;
    return isShort && !pieces.isEnd && pieces.left < longestRecord;
  }

  /** Gives the plain reader the next block, and all behind it up to one that may be for the kernel. */
  #readPlainly(): void {
    const pieces = this.#pieces;
    const bytes = pieces.take();
    const writer = this.#output.writer();
    this.#writer = writer;
    if (this.#owed === 0) {
      this.#plainBlocks = this.#taken < fewPackets ? Math.min(2 * this.#plainBlocks, mostPlainBlocks) : 1;
      this.#taken = 0;
    }
    let at = 0;
    let blocks = 0;
    do {
      const rest = bytes.length - at;
      if (this.#owed === 0 && rest < headLength && !pieces.isEnd) break;
      const need = this.#owed > 0 ? this.#owed : this.#blockLength(bytes, at);
      const taken = Math.min(need, rest);
      this.#owed = need - taken;
      this.#isStopped = !this.#parser.push(bytes.subarray(at, at + taken));
      at += taken;
      blocks++;
    } while (
      !this.#isStopped &&
      at < bytes.length &&
      (blocks < this.#plainBlocks || !this.#isForKernel(bytes, at))
    );
    writer.flush();
    this.#writer = undefined;
    pieces.putBack(bytes.subarray(at));
  }

  /** As it states. Of one that cannot be right, as much as shows that. */
  #blockLength(bytes: Uint8Array, at: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at);
    if (view.byteLength < headLength) return view.byteLength;
    const isSection = view.getUint32(0, true) === BlockType.section;
    const littleEndian = isSection ? view.getUint8(8) === 0x4d : this.#parser.section?.littleEndian;
    const length = view.getUint32(4, littleEndian);
    return length < headLength || length > maximumBlockLength ? headLength : length;
  }

  #isForKernel(bytes: Uint8Array, at: number): boolean {
    if (bytes.length - at < headLength || this.#parser.section?.littleEndian !== true) return false;
    const view = new DataView(bytes.buffer, bytes.byteOffset + at);
    return view.getUint32(0, true) === BlockType.enhancedPacket;
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
