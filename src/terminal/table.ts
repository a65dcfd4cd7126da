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

/** On one line where they fit, else each begins a line of its own. */
function linesBelow(all: readonly Laid[], index: number, width: number, paint: Paint): readonly string[] {
  const cells = all.filter(({ below, texts }) => below && texts[index] !== '');
  const painted = (text: string, word: Word | undefined) => (word === undefined ? text : paint(word, text));
  const together = cells.map(({ texts }) => texts[index]).join(gap);
  if (cells.length > 0 && indent.length + displayWidth(together) <= width) {
    return [indent + cells.map(({ texts, words }) => painted(texts[index], words[index])).join(gap)];
  }
  return cells.flatMap(({ texts, words }) =>
    wrapped(texts[index], width).map((text) => indent + painted(text, words[index])),
  );
}

/** Broken between words, never within one: a path that is wider than the terminal stays whole. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const joined = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || indent.length + displayWidth(joined) > width) lines.push(word);
    else lines[lines.length - 1] = joined;
  }
  return lines;
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
