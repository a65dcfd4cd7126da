import type { TrafficChanges } from '../compare/traffic.ts';
import type { FlowGroup } from '../replay/groups.ts';
import { formatCount } from '../terminal/number.ts';
import type { Column } from '../terminal/table.ts';
import { outcomePlace, outcomeText, trafficText } from './print-replay.ts';
import type { View } from './view.ts';

/** Two lines for each change: what it was and by whom, what it becomes and by whom. */
export async function printTrafficChanges(
  changes: TrafficChanges,
  groups: readonly FlowGroup[],
  rows: number,
  view: View,
): Promise<void> {
  const shown = groups.slice(0, rows);
  if (shown.length > 0) {
    await view.table(shown.flatMap(halves), columns);
    if (groups.length > shown.length) {
      await view.line(`… and ${formatCount(groups.length - shown.length)} more (--rows shows more)`);
    }
    await view.line();
  }
  const { flows, changedFlows, redecidedFlows, packets, changedPackets } = changes;
  await view.line(
    `${formatCount(changedFlows)} of ${formatCount(flows)} flows change their verdict ` +
      `(${formatCount(changedPackets)} of ${formatCount(packets)} packets)`,
  );
  if (redecidedFlows > 0) {
    await view.line(`${formatCount(redecidedFlows)} more keep their verdict, by another policy or rule`);
  }
}

interface Half {
  readonly group: FlowGroup;
  readonly lane: 0 | 1;
}

function halves(group: FlowGroup): readonly Half[] {
  return [
    { group, lane: 0 },
    { group, lane: 1 },
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
  { heading: '', cell: ({ lane }) => (lane === 0 ? 'old' : 'new'), shrink: false },
  {
    heading: 'VERDICT',
    cell: ({ group, lane }) => group.outcomes[lane].verdict,
    word: ({ group, lane }) => group.outcomes[lane].verdict,
    shrink: false,
  },
  { heading: 'DECIDED BY', cell: ({ group, lane }) => outcomeText(group.outcomes[lane]) },
  { heading: 'AT', cell: ({ group, lane }) => outcomePlace(group.outcomes[lane]), word: () => 'path' },
];
