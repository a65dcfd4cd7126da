import { controlBytes } from '../../src/kernels/control.ts';
import * as layout from '../../src/kernels/layout.ts';
import type { TrackKernel } from './kernels.ts';
import type { RowSource, Step } from './rows.ts';

/** Rows from the captured bytes of frames, by the parse kernel. Ethernet frames only. */
export class ParsedRows implements RowSource {
  /** What it needs of memory: the kernel's control block, then the packets of a batch. */
  static readonly bytes = 2 ** 22;
  readonly #kernel: TrackKernel;
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #at: number;

  constructor(kernel: TrackKernel, buffer: SharedArrayBuffer, at: number) {
    this.#kernel = kernel;
    this.#view = new DataView(buffer);
    this.#bytes = new Uint8Array(buffer);
    this.#at = at;
  }

  fill(rows: number, batch: readonly Step[]): void {
    let data = this.#at + controlBytes;
    for (const [index, { frame, now }] of batch.entries()) {
      const row = rows + index * layout.rowBytes;
      this.#bytes.set(frame.bytes, data);
      this.#view.setUint32(row + layout.rowDataAt, data, true);
      this.#view.setUint32(row + layout.rowCaptured, frame.bytes.length, true);
      this.#view.setUint32(row + layout.rowOriginal, frame.originalLength, true);
      this.#view.setUint32(row + layout.rowLinkType, 1, true);
      this.#view.setFloat64(row + layout.rowTime, now, true);
      data += frame.bytes.length;
    }
    this.#kernel.parseRows(rows, batch.length, 1, 2, this.#at, 0);
  }
}
