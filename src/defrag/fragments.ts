/**
 * The held fragments. Their bytes lie in one arena of small blocks that is taken at the start: the bound on memory
 * is exact, and a flood allocates nothing.
 */
import type { Frame } from '../frame/frame.ts';
import { SlotLists } from './lists.ts';

export const blockLength = 512;

/** Offset of a copy: no fragment overlaps with it. */
const nowhere = 0x7fffffff;

export class FragmentStore {
  /** Place and length in the datagram, bytes; a copy of another fragment has no length. */
  readonly offset: Int32Array;
  readonly length: Int32Array;
  readonly more: Uint8Array;
  /** Bytes of IP headers before the data: 0 but in the first fragment. */
  readonly header: Int32Array;
  /** Bytes of data that were captured and are held. */
  readonly captured: Int32Array;
  /** Of the capture record: its number, and its lengths as captured and on the wire. */
  readonly packetIndex: Float64Array;
  readonly capturedLength: Uint32Array;
  readonly wireLength: Uint32Array;
  /** Blocks and fragments in use by each source; there are no more sources than datagrams. */
  readonly blocksOf: Int32Array;
  readonly fragmentsOf: Int32Array;
  readonly #arena: Uint8Array;
  readonly #nextBlock: Int32Array;
  readonly #firstBlock: Int32Array;
  readonly #lists: SlotLists;
  readonly #free: Int32Array;
  #freeCount: number;
  #freeBlock = 0;
  #freeBlocks: number;

  constructor(datagrams: number, fragments: number, bytes: number) {
    const blocks = Math.max(1, Math.floor(bytes / blockLength));
    this.offset = new Int32Array(fragments);
    this.length = new Int32Array(fragments);
    this.more = new Uint8Array(fragments);
    this.header = new Int32Array(fragments);
    this.captured = new Int32Array(fragments);
    this.packetIndex = new Float64Array(fragments);
    this.capturedLength = new Uint32Array(fragments);
    this.wireLength = new Uint32Array(fragments);
    this.blocksOf = new Int32Array(datagrams);
    this.fragmentsOf = new Int32Array(datagrams);
    this.#arena = new Uint8Array(blocks * blockLength);
    this.#nextBlock = Int32Array.from({ length: blocks }, (_, block) =>
      block + 1 < blocks ? block + 1 : -1,
    );
    this.#firstBlock = new Int32Array(fragments).fill(-1);
    this.#lists = new SlotLists(fragments, datagrams);
    this.#free = Int32Array.from({ length: fragments }, (_, index) => fragments - 1 - index);
    this.#freeCount = fragments;
    this.#freeBlocks = blocks;
  }

  get isFull(): boolean {
    return this.#freeCount === 0;
  }

  get freeBlocks(): number {
    return this.#freeBlocks;
  }

  /** Fragments of a datagram, in the order of their arrival; -1 ends. */
  first(datagram: number): number {
    return this.#lists.first(datagram);
  }

  next(fragment: number): number {
    return this.#lists.next(fragment);
  }

  countOf(datagram: number): number {
    return this.#lists.lengthOf(datagram);
  }

  /** Length of the headers before the data, as the first fragment has them; 0 if it is not there. */
  headerOf(datagram: number): number {
    for (let held = this.first(datagram); held >= 0; held = this.next(held)) {
      if (this.header[held] > 0) return this.header[held];
    }
    return 0;
  }

  /** Holds the fragment; there must be room. A copy is held by its number and lengths only. */
  add(datagram: number, source: number, frame: Frame, packetIndex: number, isCopy: boolean): void {
    this.#freeCount--;
    const fragment = this.#free[this.#freeCount];
    this.#lists.add(datagram, fragment);
    this.fragmentsOf[source]++;
    this.packetIndex[fragment] = packetIndex;
    this.capturedLength[fragment] = frame.bytes.length;
    this.wireLength[fragment] = frame.originalLength;
    this.more[fragment] = frame.moreFragments;
    this.offset[fragment] = isCopy ? nowhere : frame.fragmentOffset;
    this.length[fragment] = isCopy ? 0 : frame.fragmentDataLength;
    this.header[fragment] = isCopy ? 0 : headerLength(frame);
    this.captured[fragment] = isCopy ? 0 : capturedData(frame);
    this.#firstBlock[fragment] = -1;
    if (!isCopy) this.#store(fragment, source, frame);
  }

  /** Lets go of all fragments of a datagram. */
  clear(datagram: number, source: number): void {
    for (let fragment = this.first(datagram); fragment >= 0; fragment = this.first(datagram)) {
      this.#lists.remove(datagram, fragment);
      this.#freeBlocksOf(fragment, source);
      this.fragmentsOf[source]--;
      this.#free[this.#freeCount] = fragment;
      this.#freeCount++;
    }
  }

  /** Copies the headers and the data to `target`. */
  copyTo(fragment: number, target: Uint8Array, at: number): void {
    let left = this.header[fragment] + this.captured[fragment];
    let to = at;
    for (let block = this.#firstBlock[fragment]; left > 0; block = this.#nextBlock[block]) {
      const length = Math.min(left, blockLength);
      copyBytes(this.#arena, block * blockLength, target, to, length);
      to += length;
      left -= length;
    }
  }

  /** Whether the data is the same as far as both were captured. */
  hasData(fragment: number, frame: Frame): boolean {
    const skipped = this.header[fragment];
    const end = skipped + Math.min(this.captured[fragment], capturedData(frame));
    const { bytes, fragmentDataOffset } = frame;
    const arena = this.#arena;
    let block = this.#firstBlock[fragment];
    for (let i = 0; i < end; i++) {
      if (i > 0 && i % blockLength === 0) block = this.#nextBlock[block];
      const held = arena[block * blockLength + (i % blockLength)];
      if (i >= skipped && held !== bytes[fragmentDataOffset + i - skipped]) return false;
    }
    return true;
  }

  #store(fragment: number, source: number, frame: Frame): void {
    const start = frame.fragmentDataOffset - this.header[fragment];
    const end = frame.fragmentDataOffset + this.captured[fragment];
    let last = -1;
    for (let from = start; from < end; from += blockLength) {
      const block = this.#takeBlock();
      if (last < 0) this.#firstBlock[fragment] = block;
      else this.#nextBlock[last] = block;
      last = block;
      const length = Math.min(blockLength, end - from);
      copyBytes(frame.bytes, from, this.#arena, block * blockLength, length);
    }
    this.blocksOf[source] += blocksFor(frame);
  }

  #takeBlock(): number {
    const block = this.#freeBlock;
    this.#freeBlock = this.#nextBlock[block];
    this.#nextBlock[block] = -1;
    this.#freeBlocks--;
    return block;
  }

  #freeBlocksOf(fragment: number, source: number): void {
    let block = this.#firstBlock[fragment];
    while (block >= 0) {
      const next = this.#nextBlock[block];
      this.#nextBlock[block] = this.#freeBlock;
      this.#freeBlock = block;
      this.#freeBlocks++;
      this.blocksOf[source]--;
      block = next;
    }
  }
}

/** A loop, as `set` wants a view of its source, which would be an object a block. */
function copyBytes(source: Uint8Array, from: number, target: Uint8Array, to: number, length: number): void {
  for (let i = 0; i < length; i++) target[to + i] = source[from + i];
}

/** Blocks that the fragment needs. */
export function blocksFor(frame: Frame): number {
  return Math.ceil((headerLength(frame) + capturedData(frame)) / blockLength);
}

function headerLength(frame: Frame): number {
  return frame.fragmentOffset === 0 ? frame.fragmentDataOffset - frame.ipOffset : 0;
}

function capturedData(frame: Frame): number {
  const captured = frame.bytes.length - frame.fragmentDataOffset;
  return Math.max(0, Math.min(captured, frame.fragmentDataLength));
}
