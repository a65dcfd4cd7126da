import type { CaptureSummary } from '../../capture/packet.ts';
import { readCapture } from '../../capture/read.ts';
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
import { mostRows } from '../../kernels/layout.ts';
import { CaptureFile, type FileRun } from './capture-file.ts';
import { PcapFile, type PcapShape } from './pcap-file.ts';
import { isPcapng, PcapngRows } from './pcapng-rows.ts';
import { Pieces } from './pieces.ts';
import { RowOutput, type RowReaderParts, type RowSink } from './row-output.ts';

/**
 * Batches between two reports of progress, of which the first comes at once. Whatever is done for every batch is done by
 * code that has left the caches since the last.
 */
const reportEvery = 8;

/** Tells the kernel that reads classic files what file it is: kernels/read-pcap.ts. */
export function setShape(words: Uint32Array, control: number, shape: PcapShape): void {
  words[(control + controlLittleEndian) / 4] = Number(shape.littleEndian);
  words[(control + controlHeaderLength) / 4] = shape.headerLength;
  words[(control + controlUnits) / 4] = shape.unitsPerSecond;
  words[(control + controlMinor) / 4] = shape.minor;
  words[(control + controlLinkType) / 4] = shape.linkType;
}

/** Reads captures into rows. */
export class RowReader {
  readonly #output: RowOutput;

  constructor(parts: RowReaderParts, sink: RowSink) {
    this.#output = new RowOutput(parts, sink);
  }

  /** As readCapture does, and with the same summary. */
  async read(path: string, run: FileRun): Promise<CaptureSummary> {
    const file = CaptureFile.open(path);
    if (file === undefined) return this.#readAny(path, run);
    try {
      const summary = await this.#readHere(file, run);
      if (summary !== undefined) return summary;
    } finally {
      file.close();
    }
    return this.#readAny(path, run);
  }

  /** Undefined for what is for the plain reader alone. */
  async #readHere(file: CaptureFile, run: FileRun): Promise<CaptureSummary | undefined> {
    if (isPcapng(file)) return new PcapngRows(file, this.#output).read(run);
    const pcap = PcapFile.of(file);
    return pcap === undefined ? undefined : this.#readPcap(pcap, run);
  }

  /** Any kind of capture: the plain reader hands out packets, which are copied. */
  async #readAny(path: string, run: FileRun): Promise<CaptureSummary> {
    const writer = this.#output.writer();
    const summary = await readCapture(path, (packet) => writer.add(packet), run);
    writer.flush();
    return summary;
  }

  async #readPcap(pcap: PcapFile, { onProgress, ready }: FileRun): Promise<CaptureSummary> {
    const bytesBefore = this.#sum(controlBytesRead);
    const truncatedBefore = this.#sum(controlTruncated);
    const { seed, parts } = this.#output;
    const { arena, kernels, control, readBytes, leave, claims } = parts;
    const [first, second] = seed;
    setShape(arena.words, control, pcap.shape);
    const pieces = new Pieces(pcap.file, arena.bytes, readBytes);
    let packets = 0;
    let untilReport = 1;
    let isTooLong = false;
    for (let count = 0; !isTooLong && (!pieces.isEnd || count > 0); ) {
      const { buffer } = this.#output;
      pieces.next(buffer);
      claims?.begin(buffer.rows);
      count = kernels.readPcap(pieces.at, pieces.end, buffer.rows, mostRows, control, first, second, leave);
      claims?.end(count);
      pieces.at = this.#word(controlReached);
      isTooLong = this.#word(controlStop) === stopAtLength;
      packets += count;
      this.#output.hand(count);
      if (--untilReport === 0) {
        untilReport = reportEvery;
        onProgress(pieces.read, pcap.file.size);
      }
      const wait = ready?.();
      if (wait !== undefined) await wait;
    }
    onProgress(pieces.read, pcap.file.size);
    const counts = {
      packets,
      bytes: this.#sum(controlBytesRead) - bytesBefore,
      truncated: this.#sum(controlTruncated) - truncatedBefore,
    };
    return pcap.summary(counts, pieces.rest(), isTooLong);
  }

  #word(field: number): number {
    const { arena, control } = this.#output.parts;
    return arena.words[(control + field) / 4];
  }

  #sum(field: number): number {
    const { arena, control } = this.#output.parts;
    return arena.doubles[(control + field) / 8];
  }
}
