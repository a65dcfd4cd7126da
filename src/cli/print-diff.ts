import { type Effect, effects } from '../compare/engines/effect.ts';
import type { EngineReading } from '../compare/engines/reading.ts';
import type { TrafficChanges } from '../compare/traffic.ts';
import type { FlowGroup } from '../replay/groups.ts';
import { formatCount, formatCountOf } from '../terminal/number.ts';
import type { Column } from '../terminal/table.ts';
import { ages, differ, type Labels } from './labels.ts';
import { outcomePlace, outcomeText, trafficText } from './print-replay.ts';
import { diagnosticText } from './report-error.ts';
import type { View } from './view.ts';

/** Two lines for each change: what it was and by whom, what it becomes and by whom. */
export async function printTrafficChanges(
  changes: TrafficChanges,
  groups: readonly FlowGroup[],
  rows: number,
  view: View,
  labels: Labels = ages,
  why?: (group: FlowGroup) => string,
): Promise<void> {
  const shown = groups.slice(0, rows);
  if (shown.length > 0) {
    await view.table(
      shown.flatMap((group) => halves(group, labels)),
      columns,
      ({ group, lane }) => (lane === 0 || why === undefined ? undefined : `why: ${why(group)}`),
    );
    if (groups.length > shown.length) {
      await view.line(`… and ${formatCount(groups.length - shown.length)} more (--rows shows more)`);
    }
    await view.line();
  }
  const { flows, changedFlows, redecidedFlows, packets, changedPackets } = changes;
  const inPackets =
    packets === 0 ? '' : ` (${formatCount(changedPackets)} of ${formatCountOf(packets, 'packet')})`;
  const inFlows = `${formatCount(changedFlows)} of ${formatCountOf(flows, 'flow')}`;
  await view.line(`${inFlows} ${differ(labels)} their verdict${inPackets}`);
  if (redecidedFlows > 0) {
    await view.line(`${formatCount(redecidedFlows)} more keep their verdict, by another policy or rule`);
  }
}

interface Half {
  readonly group: FlowGroup;
  readonly lane: 0 | 1;
  /** Whose outcome it is. */
  readonly label: string;
}

function halves(group: FlowGroup, [first, second]: Labels): readonly Half[] {
  return [
    { group, lane: 0, label: first },
    { group, lane: 1, label: second },
  ];
}

/** What both lines would repeat stands on the first. */
const once =
  (text: (group: FlowGroup) => string) =>
  ({ group, lane }: Half) =>
    lane === 0 ? text(group) : '';

const columns: readonly Column<Half>[] = [
  { heading: 'FROM', cell: once(({ from }) => from) },
  { heading: 'TO', cell: once(({ to }) => to) },
  { heading: 'TRAFFIC', cell: once(trafficText), shrink: false },
  { heading: 'FLOWS', cell: once(({ flows }) => formatCount(flows)), align: 'right' },
  { heading: '', cell: ({ label }) => label, shrink: false },
  {
    heading: 'VERDICT',
    cell: ({ group, lane }) => group.outcomes[lane].verdict,
    word: ({ group, lane }) => group.outcomes[lane].verdict,
    shrink: false,
  },
  { heading: 'DECIDED BY', cell: ({ group, lane }) => outcomeText(group.outcomes[lane]), below: true },
  {
    heading: 'AT',
    cell: ({ group, lane }) => outcomePlace(group.outcomes[lane]),
    word: () => 'path',
    below: true,
  },
];

const effectWords: Readonly<Record<Effect, string>> = {
  refused: 'refused',
  'fails-closed': 'fails closed',
  ignored: 'ignored',
  noted: 'noted',
};

/** What each engine makes of the objects, before any verdict. */
export async function printFindings(readings: readonly EngineReading[], view: View): Promise<void> {
  for (const { name, created, findings } of readings) {
    const { stages } = created.judge.set;
    const sums = effects.flatMap((effect) => {
      const count = findings.filter((finding) => finding.effect === effect).length;
      return count === 0 ? [] : [`${count} ${effectWords[effect]}`];
    });
    await view.line(
      `${view.paint('heading', name)}: ${formatCountOf(stages.length, 'stage')}; findings: ${sums.join(', ') || 'none'}`,
    );
    for (const finding of findings)
      await view.line(
        `  ${effectWords[finding.effect]}: ${diagnosticText(finding).replaceAll('\n', '\n  ')}`,
      );
  }
  await view.line();
}

/** What enforcing the staged policies would change. */
export async function printPending(changes: TrafficChanges, rows: number, view: View): Promise<void> {
  await view.line();
  await view.line(view.paint('heading', 'Once what is staged is enforced:'));
  await printTrafficChanges(changes, changes.groups(), rows, view, ['now', 'pending']);
}
