import type { ProgramStage } from '../../compile/programs.ts';
import { policyText } from '../../engine/decided-by.ts';
import { escapeText } from '../../terminal/escape.ts';
import type { Compiled } from '../compilation.ts';
import { EntryWords, rulePlace, ruleText } from '../entry-words.ts';
import { listed } from '../place-names.ts';
import { type Asked, askedByProgram, sideText } from '../subjects.ts';

/** Each program: who shares it, and its stages with their entries. */
export function printPrograms(compilation: Compiled): string {
  const words = new EntryWords(compilation);
  const asked = askedByProgram(compilation);
  const blocks = [...asked].map(([program, who], number) => [
    `program ${number}: ${headText(who)}`,
    ...program.stages.flatMap((stage) => stageLines(stage, words)),
    `  otherwise ${program.otherwise}`,
  ]);
  return blocks.map((lines) => `${lines.map(escapeText).join('\n')}\n`).join('\n');
}

function headText({ side, subjects }: Asked): string {
  return `${sideText(side)} of ${listed([...subjects])}`;
}

function stageLines({ stage, entries, governing }: ProgramStage, words: EntryWords): readonly string[] {
  const ending =
    governing.length === 0 || stage.ending === 'none'
      ? []
      : [`    ${stage.ending} the rest: governed by ${listed(governing.map(policyText))}`];
  return [
    `  stage ${stage.name}`,
    ...entries.flatMap((entry) => [
      `    ${entry.rule.action} ${words.traffic(entry)}, other end: ${words.peers(entry)}`,
      `      entry ${entry.id}, ${ruleText(entry.rule)}, ${rulePlace(entry.rule)}`,
    ]),
    ...ending,
  ];
}
