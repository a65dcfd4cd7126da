import { table } from '../../terminal/table.ts';
import type { Compiled } from '../compilation.ts';
import { EntryWords, rulePlace, ruleText } from '../entry-words.ts';

/** Each entry: a rule, with its peers and ports resolved for those subjects for whom they are the same. */
export function printEntries(compilation: Compiled): string {
  const words = new EntryWords(compilation);
  return table(compilation.made.programs.entries.all, [
    { heading: 'ENTRY', cell: ({ id }) => id },
    { heading: 'ACTION', cell: ({ rule }) => rule.action },
    { heading: 'RULE', cell: ({ rule }) => ruleText(rule) },
    { heading: 'OTHER END', cell: (entry) => words.peers(entry) },
    { heading: 'TRAFFIC', cell: (entry) => words.traffic(entry) },
    { heading: 'AT', cell: ({ rule }) => rulePlace(rule) },
  ]);
}
