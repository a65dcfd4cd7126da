import { describe, expect, it } from 'vitest';
import { painter } from '../../src/terminal/colour.ts';
import { type Column, table } from '../../src/terminal/table.ts';
import { displayWidth, truncate } from '../../src/terminal/width.ts';

interface Row {
  readonly name: string;
  readonly flows: number;
  readonly verdict: 'allow' | 'deny';
}
const columns: readonly Column<Row>[] = [
  { heading: 'POD', cell: (row) => row.name },
  { heading: 'FLOWS', cell: (row) => row.flows },
  { heading: 'VERDICT', cell: (row) => row.verdict, word: (row) => row.verdict, shrink: false },
];
const rows: readonly Row[] = [
  { name: 'shop/web', flows: 1234567, verdict: 'allow' },
  { name: 'ops/a-rather-long-pod-name', flows: 9, verdict: 'deny' },
];

describe('a table', () => {
  it('aligns text on the left, numbers on the right, and leaves no blanks at line ends', () => {
    expect(table(rows, columns)).toBe(
      [
        'POD                             FLOWS  VERDICT',
        'shop/web                    1,234,567  allow',
        'ops/a-rather-long-pod-name          9  deny',
        '',
      ].join('\n'),
    );
  });

  it('cuts off nothing when nobody looks', () => {
    const long = 'x'.repeat(5000);
    expect(table([{ ...rows[0], name: long }], columns)).toContain(long);
  });

  it('gives up the end of the widest text on a narrow terminal', () => {
    const lines = table(rows, columns, { width: 34 }).split('\n');
    expect(lines[2]).toBe('ops/a-rather-…          9  deny');
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(34);
    expect(table(rows, columns, { width: 34, unicode: false })).toContain('ops/a-rathe...');
  });

  it('puts whole cells below their row on a narrow terminal, where their column says so', () => {
    const below = columns.map((column) => (column.heading === 'POD' ? { ...column, below: true } : column));
    const narrow = table(rows, below, { width: 30 }).split('\n');
    expect(narrow[0]).not.toContain('POD');
    expect(narrow[2]).toBe(`    ${rows[0].name}`);
    expect(table(rows, below, { width: 200 })).toBe(table(rows, columns, { width: 200 }));
    expect(table(rows, below)).toBe(table(rows, columns));
  });

  it('breaks a cell below its row between words only', () => {
    const long = [{ ...rows[0], name: 'one two three four/five/six/seven/eight' }];
    const below = columns.map((column) => ({ ...column, below: column.heading === 'POD' }));
    expect(table(long, below, { width: 24 }).split('\n').slice(2, -1)).toEqual([
      '    one two three',
      '    four/five/six/seven/eight',
    ]);
  });

  it('has a note below a row, escaped and never cut', () => {
    const note = ({ name }: (typeof rows)[number]) =>
      name === rows[1].name ? `why: ${'long '.repeat(20)}\x1b` : undefined;
    const lines = table(rows, columns, { width: 34, note }).split('\n');
    expect(lines).toHaveLength(rows.length + 3);
    expect(lines[3]).toContain(`    why: ${'long '.repeat(20)}`);
    expect(lines[3]).not.toContain('\x1b');
  });

  it('stays readable on a terminal that is too narrow for it', () => {
    expect(table(rows, columns, { width: 5 })).toContain('ops/a-r…');
  });

  it('colours the words and not the space around them', () => {
    const text = table(rows, columns, { paint: painter(1) });
    expect(text).toContain('\x1b[32mallow\x1b[39m\n');
    expect(text).toContain('\x1b[1mPOD\x1b[22m   ');
  });

  it('escapes what comes from outside, before it measures', () => {
    const lines = table([{ ...rows[0], name: '\x1b[31mweb' }, rows[0]], columns).split('\n');
    expect(lines[1]).toBe('\\x1b[31mweb  1,234,567  allow');
    expect(lines[2]).toBe('shop/web     1,234,567  allow');
  });

  it('counts wide characters as two cells', () => {
    const lines = table([{ ...rows[0], name: '猫猫' }, rows[0]], columns).split('\n');
    expect(lines[1].indexOf('1,234,567')).toBe(lines[2].indexOf('1,234,567') - 2);
  });

  it('has only its headings without rows', () => {
    expect(table([], columns)).toBe('POD  FLOWS  VERDICT\n');
  });
});

describe('the width of a text', () => {
  it.each([
    ['abc', 3],
    ['e\u0301', 1],
    ['猫', 2],
    ['🐈', 2],
    ['ｗｅｂ', 6],
  ])('%s takes %d cells', (text, cells) => {
    expect(displayWidth(text)).toBe(cells);
  });

  it('is never exceeded by a cut text, and a wide character is not halved', () => {
    expect(truncate('猫猫猫', 4)).toBe('猫…');
    expect(truncate('abcdef', 2, '...')).toBe('..');
  });
});
