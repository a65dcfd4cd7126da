import { type Column, table } from '../src/terminal/table.ts';
import { type Figure, type Row, verdict } from './figures.ts';

/** A line to standard error, above the line of progress. */
export function say(text: string): void {
  progress('');
  process.stderr.write(`${text}\n`);
}

/** The line of progress: replaced in a terminal, else a line each. Empty: none any more. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else if (text !== '') process.stderr.write(`${text}\n`);
}

const rowColumns: readonly Column<Row>[] = [
  { heading: 'CONTENDER', cell: ({ name }) => name },
  number('NS/PACKET', ({ nanosecondsPerPacket }) => nanosecondsPerPacket),
  number('LOOP S', ({ loopSeconds }) => loopSeconds),
  number('SET-UP S', ({ setupSeconds }) => setupSeconds),
  number('WALL S', ({ wallSeconds }) => wallSeconds),
  number('x P', ({ ratioToP }) => ratioToP),
  number('x F', ({ ratioToF }) => ratioToF),
  number('PEAK MIB', ({ peakMiB }) => peakMiB),
  { heading: 'FLOWS', cell: ({ flows }) => flows ?? '', align: 'right' },
  { heading: 'DENIED', cell: ({ deniedFlows }) => deniedFlows ?? '', align: 'right' },
];

export function printRows(rows: readonly Row[]): void {
  process.stdout.write(`${table(rows, rowColumns)}\n`);
}

const figureColumns: readonly Column<Figure>[] = [
  { heading: 'FIGURE', cell: ({ name }) => name },
  number('VALUE', ({ value }) => value),
  { heading: '', cell: ({ unit }) => unit },
  number('MUST', ({ must }) => must),
  number('GOAL', ({ goal }) => goal),
  { heading: 'VERDICT', cell: verdict },
];

export function printFigures(figures: readonly Figure[]): void {
  process.stdout.write(table(figures, figureColumns));
}

/** Three digits. */
function number<T>(heading: string, value: (row: T) => number | undefined): Column<T> {
  return { heading, align: 'right', cell: (row) => short(value(row)) };
}

function short(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(3)));
}
