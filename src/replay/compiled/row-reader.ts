import type { CaptureSummary } from '../../capture/packet.ts';
import { type ReadOptions, readCapture } from '../../capture/read.ts';
import {
  controlBytesRead,
  controlHeaderLength,
  controlLinkType,
  controlLittleEndian,
  controlMinor,
  controlReached,
  controlStop,
  controlTruncated,
  controlUnits,
  stopAtLength,
} from '../../kernels/control.ts';
import { tableSeed } from '../../kernels/flow-layout.ts';
import { mostRows } from '../../kernels/layout.ts';
import type { Kernels } from '../../kernels/load.ts';
import type { Arena } from './arena.ts';
import { PcapFile, type PcapShape } from './pcap-file.ts';
import type { RowClaims } from './row-claims.ts';
import { longestRecord, openersOf, RowWriter } from './row-writer.ts';

/** Bytes of a file that are read at once: they stay in a second-level cache until their packets are done. */
const readBytes = 256 * 1024;
const pageBytes = 4096;

/** Addresses of rows and of dataBytes for their packets: see planBuffer. */
export interface RowBuffer {
  readonly rows: number;
  readonly data: number;
}

/** Who takes parsed rows. */
export interface RowSink {
  /** The buffer to be filled. */
  readonly buffer: RowBuffer;
  /** It has enough to do: whoever passes rows gives them hints. */
  readonly isAhead: boolean;
  /** Takes `count` rows of the buffer, and has another buffer, or the same again, when it returns. */
  pass(count: number, isHinted: boolean): void;
}

export interface RowReaderParts {
  readonly arena: Arena;
  readonly kernels: Kernels;
  /** Address of the control block of the reading kernels. */
  readonly control: number;
  /** Addresses of the flow table, and of memoBytes that are zero (kernels/hint.ts). */
  readonly table: number;
  readonly memo: number;
  /** What the parse kernel leaves to the plain parser: bits of kernels/layout.ts. */
  readonly leave: number;
  /** Where another thread reads the rows. */
  readonly claims?: RowClaims;
}

export type FileRun = Required<Pick<ReadOptions, 'onProgress'>> & Pick<ReadOptions, 'ready'>;

/**
 * Where bytes from this position of a file are read to, with room for a record before it: the same place within a page.
 * The kernel copies pages several times slower where the two differ by a few bytes (measured: AMD, family 25).
 */
function readAddress({ data }: RowBuffer, position: number): number {
  return Math.ceil((data + longestRecord) / pageBytes) * pageBytes + (position % pageBytes);
}

/** Tells the reading kernels what file they read: kernels/read-pcap.ts. */
export function setShape(words: Uint32Array, control: number, shape: PcapShape): void {
  words[(control + controlLittleEndian) / 4] = Number(shape.littleEndian);
  words[(control + controlHeaderLength) / 4] = shape.headerLength;
  words[(control + controlUnits) / 4] = shape.unitsPerSecond;
  words[(control + controlMinor) / 4] = shape.minor;
  words[(control + controlLinkType) / 4] = shape.linkType;
}

/** Reads captures into rows. */
export class RowReader {
  readonly #parts: RowReaderParts;
  readonly #sink: RowSink;

  constructor(parts: RowReaderParts, sink: RowSink) {
    this.#parts = parts;
    this.#sink = sink;
  }

  /** As readCapture does, and with the same summary. */
  async read(file: string, run: FileRun): Promise<CaptureSummary> {
    const pcap = PcapFile.open(file);
    if (pcap === undefined) return this.#readAny(file, run);
    try {
      return await this.#readPcap(pcap, run);
    } finally {
      pcap.close();
    }
  }

  /** Any kind of capture: the plain reader hands out packets, which are copied. */
  async #readAny(file: string, run: FileRun): Promise<CaptureSummary> {
    const { arena } = this.#parts;
    let writer = new RowWriter(arena, this.#sink.buffer);
    const flush = () => {
      this.#pass(writer.count);
      writer = new RowWriter(arena, this.#sink.buffer);
    };
    const summary = await readCapture(
      file,
      (packet) => {
        if (writer.add(packet)) return true;
        flush();
        return writer.add(packet);
      },
      run,
    );
    flush();
    return summary;
  }

  async #readPcap(pcap: PcapFile, { onProgress, ready }: FileRun): Promise<CaptureSummary> {
    const bytesBefore = this.#sum(controlBytesRead);
    const truncatedBefore = this.#sum(controlTruncated);
    const { arena, kernels, control, table, leave, claims } = this.#parts;
    const { bytes, words } = arena;
    // The key of the hash is that of the flow table.
    const seed = (table + tableSeed) / 4;
    setShape(words, control, pcap.shape);
    let at = 0;
    let end = 0;
    let packets = 0;
    let read = 0;
    let isTooLong = false;
    for (let isEnd = false, count = 0; !isTooLong && (!isEnd || count > 0); ) {
      // What is left of the bytes before goes in front of those that are read.
      const left = end - at;
      const isRead = !isEnd && left < longestRecord;
      const to = isRead ? readAddress(this.#sink.buffer, pcap.position) : this.#sink.buffer.data + left;
      bytes.copyWithin(to - left, at, end);
      end = to;
      if (isRead) {
        const more = pcap.read(bytes, to, readBytes - (pcap.position % pageBytes));
        isEnd = more === 0;
        end += more;
        read += more;
      }
      const { rows } = this.#sink.buffer;
      claims?.begin(rows);
      count = kernels.readPcap(to - left, end, rows, mostRows, control, words[seed], words[seed + 1], leave);
      claims?.end(count);
      at = this.#word(controlReached);
      isTooLong = this.#word(controlStop) === stopAtLength;
      packets += count;
      onProgress(read, pcap.size);
      this.#hand(count);
      const wait = ready?.();
      if (wait !== undefined) await wait;
    }
    const counts = {
      packets,
      bytes: this.#sum(controlBytesRead) - bytesBefore,
      truncated: this.#sum(controlTruncated) - truncatedBefore,
    };
    return pcap.summary(counts, Uint8Array.from(bytes.subarray(at, end)), isTooLong);
  }

  /** Rows that are not parsed. */
  #pass(count: number): void {
    if (count === 0) return;
    const { arena, kernels, control, table, leave } = this.#parts;
    const { rows } = this.#sink.buffer;
    const seed = (table + tableSeed) / 4;
    kernels.parseRows(rows, count, arena.words[seed], arena.words[seed + 1], control, leave);
    this.#hand(count);
  }

  /** Rows that are parsed. */
  #hand(count: number): void {
    if (count === 0) return;
    const { kernels, table, memo } = this.#parts;
    const { isAhead, buffer } = this.#sink;
    if (isAhead) kernels.hintRows(buffer.rows, count, table, memo, openersOf(buffer.rows));
    this.#sink.pass(count, isAhead);
  }

  #word(field: number): number {
    return this.#parts.arena.words[(this.#parts.control + field) / 4];
  }

  #sum(field: number): number {
    return this.#parts.arena.doubles[(this.#parts.control + field) / 8];
  }
}
