import { directionOf } from '../../compile/answers.ts';
import type { Table } from '../../compile/rows.ts';
import type { Direction } from '../../ir/policy.ts';
import { escapeText } from '../../terminal/escape.ts';
import type { Compiled } from '../compilation.ts';
import { PlaceNames } from '../place-names.ts';
import { askedByTable, sideText } from '../subjects.ts';
import { TrafficWords } from '../traffic-words.ts';
import { answerText } from './answer.ts';

/** For each table and each class of other ends: which answer for which traffic, with who decided and where. */
export function printRows(compilation: Compiled): string {
  const names = new PlaceNames(compilation);
  const blocks = [...askedByTable(compilation)].map(([table, { side, places }], number) => {
    const rows = [...classesByRow(table)].flatMap(([row, classes]) => [
      `  row ${row}, other end: ${names.ofClasses(classes)}`,
      ...rowLines(row, directionOf[side], compilation).map((line) => `    ${line}`),
    ]);
    return [`table ${number + 1}: ${sideText(side)} of ${names.list(places)}`, ...rows];
  });
  return blocks.map((lines) => `${lines.map(escapeText).join('\n')}\n`).join('\n');
}

function classesByRow({ rowOf }: Table): ReadonlyMap<number, readonly number[]> {
  const byRow = new Map<number, number[]>();
  for (const [number, row] of rowOf.entries()) {
    const known = byRow.get(row);
    if (known === undefined) byRow.set(row, [number]);
    else known.push(number);
  }
  return byRow;
}

/** One line for each answer; the one that protocols get which no rule names comes last. */
function rowLines(row: number, direction: Direction, { tables }: Compiled): readonly string[] {
  const { rows, traffic, answers } = tables;
  const words = new TrafficWords(traffic);
  const byAnswer = new Map<number, Set<number>>();
  for (let one = 0; one < traffic.size; one++) {
    const answer = rows.answer(row, one);
    byAnswer.set(answer, (byAnswer.get(answer) ?? new Set()).add(one));
  }
  const parts = [...byAnswer].map(([answer, classes]) => {
    const isRest = classes.has(words.rest) && byAnswer.size > 1;
    const text = `${isRest ? 'all else' : words.of(classes)}: ${answerText(answers.all[answer], direction)}`;
    return { isRest, text };
  });
  return [...parts.filter(({ isRest }) => !isRest), ...parts.filter(({ isRest }) => isRest)].map(
    ({ text }) => text,
  );
}
