import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type ColourFlag, colourLevel, type Paint, painter } from '../terminal/colour.ts';
import { escapeJson } from '../terminal/escape.ts';
import { writeText } from '../terminal/output.ts';
import { type Column, table } from '../terminal/table.ts';
import type { Io } from './io.ts';
import { diagnosticText, printDiagnostics } from './report-error.ts';

export interface ViewOptions {
  readonly color?: ColourFlag;
}

/** How a command shows its results: data on standard output, all else on standard error. */
export class View {
  readonly paint: Paint;
  readonly #io: Io;
  readonly #said = new Set<string>();

  constructor(io: Io, options: ViewOptions) {
    this.#io = io;
    this.paint = painter(colourLevel(io.stdout, io.env, options.color));
  }

  /** A line of text for people. The caller escapes what is not our own. */
  line(text = ''): Promise<void> {
    return this.text(`${text}\n`);
  }

  /** Text that has its line ends already. */
  text(text: string): Promise<void> {
    return writeText(this.#io.stdout, text);
  }

  json(value: unknown): Promise<void> {
    return this.text(`${escapeJson(JSON.stringify(value, null, 2))}\n`);
  }

  /** `note`: a line of text below a row. */
  table<Row>(
    rows: readonly Row[],
    columns: readonly Column<Row>[],
    note?: (row: Row) => string | undefined,
  ): Promise<void> {
    const width = this.#io.stdout.isTTY ? this.#io.stdout.columns : undefined;
    return this.text(table(rows, columns, { width, paint: this.paint, ...(note !== undefined && { note }) }));
  }

  /** Said beside the data. */
  note(text: string): void {
    this.#io.stderr.write(`${text}\n`);
  }

  /** What was said already is not said again: both sides of a comparison may have the same to say. */
  diagnostics(diagnostics: readonly Diagnostic[]): void {
    const fresh = diagnostics.filter((diagnostic) => {
      const text = diagnosticText(diagnostic);
      return this.#said.size < this.#said.add(text).size;
    });
    printDiagnostics(fresh, this.#io);
  }
}
