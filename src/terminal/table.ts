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
  /** Where the table does not fit the terminal the cell stands whole, on a line of its own below the row. */
  readonly below?: boolean;
}

export interface TableOptions<Row = unknown> {
  /** Cells of the terminal. Absent when nobody looks (a pipe, a file): then nothing is ever cut off. */
  readonly width?: number;
  /** Default true. */
  readonly unicode?: boolean;
  readonly paint?: Paint;
  /** A line of text below the row, never cut. */
  note?(row: Row): string | undefined;
}

/** Below this a cut column says nothing any more. */
const leastWidth = 8;
const gap = '  ';
const indent = '    ';

/** A column made ready: its texts are final but for the cutting. */
interface Laid {
  readonly heading: string;
  readonly texts: readonly string[];
  readonly words: readonly (Word | undefined)[];
  readonly align: 'left' | 'right';
  readonly shrink: boolean;
  readonly below: boolean;
  width: number;
}

/** Lines with a heading line first, no blanks at their ends, each with its line end. Empty without columns. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: TableOptions<Row> = {},
): string {
  if (columns.length === 0) return '';
  const all = columns.map((column) => layColumn(column, rows));
  const { width } = options;
  const isNarrow = width !== undefined && excessOver(all, width) > 0;
  const laid = isNarrow ? all.filter(({ below }) => !below) : all;
  if (width !== undefined) shrink(laid, width);
  const paint = options.paint ?? noPaint;
  const mark = options.unicode === false ? '...' : '…';
  const lines = [line(laid, (column) => [column.heading, 'heading'], paint, mark)];
  for (const [index, row] of rows.entries()) {
    lines.push(line(laid, (column) => [column.texts[index], column.words[index]], paint, mark));
    if (isNarrow) lines.push(...linesBelow(all, index, width, paint));
    const note = options.note?.(row);
    if (note !== undefined) lines.push(indent + escapeText(note));
  }
  return lines.map((text) => `${text}\n`).join('');
}

/** On one line where they fit, else one line each. */
function linesBelow(all: readonly Laid[], index: number, width: number, paint: Paint): readonly string[] {
  const cells = all.filter(({ below, texts }) => below && texts[index] !== '');
  const length = cells.reduce(
    (sum, { texts }) => sum + gap.length + displayWidth(texts[index]),
    indent.length,
  );
  const painted = cells.map(({ texts, words }) => {
    const word = words[index];
    return word === undefined ? texts[index] : paint(word, texts[index]);
  });
  if (painted.length === 0) return [];
  return length - gap.length <= width ? [indent + painted.join(gap)] : painted.map((text) => indent + text);
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
  const { heading, shrink = align === 'left', below = false } = column;
  return { heading, texts, words, align, shrink, below, width };
}

function excessOver(laid: readonly Laid[], width: number): number {
  return laid.reduce((sum, column) => sum + column.width + gap.length, -gap.length) - width;
}

/** Takes cells from the widest column that may give some, until the line fits or none can give. */
function shrink(laid: readonly Laid[], width: number): void {
  let excess = excessOver(laid, width);
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
