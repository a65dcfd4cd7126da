import { tableSeed } from '../../kernels/flow-layout.ts';
import type { Kernels } from '../../kernels/load.ts';
import type { Arena } from './arena.ts';
import type { RowClaims } from './row-claims.ts';
import { openersOf, RowWriter } from './row-writer.ts';

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
  /** Bytes of a file to be read at once: not more than readBytesAhead. */
  readonly readBytes: number;
  /** What kernels leave to the plain parser: bits of kernels/layout.ts. */
  readonly leave: number;
  /** Where another thread reads the rows. */
  readonly claims?: RowClaims;
}

/** Where rows go: those that are filled and parsed, and, by a writer, packets one by one, which are copied. */
export class RowOutput {
  readonly parts: RowReaderParts;
  /** The key of the flow table's hash. */
  readonly seed: readonly [number, number];
  readonly #sink: RowSink;

  constructor(parts: RowReaderParts, sink: RowSink) {
    this.parts = parts;
    this.#sink = sink;
    const [first, second] = parts.arena.wordsAt(parts.table + tableSeed, 2);
    this.seed = [first, second];
  }

  get buffer(): RowBuffer {
    return this.#sink.buffer;
  }

  /** So many rows of the buffer, which are parsed. */
  hand(count: number): void {
    if (count === 0) return;
    const { kernels, table, memo } = this.parts;
    const { isAhead, buffer } = this.#sink;
    if (isAhead) kernels.hintRows(buffer.rows, count, table, memo, openersOf(buffer.rows));
    this.#sink.pass(count, isAhead);
  }

  /** For packets one by one, which `flush` passes on. They must not lie in the buffer. */
  writer(): PacketWriter {
    return new PacketWriter(this);
  }
}

/** Packets of the plain reader on their way to rows. */
export class PacketWriter {
  readonly #output: RowOutput;
  #writer: RowWriter;

  constructor(output: RowOutput) {
    this.#output = output;
    this.#writer = new RowWriter(output.parts.arena, output.buffer);
  }

  add(packet: Parameters<RowWriter['add']>[0]): boolean {
    if (this.#writer.add(packet)) return true;
    this.flush();
    return this.#writer.add(packet);
  }

  flush(): void {
    const { arena, kernels, control, leave } = this.#output.parts;
    const { count } = this.#writer;
    const { rows } = this.#output.buffer;
    if (count > 0) kernels.parseRows(rows, count, ...this.#output.seed, control, leave);
    this.#output.hand(count);
    this.#writer = new RowWriter(arena, this.#output.buffer);
  }
}
