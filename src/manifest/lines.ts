import type { Position } from '../diagnostics/diagnostic.ts';

/** Short, since a report asks for the places of thousands of rules. */
const stride = 2_048;

/** A text with a name, and where its lines are: found by need, so that a clean file costs nothing. */
export class NamedText {
  readonly file: string;
  readonly text: string;
  /** For each multiple of the stride: the line there, and where that line starts. */
  readonly #marks: { readonly line: number; readonly start: number }[] = [{ line: 1, start: 0 }];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** Line and column of an offset, in UTF-16 units from 1. */
  position(offset: number): Position {
    const end = Math.min(offset, this.text.length);
    const mark = Math.floor(end / stride);
    while (this.#marks.length <= mark) this.#marks.push(this.#scan(this.#marks.length * stride));
    const { line, start } = this.#scan(end);
    return { file: this.file, line, column: end - start + 1 };
  }

  /** From the last mark before `end`. `\n`, `\r\n` and a lone `\r` end a line (YAML 1.2 section 5.4). */
  #scan(end: number): { line: number; start: number } {
    const index = Math.min(Math.floor(end / stride), this.#marks.length - 1);
    let { line, start } = this.#marks[index];
    for (let at = index * stride; at < end; at++) {
      const c = this.text.charCodeAt(at);
      if (c !== 0x0a && (c !== 0x0d || this.text.charCodeAt(at + 1) === 0x0a)) continue;
      line++;
      start = at + 1;
    }
    return { line, start };
  }
}
