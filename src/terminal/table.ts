import { noPaint, type Paint, type Word } from './colour.ts';
import { escapeText } from './escape.ts';
import { formatCount } from './number.ts';
import { displayWidth, truncate } from './width.ts';

export interface Column<Row> {
  readonly heading: string;
  /** Text may come from anywhere: the table escapes it. Numbers get separators and stand on the right. */
  cell(row: Row): string | number;
  /** Default: right where every cell is a number. */
  readonly align?: 'left' | 'right';
  /** The look of the cell. */
  word?(row: Row): Word | undefined;
  /** May lose its end where the terminal is too narrow. Default: columns that stand on the left. */
  readonly shrink?: boolean;
}

export interface TableOptions {
  /** Cells of the terminal. Absent when nobody looks (a pipe, a file): then nothing is ever cut off. */
  readonly width?: number;
  /** Default true. */
  readonly unicode?: boolean;
  readonly paint?: Paint;
}

/** Below this a cut column says nothing any more. */
const leastWidth = 8;
const gap = '  ';

/** A column made ready: its texts are final but for the cutting. */
interface Laid {
  readonly heading: string;
  readonly texts: readonly string[];
  readonly words: readonly (Word | undefined)[];
  readonly align: 'left' | 'right';
  readonly shrink: boolean;
  width: number;
}

/** Lines with a heading line first, no blanks at their ends, each with its line end. Empty without columns. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: TableOptions = {},
): string {
  if (columns.length === 0) return '';
  const laid = columns.map((column) => layColumn(column, rows));
  if (options.width !== undefined) shrink(laid, options.width);
  const paint = options.paint ?? noPaint;
  const mark = options.unicode === false ? '...' : '…';
  const lines = [line(laid, (column) => [column.heading, 'heading'], paint, mark)];
  for (const index of rows.keys()) {
    lines.push(line(laid, (column) => [column.texts[index], column.words[index]], paint, mark));
  }
  return lines.map((text) => `${text}\n`).join('');
}

function layColumn<Row>(column: Column<Row>, rows: readonly Row[]): Laid {
  const cells = rows.map((row) => column.cell(row));
  const numeric = cells.length > 0 && cells.every((cell) => typeof cell === 'number');
  const align = column.align ?? (numeric ? 'right' : 'left');
  const texts = cells.map((cell) => (typeof cell === 'number' ? formatCount(cell) : escapeText(cell)));
  const width = texts.reduce(
    (most, text) => Math.max(most, displayWidth(text)),
    displayWidth(column.heading),
  );
  const words = rows.map((row) => column.word?.(row));
  return { heading: column.heading, texts, words, align, shrink: column.shrink ?? align === 'left', width };
}

/** Takes cells from the widest column that may give some, until the line fits or none can give. */
function shrink(laid: readonly Laid[], width: number): void {
  let excess = laid.reduce((sum, column) => sum + column.width + gap.length, -gap.length) - width;
  const giving = laid.filter((column) => column.shrink);
  while (excess > 0) {
    const widest = giving.reduce<Laid | undefined>((a, b) => (a && a.width >= b.width ? a : b), undefined);
    if (widest === undefined || widest.width <= leastWidth) return;
    widest.width--;
    excess--;
  }
}

function line(
  laid: readonly Laid[],
  cell: (column: Laid) => readonly [string, Word | undefined],
  paint: Paint,
  mark: string,
): string {
  const parts = laid.map((column) => {
    const [text, word] = cell(column);
    const cut = truncate(text, column.width, mark);
    // Colour goes round the text, not round its padding: an underline or background would show.
    const padding = ' '.repeat(column.width - displayWidth(cut));
    const painted = word === undefined ? cut : paint(word, cut);
    return column.align === 'left' ? painted + padding : padding + painted;
  });
  return parts.join(gap).trimEnd();
}
