import { escapeText } from './escape.ts';
import { formatBytes, formatCount, formatRate, formatSeconds } from './number.ts';
import { truncate } from './width.ts';

export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  readonly label: string;
  /** Bytes in all; absent where nobody knows (a pipe). */
  readonly totalBytes?: number;
  /** Default: standard error, so that data on standard output stays clean. */
  readonly stream?: ProgressStream;
  /** Milliseconds that only grow. */
  readonly now?: () => number;
  readonly unicode?: boolean;
}

export interface Done {
  readonly bytes: number;
  readonly packets: number;
}

/** A job that ends sooner needs no bar. */
const patience = 500;
const redrawEvery = 100;
const barCells = 20;
const eraseLine = '\r\x1b[2K';

/**
 * A bar for whoever watches: nothing without a terminal, nothing in the first half second, at most ten drawings
 * a second, and no trace at the end. It has no timer, so it costs nothing but a look at the clock per update.
 */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  readonly #start: number;
  #drawn = -Infinity;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#stream = options.stream ?? process.stderr;
    this.#now = options.now ?? (() => performance.now());
    this.#start = this.#now();
  }

  update(done: Done): void {
    if (this.#stream.isTTY !== true) return;
    const now = this.#now();
    if (now - this.#start < patience || now - this.#drawn < redrawEvery) return;
    this.#drawn = now;
    const text = describe(this.#options, done, (now - this.#start) / 1000);
    // The last cell stays free: a terminal may wrap the line when it is filled.
    this.#stream.write(eraseLine + truncate(text, (this.#stream.columns ?? 80) - 1));
  }

  /** Takes the bar away. May be called twice. */
  end(): void {
    if (this.#drawn === -Infinity) return;
    this.#drawn = -Infinity;
    this.#stream.write(eraseLine);
  }
}

function describe(options: ProgressOptions, { bytes, packets }: Done, seconds: number): string {
  const total = options.totalBytes;
  const parts = [escapeText(options.label)];
  if (total !== undefined && total > 0) {
    const share = Math.min(1, bytes / total);
    parts.push(bar(share, options.unicode ?? true), `${Math.floor(share * 100)}%`.padStart(4));
    parts.push(`${formatBytes(bytes)} of ${formatBytes(total)}`);
  } else parts.push(formatBytes(bytes));
  parts.push(`${formatCount(packets)} packets`, formatRate(packets / seconds, 'packets'));
  const left = total === undefined || bytes === 0 ? 0 : (seconds * (total - bytes)) / bytes;
  if (left > 0) parts.push(`${formatSeconds(left)} left`);
  return parts.join('  ');
}

function bar(share: number, unicode: boolean): string {
  const filled = Math.round(share * barCells);
  const [on, off] = unicode ? ['█', '░'] : ['#', '.'];
  return on.repeat(filled) + off.repeat(barCells - filled);
}
