import type { CaptureSummary } from '../../capture/packet.ts';
import { readCapture } from '../../capture/read.ts';
import { replaySeed } from '../../conntrack/conntrack.ts';
import {
  controlBytes,
  controlBytesParsed,
  controlBytesRead,
  controlReached,
  controlSeen,
  controlStop,
  controlTruncated,
  stopAtLength,
} from '../../kernels/control.ts';
import { rowBytes } from '../../kernels/layout.ts';
import { type Kernels, loadKernels } from '../../kernels/load.ts';
import type { Pipeline, PipelineOptions } from '../pipeline.ts';
import type { RunOptions } from '../run.ts';
import { type Arena, ArenaPlan } from './arena.ts';
import { BatchPipeline, batchRows, PipelinePlan } from './batch-pipeline.ts';
import { PcapFile } from './pcap-file.ts';
import { dataBytes, RowWriter } from './row-writer.ts';

/** Combinations of HeaderSeen bits. */
const seenKinds = 512;

/** Bytes of a file that are read at once: half of what stays in a second-level cache. */
const readBytes = 512 * 1024;

/** Plays captures by the batch, all in this thread. */
export class BatchReplay {
  readonly pipeline: Pipeline;
  readonly #batches: BatchPipeline;
  readonly #arena: Arena;
  readonly #kernels: Kernels;
  readonly #rows: number;
  readonly #data: number;
  readonly #control: number;
  readonly #isDecapsulating: boolean;
  readonly #writer: RowWriter;

  constructor(options: PipelineOptions, isPortable: boolean) {
    const plan = new ArenaPlan();
    const pipelinePlan = new PipelinePlan(options, plan);
    this.#rows = plan.add(batchRows * rowBytes);
    this.#data = plan.add(dataBytes);
    this.#control = plan.add(controlBytes);
    this.#arena = plan.make();
    this.#kernels = loadKernels(this.#arena.memory, { portable: isPortable });
    this.#isDecapsulating = options.decap ?? false;
    this.#batches = new BatchPipeline(pipelinePlan, this.#arena, this.#kernels);
    this.pipeline = this.#batches;
    this.#writer = new RowWriter(this.#arena, this.#rows, batchRows, this.#data);
  }

  async play(files: readonly string[], options: RunOptions = {}): Promise<readonly CaptureSummary[]> {
    const summaries: CaptureSummary[] = [];
    let before = 0;
    for (const file of files) {
      const progress = (bytes: number) => options.onProgress?.(before + bytes, this.pipeline.tally.packets);
      let read = 0;
      const run = {
        ready: options.ready,
        onProgress: (bytes: number) => {
          read = bytes;
          progress(bytes);
        },
      };
      const pcap = PcapFile.open(file);
      summaries.push(pcap === undefined ? await this.#playAny(file, run) : await this.#playPcap(pcap, run));
      before += read;
    }
    this.#settle();
    this.pipeline.finish();
    return summaries;
  }

  /** Any kind of capture: the plain reader hands out packets, which are copied. */
  async #playAny(file: string, run: FileRun): Promise<CaptureSummary> {
    const summary = await readCapture(
      file,
      (packet) => {
        if (this.#writer.add(packet)) return true;
        this.#flush();
        return this.#writer.add(packet);
      },
      run,
    );
    this.#flush();
    return summary;
  }

  #flush(): void {
    this.#parse(this.#writer.count);
    this.#writer.clear();
  }

  async #playPcap(pcap: PcapFile, { ready, onProgress }: FileRun): Promise<CaptureSummary> {
    try {
      return await this.#playRecords(pcap, ready, onProgress);
    } finally {
      pcap.close();
    }
  }

  async #playRecords(
    pcap: PcapFile,
    ready: FileRun['ready'],
    onProgress: FileRun['onProgress'],
  ): Promise<CaptureSummary> {
    const { bytes } = this.#arena;
    const bytesBefore = this.#sum(controlBytesRead);
    const truncatedBefore = this.#sum(controlTruncated);
    let at = this.#data;
    let end = this.#data;
    let packets = 0;
    let read = 0;
    let isTooLong = false;
    while (!isTooLong) {
      bytes.copyWithin(this.#data, at, end);
      end = this.#data + end - at;
      const more = pcap.read(bytes.subarray(end, Math.min(end + readBytes, this.#data + dataBytes)));
      if (more === 0) break;
      end += more;
      read += more;
      at = this.#data;
      for (let count = batchRows; count === batchRows; ) {
        count = this.#walk(pcap, at, end);
        packets += count;
        this.#parse(count);
        at = this.#word(controlReached);
        isTooLong = this.#word(controlStop) === stopAtLength;
      }
      onProgress(read);
      await ready?.();
    }
    const counts = {
      packets,
      bytes: this.#sum(controlBytesRead) - bytesBefore,
      truncated: this.#sum(controlTruncated) - truncatedBefore,
    };
    const rest = Uint8Array.from(bytes.subarray(isTooLong ? at : this.#data, end));
    return pcap.summary(counts, rest, isTooLong);
  }

  #walk({ shape }: PcapFile, at: number, end: number): number {
    const { littleEndian, headerLength, unitsPerSecond, minor, linkType } = shape;
    return this.#kernels.walkPcap(
      at,
      end,
      this.#rows,
      batchRows,
      this.#control,
      Number(littleEndian),
      headerLength,
      unitsPerSecond,
      minor,
      linkType,
    );
  }

  #parse(count: number): void {
    if (count === 0) return;
    const [seed0, seed1] = replaySeed;
    this.#kernels.parseRows(this.#rows, count, seed0, seed1, this.#control, Number(this.#isDecapsulating));
    this.#batches.batch({ rows: this.#rows, count });
  }

  /** What the parse kernel has counted. */
  #settle(): void {
    const { tally } = this.pipeline;
    tally.bytes += this.#sum(controlBytesParsed);
    for (let seen = 0; seen < seenKinds; seen++) tally.seen(seen, this.#word(controlSeen + 4 * seen));
  }

  #word(field: number): number {
    return this.#arena.words[(this.#control + field) / 4];
  }

  #sum(field: number): number {
    return this.#arena.doubles[(this.#control + field) / 8];
  }
}

interface FileRun {
  readonly ready: RunOptions['ready'];
  readonly onProgress: (bytes: number) => void;
}
