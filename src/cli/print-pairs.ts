import type { PairRow } from '../compare/pairs/collect.ts';
import type { PairChanges } from '../compare/pairs/compare.ts';
import type { Outcome } from '../compare/pairs/outcome.ts';
import { endpointNames } from '../compare/pairs/outside-text.ts';
import { deciderPlace, deciderText } from '../engine/decided-by.ts';
import { formatCount } from '../terminal/number.ts';
import type { Column } from '../terminal/table.ts';
import { ages, differ, type Labels } from './labels.ts';
import type { View } from './view.ts';

/** More names than these are in the JSON. */
const mostNames = 3;

/** Two lines for each change: what it was and by whom, what it becomes and by whom. */
export async function printPairChanges(
  { pairs, changedPairs, requestRulesDiffer, rows }: PairChanges,
  most: number,
  view: View,
  labels: Labels = ages,
  why?: (row: PairRow) => string,
): Promise<void> {
  const shown = rows.slice(0, most);
  if (shown.length > 0) {
    await view.table(
      shown.flatMap((row) => halves(row, labels)),
      columns,
      ({ row, isFirst }) => (isFirst || why === undefined ? undefined : `why: ${why(row)}`),
    );
    if (rows.length > shown.length) {
      await view.line(`… and ${formatCount(rows.length - shown.length)} more (--rows shows more)`);
    }
    await view.line();
  }
  await view.line(
    `${formatCount(changedPairs)} of ${formatCount(pairs)} pairs of endpoints ${differ(labels)} a verdict`,
  );
  if (requestRulesDiffer) {
    await view.line(
      'Rules for some requests (HTTP, DNS, TLS names …) differ too: connections are compared, not requests.',
    );
  }
}

interface Half {
  readonly row: PairRow;
  readonly outcome: Outcome;
  /** Whose outcome it is. */
  readonly label: string;
  readonly isFirst: boolean;
}

function halves(row: PairRow, [first, second]: Labels): readonly Half[] {
  return [
    { row, outcome: row.change.old, label: first, isFirst: true },
    { row, outcome: row.change.new, label: second, isFirst: false },
  ];
}

/** What both lines would repeat stands on the first. */
const once =
  (text: (row: PairRow) => string) =>
  ({ row, isFirst }: Half) =>
    isFirst ? text(row) : '';

const columns: readonly Column<Half>[] = [
  { heading: 'FROM', cell: once(({ from }) => nameList(endpointNames(from, mostNames))) },
  { heading: 'TO', cell: once(({ to }) => (to === 'itself' ? to : nameList(endpointNames(to, mostNames)))) },
  { heading: 'TRAFFIC', cell: once(trafficCell) },
  { heading: 'PAIRS', cell: once(({ pairs }) => formatCount(pairs)), align: 'right' },
  { heading: '', cell: ({ label }) => label, shrink: false },
  {
    heading: 'VERDICT',
    cell: ({ outcome }) => (outcome.dependsOnRequest ? `${outcome.verdict} some` : outcome.verdict),
    word: ({ outcome }) => outcome.verdict,
    shrink: false,
  },
  {
    heading: 'DECIDED BY',
    cell: ({ outcome }) => deciderText(outcome.decider, outcome.decidedAt),
    below: true,
  },
  { heading: 'AT', cell: ({ outcome }) => deciderPlace(outcome.decider), word: () => 'path', below: true },
];

function trafficCell({ change }: PairRow): string {
  return change.family === undefined ? change.text : `${change.text} over IPv${change.family}`;
}

function nameList(names: readonly string[]): string {
  if (names.length <= mostNames) return names.join(', ');
  return `${names.slice(0, mostNames).join(', ')} and ${formatCount(names.length - mostNames)} more`;
}
