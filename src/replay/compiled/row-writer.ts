import { maximumPacketLength } from '../../capture/format.ts';
import type { CapturedPacket } from '../../capture/packet.ts';
import {
  exactTimeBytes,
  exactTimes,
  farTime,
  mostRows,
  rowBytes,
  rowCaptured,
  rowDataAt,
  rowInterface,
  rowLinkType,
  rowOriginal,
  rowTime,
} from '../../kernels/layout.ts';
import { microseconds } from '../pipeline.ts';
import type { Arena, ArenaPlan } from './arena.ts';
import type { RowBuffer } from './row-output.ts';

/** Of a record of a classic file, with the longest of the headers: among so many bytes there is a whole one. */
export const longestRecord = maximumPacketLength + 24;
/** Bytes of a file that are read at once, by one thread for all: they stay in a second-level cache until their packets are done. */
export const readBytesAlone = 256 * 1024;
/** By a thread that does nothing else: what JavaScript does between kernels counts for more packets. */
export const readBytesAhead = 512 * 1024;
/** Room for the bytes of a batch: any one record fits, and behind it a read that begins where it does within a page. */
const dataBytes = longestRecord + readBytesAhead + 2 * 4096;

/** Room for a batch: rows, the list of those that open flows, exact times, and the bytes of their packets. */
export function planBuffer(plan: ArenaPlan): RowBuffer {
  return { rows: plan.add(exactTimes + mostRows * exactTimeBytes), data: plan.add(dataBytes) };
}

/** Address of the list of a buffer with these rows: kernels/openers.ts. */
export function openersOf(rows: number): number {
  return rows + mostRows * rowBytes;
}

/** Of a row of a buffer whose rows stand at `rows`, if its time is far: where the seconds stand, an index of doubles. */
export function exactTimeOf({ doubles }: Arena, rows: number, index: number): number | undefined {
  const time = doubles[(rows + index * rowBytes + rowTime) / 8];
  if (Math.abs(time) < farTime) return undefined;
  return (rows + exactTimes + index * exactTimeBytes) / 8;
}

/** What the reader knows of a packet whose bytes lie at `at`, as the row with this index of those at `rows`. */
export function writeRecord(
  arena: Arena,
  rows: number,
  index: number,
  at: number,
  packet: CapturedPacket,
): void {
  const { words, doubles } = arena;
  const row = rows + index * rowBytes;
  words[(row + rowDataAt) / 4] = at;
  words[(row + rowCaptured) / 4] = packet.data.length;
  words[(row + rowOriginal) / 4] = packet.originalLength;
  doubles[(row + rowTime) / 8] = microseconds(packet);
  words[(row + rowLinkType) / 4] = packet.linkType | ((packet.nanoseconds % 1000) << 16);
  words[(row + rowInterface) / 4] = packet.interfaceId;
  const exact = exactTimeOf(arena, rows, index);
  if (exact === undefined) return;
  doubles[exact] = packet.seconds;
  doubles[exact + 1] = packet.nanoseconds;
}

/** Copies packets, one after another, to where the kernels read them. */
export class RowWriter {
  count = 0;
  readonly #arena: Arena;
  readonly #buffer: RowBuffer;
  #used = 0;

  constructor(arena: Arena, buffer: RowBuffer) {
    this.#arena = arena;
    this.#buffer = buffer;
  }

  /** False: there is no room for the packet. */
  add(packet: CapturedPacket): boolean {
    const { length } = packet.data;
    if (this.count === mostRows || this.#used + length > dataBytes) return false;
    const at = this.#buffer.data + this.#used;
    this.#arena.bytes.set(packet.data, at);
    writeRecord(this.#arena, this.#buffer.rows, this.count, at, packet);
    this.#used += length;
    this.count++;
    return true;
  }
}
